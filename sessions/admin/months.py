"""The preview as a calendar: each month a grid, and a list of what matters on a small screen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs import calendar as program_calendar
from programs import school_terms
from programs.calendar import Calendar
from programs.models import Cohort
from programs.school_terms import Terms
from sessions import local_times
from sessions.admin.preview import WORDS, Line
from sessions.drafts import Act, Draft

MOST_MONTHS = 36
A_DAY = timedelta(days=1)
WEEKDAYS = (
    *(gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu")),
    *(gettext_lazy("Fri"), gettext_lazy("Sat"), gettext_lazy("Sun")),
)


@dataclass(frozen=True)
class Mark:
    """One thing on a day: a session, what was left out, what moved away."""

    tone: str
    words: str
    number: int | None = None
    short: str = ""  # where there is room for two words


@dataclass(frozen=True)
class Day:
    """One day of the grid. `rests` names why nobody meets: a break, a holiday, no school."""

    day: date
    marks: tuple[Mark, ...]
    kind: str  # break, holiday, school, outside or ''
    holiday: str

    @property
    def matters(self) -> bool:
        """Whether it is shown where there is room for a list alone."""
        return bool(self.marks or self.holiday)


@dataclass(frozen=True)
class Month:
    """One month: how many days of its first week belong to the last one, its days, its rests."""

    first: date
    before: int
    days: tuple[Day, ...]
    rests: tuple[str, ...]


@dataclass(frozen=True)
class Almanac:
    """Everything the grid asks of a day, read once."""

    cohort: Cohort
    calendar: Calendar
    terms: Terms
    marks: dict[date, list[Mark]]

    def day(self, day: date) -> Day:
        rest, holiday = self.calendar.pause(day), self.calendar.holiday(day) or ""
        outside = not self.cohort.window_first <= day <= self.cohort.window_last
        kinds = {
            "outside": outside,
            "break": bool(rest),
            "holiday": bool(holiday),
            "school": bool(self.terms.holiday(day)),
        }
        kind = next((name for name, holds in kinds.items() if holds), "")
        return Day(day, tuple(self.marks.get(day, ())), kind, "" if outside else holiday)

    def rests(self, first: date, last: date) -> Iterator[str]:
        """Breaks and school holidays of a month, in words."""
        for rest in self.calendar.breaks:
            if rest.first <= last and first <= rest.last:
                yield span_words(rest.name, rest.first, rest.last)
        yield from self._school(first, last)

    def _school(self, first: date, last: date) -> Iterator[str]:
        day = first
        while day <= last:
            name = self.terms.holiday(day)
            until = day
            while name and until < last and self.terms.holiday(until + A_DAY):
                until += A_DAY
            if name:
                yield span_words(name, day, until)
            day = until + A_DAY


def span_words(name: str, first: date, last: date) -> str:
    """'Summer break: 1 December to 31 January'."""
    words = _("%(name)s: %(first)s to %(last)s")
    return words % {"name": name, "first": _short(first), "last": _short(last)}


def _short(day: date) -> str:
    return local_times.day_words(day).split(" ", 1)[1]


def months(cohort: Cohort, draft: Draft, lines: Iterable[Line]) -> list[Month]:
    """The months from the first of these lines to the last; three queries."""
    marks = marked(draft, lines)
    if not marks:
        return []
    program = cohort.intake.program
    almanac = Almanac(cohort, program_calendar.of(program), school_terms.of(program), marks)
    first, last = min(marks), max(marks)
    return [_month(almanac, start) for start in _starts(first, last)]


def marked(draft: Draft, lines: Iterable[Line]) -> dict[date, list[Mark]]:
    """What stands on which day."""
    found: dict[date, list[Mark]] = {}
    for line in lines:
        words = _("Session %(number)s") % {"number": line.number} if line.number else line.word
        note = "" if line.number else " ".join(line.notes)
        mark = Mark(line.tone, f"{words}: {note}" if note else words, line.number, line.word)
        found.setdefault(line.day, []).append(mark)
    for dated in draft.plan.dates:
        if dated.moved_from and dated.moved_from not in found:
            words = _("moved from here: %(why)s") % {"why": dated.why}
            mark = Mark("quiet", words, short=_("moved"))
            found.setdefault(dated.moved_from, []).append(mark)
    called_off = str(WORDS[Act.CANCELLED][1])
    for intent in draft.intents:
        if intent.act is Act.CANCELLED:
            found[intent.date.day] = [
                Mark(mark.tone, f"{mark.words}, {called_off}", mark.number)
                if mark.number == intent.number
                else mark
                for mark in found.get(intent.date.day, [])
            ]
    return found


def _starts(first: date, last: date) -> Iterator[date]:
    month = first.year * 12 + first.month - 1
    until = min(last.year * 12 + last.month - 1, month + MOST_MONTHS - 1)
    for one in range(month, until + 1):
        yield date(one // 12, one % 12 + 1, 1)


def _month(almanac: Almanac, first: date) -> Month:
    days = []
    day = first
    while day.month == first.month:
        days.append(almanac.day(day))
        day += A_DAY
    last = days[-1].day
    return Month(first, first.weekday(), tuple(days), tuple(almanac.rests(first, last)))
