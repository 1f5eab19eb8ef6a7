"""What a schedule comes to: its dates, what was left out and why, and what stands in the way.

The source of the rules is DOMAIN 3.2: the rhythm fixes a grid, breaks are always left out, and
when the window is passed nothing is saved and the plan says what would make it fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs import calendar as program_calendar
from programs.models import Cohort, Program
from sessions import local_times, recurrence
from sessions.models import Schedule
from sessions.recurrence import Calendar, Chosen, Skipped

Rhythm = Schedule.Rhythm
# How far past the window the grid is followed, to say what would be needed.
LOOK_AHEAD = timedelta(days=731)


@dataclass(frozen=True)
class Inputs:
    """What a coordinator types. `start` is the wall clock of the cohort's zone."""

    first_day: date
    start: time
    minutes: int = 120
    rhythm: str = Rhythm.MONTHLY
    every: int = 2
    count: int = 8
    conflict: str = Schedule.Conflict.NEXT_WEEK
    avoid_holidays: bool = True

    @classmethod
    def of(cls, schedule: Schedule) -> "Inputs":
        """Those that were saved."""
        return cls(**{name: getattr(schedule, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Outline:
    """Inputs with what the cohort adds to them: its window, its zone, the first number."""

    inputs: Inputs
    window_first: date
    window_last: date
    time_zone: str
    first_number: int = 1

    @classmethod
    def of(cls, cohort: Cohort, inputs: Inputs, first_number: int = 1) -> "Outline":
        """For this cohort."""
        return cls(inputs, cohort.window_first, cohort.window_last, cohort.time_zone, first_number)

    @property
    def wanted(self) -> int:
        """How many dates are to be found."""
        return max(self.inputs.count - self.first_number + 1, 0)


@dataclass(frozen=True)
class Dated:
    """One session's date: wall clock and zone, and the UTC derived from them."""

    number: int
    day: date
    start: time
    time_zone: str
    minutes: int
    starts_at: datetime
    ends_at: datetime
    moved_from: date | None = None
    why: str = ""
    beyond: bool = False  # past the window


@dataclass(frozen=True)
class Trouble:
    """Why a plan can't be published, beside the field that could change it ('' is none)."""

    field: str
    words: str


@dataclass(frozen=True)
class Plan:
    """The dates of a schedule. With `trouble` nothing may be saved."""

    dates: tuple[Dated, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    trouble: tuple[Trouble, ...] = ()

    def lines(self) -> list[Dated | Skipped]:
        """Dates and what was skipped, in the order of the calendar."""
        return sorted([*self.dates, *self.skipped], key=lambda line: line.day)


def plan(schedule: Schedule | Outline, program: Program) -> Plan:
    """Lay out a schedule in its program's calendar (read in two queries); saves nothing."""
    outline = schedule if isinstance(schedule, Outline) else outline_of(schedule)
    return lay_out(outline, calendar_of(program, outline))


def outline_of(schedule: Schedule) -> Outline:
    """The outline of a saved schedule."""
    return Outline.of(schedule.cohort, Inputs.of(schedule), schedule.first_number)


def calendar_of(program: Program, outline: Outline) -> Calendar:
    """The program's breaks and, where they are to be avoided, its public holidays."""
    days = program_calendar.of(program)

    def in_break(day: date) -> str:
        rest = days.pause(day)
        return rest.name if rest else ""

    def holiday(day: date) -> str:
        return days.holiday(day) or ""

    return Calendar(in_break, holiday if outline.inputs.avoid_holidays else recurrence.nothing)


def lay_out(outline: Outline, calendar: Calendar) -> Plan:
    """The plan of an outline under a calendar. Pure: it asks no clock and no database."""
    trouble = _trouble_before(outline)
    if trouble:
        return Plan(trouble=trouble)
    chosen, skipped = _choose(outline, calendar)
    dates: list[Dated] = []
    found: list[Trouble] = []
    for number, choice in enumerate(chosen, start=outline.first_number):
        try:
            dates.append(date_for(outline, number, choice.day, choice))
        except local_times.NoOneTime as refusal:
            found.append(Trouble("start", str(refusal)))
    if not _fits(outline, chosen):
        found.append(Trouble("count", _what_would_fit(outline, calendar, chosen)))
    until = max((choice.day for choice in chosen), default=outline.window_last)
    return Plan(tuple(dates), tuple(left for left in skipped if left.day <= until), tuple(found))


def date_for(outline: Outline, number: int, day: date, choice: Chosen | None = None) -> Dated:
    """Session `number` on this day, at the outline's time.

    :raises local_times.NoOneTime: that wall-clock time is no one moment on that day.
    """
    inputs = outline.inputs
    zone = local_times.zone_named(outline.time_zone)
    starts_at = local_times.moment(day, inputs.start, zone)
    return Dated(
        number,
        day,
        inputs.start,
        outline.time_zone,
        inputs.minutes,
        starts_at,
        starts_at + timedelta(minutes=inputs.minutes),
        moved_from=choice.moved_from if choice else None,
        why=choice.why if choice else "",
        beyond=not outline.window_first <= day <= outline.window_last,
    )


def _sane(outline: Outline) -> bool:
    """Whether the days are within what calendars know."""
    last = max(outline.window_last, outline.inputs.first_day)
    return last.year < local_times.LAST_YEAR - 2


def _horizon(outline: Outline) -> date:
    return max(outline.window_last, outline.inputs.first_day) + LOOK_AHEAD


def _grid(inputs: Inputs) -> Iterator[date]:
    if inputs.rhythm == Rhythm.WEEKS:
        return recurrence.every_weeks(inputs.first_day, inputs.every)
    return recurrence.monthly(inputs.first_day, last=inputs.rhythm == Rhythm.LAST)


def _choose(outline: Outline, calendar: Calendar) -> tuple[list[Chosen], list[Skipped]]:
    return recurrence.choose(
        _grid(outline.inputs),
        count=outline.wanted,
        calendar=calendar,
        move_on=outline.inputs.conflict == Schedule.Conflict.NEXT_WEEK,
        until=_horizon(outline),
    )


def _fits(outline: Outline, chosen: list[Chosen]) -> bool:
    return len(chosen) == outline.wanted and all(
        choice.day <= outline.window_last for choice in chosen
    )


def _trouble_before(outline: Outline) -> tuple[Trouble, ...]:
    """What is wrong before any day is looked at."""
    first, inputs = outline.inputs.first_day, outline.inputs
    try:
        local_times.zone_named(outline.time_zone)
    except local_times.NoOneTime as refusal:
        return (Trouble("", str(refusal)),)
    if not _sane(outline):
        return (Trouble("first_day", _("That is too far ahead to plan for.")),)
    if not outline.window_first <= first <= outline.window_last:
        return (Trouble("first_day", _outside(outline)),)
    if not outline.wanted:
        return (Trouble("count", _("That many sessions are already over.")),)
    weekday = {"weekday": local_times.weekday_words(first)}
    if inputs.rhythm == Rhythm.MONTHLY and recurrence.nth_of_month(first) > 4:
        words = _("Not every month has a fifth %(weekday)s. Choose the last one of each month.")
        return (Trouble("rhythm", words % weekday),)
    if inputs.rhythm == Rhythm.LAST and not recurrence.is_last_of_month(first):
        words = _("That day is not the last %(weekday)s of its month.")
        return (Trouble("first_day", words % weekday),)
    return ()


def _outside(outline: Outline) -> str:
    return _("The cohort's window goes from %(first)s to %(last)s: choose a day in it.") % {
        "first": local_times.day_words(outline.window_first),
        "last": local_times.day_words(outline.window_last),
    }


def _what_would_fit(outline: Outline, calendar: Calendar, chosen: list[Chosen]) -> str:
    """Why the window is passed, and each single change that would make it fit."""
    inside = sum(choice.day <= outline.window_last for choice in chosen)
    words = [
        ngettext(
            "%(count)s session goes past the window, which ends on %(last)s.",
            "%(count)s sessions go past the window, which ends on %(last)s.",
            outline.wanted - inside,
        )
        % {
            "count": outline.wanted - inside,
            "last": local_times.day_words(outline.window_last),
        }
    ]
    ways = []
    if len(chosen) == outline.wanted:
        needed = local_times.day_words(chosen[-1].day)
        ways.append(_("a window until %(day)s") % {"day": needed})
    if inside:
        total = inside + outline.first_number - 1
        ways.append(ngettext("%d session", "%d sessions", total) % total)
    weeks = _closer_rhythm(outline, calendar)
    if weeks:
        ways.append(
            _("a session every %d weeks") % weeks if weeks > 1 else _("a session every week")
        )
    if ways:
        words.append(_("It would fit with: %(ways)s.") % {"ways": _(", or ").join(ways)})
    return " ".join(words)


def _closer_rhythm(outline: Outline, calendar: Calendar) -> int:
    """The widest rhythm of weeks, closer than now, that stays in the window; 0: there is none."""
    inputs = outline.inputs
    widest = inputs.every - 1 if inputs.rhythm == Rhythm.WEEKS else 4
    for weeks in range(widest, 0, -1):
        closer = replace(outline, inputs=replace(inputs, rhythm=Rhythm.WEEKS, every=weeks))
        if _fits(closer, _choose(closer, calendar)[0]):
            return weeks
    return 0
