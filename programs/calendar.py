"""Which days a program works, and when its deadlines fall (DOMAIN 0.5, 3.2, 3.4).

A business day is a weekday that is no public holiday of the program's region and in no
shutdown. The program's own corrections (`CalendarDay`) have the last word on their day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from programs.models import Break, CalendarDay, DayKind, Program

OFFICE_OPENS = time(8)
OFFICE_CLOSES = time(19)
DAY_ENDS = time(17)
SATURDAY = 5
A_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def public_holidays(country: str, region: str, year: int) -> dict[date, str]:
    """The public holidays of a region that is known (`knows`) in one year, by their days."""
    # Imported here: the package weighs on every web worker, and few requests need a calendar.
    import holidays  # noqa: PLC0415

    if not country:
        return {}
    # Without a language the package takes that of the server's environment.
    language = getattr(holidays, country).default_language
    return dict(
        holidays.country_holidays(country, subdiv=region or None, years=year, language=language)
    )


def knows(country: str, region: str) -> bool:
    """Whether the holidays of this region are known; a program without a country has none."""
    import holidays  # noqa: PLC0415 -- as above
    from holidays.registry import EntityLoader  # noqa: PLC0415 -- as above

    if country not in EntityLoader.get_country_codes():
        return not country
    there = getattr(holidays, country)
    return region in ("", *there.subdivisions, *there.subdivisions_aliases)


@dataclass(frozen=True)
class Calendar:
    """One program's days, loaded once for many questions; asks no database afterwards."""

    country: str
    region: str
    breaks: tuple[Break, ...] = ()
    corrections: dict[date, CalendarDay] = field(default_factory=dict)

    def holiday(self, day: date) -> str | None:
        """The name of the holiday on that day, or None."""
        correction = self.corrections.get(day)
        if correction is not None:
            return correction.name if correction.kind == DayKind.HOLIDAY else None
        return public_holidays(self.country, self.region, day.year).get(day)

    def pause(self, day: date) -> Break | None:
        """The break that day falls into, or None."""
        return next((rest for rest in self.breaks if rest.first <= day <= rest.last), None)

    def is_business_day(self, day: date) -> bool:
        """Whether people work on that day."""
        if day in self.corrections:
            return self.corrections[day].kind == DayKind.WORKING
        shut = any(rest.shutdown and rest.first <= day <= rest.last for rest in self.breaks)
        return day.weekday() < SATURDAY and not shut and self.holiday(day) is None

    def add_business_days(self, day: date, n: int) -> date:
        """The n-th business day after `day` (before it, for n below zero); `day` for 0."""
        step = A_DAY if n > 0 else -A_DAY
        for _count in range(abs(n)):
            day = self._next(day, step)
        return day

    def _next(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_business_day(day):
            day += step
        return day


def of(program: Program) -> Calendar:
    """The program's calendar, in two queries."""
    return Calendar(
        country=program.holiday_country,
        region=program.holiday_region,
        breaks=tuple(program.breaks.order_by("first", "id")),
        corrections={row.day: row for row in program.calendar_days.all()},
    )


def of_each(programs: Iterable[Program]) -> dict[int, Calendar]:
    """The calendars of many programs by their ids, in two queries."""
    known = {program.pk: program for program in programs}
    breaks: dict[int, list[Break]] = {pk: [] for pk in known}
    for rest in Break.objects.filter(program__in=known).order_by("first", "id"):
        breaks[rest.program_id].append(rest)
    corrections: dict[int, dict[date, CalendarDay]] = {pk: {} for pk in known}
    for row in CalendarDay.objects.filter(program__in=known):
        corrections[row.program_id][row.day] = row
    return {
        pk: Calendar(
            country=program.holiday_country,
            region=program.holiday_region,
            breaks=tuple(breaks[pk]),
            corrections=corrections[pk],
        )
        for pk, program in known.items()
    }


def is_business_day(program: Program, day: date) -> bool:
    """Whether the program's people work on that day."""
    return of(program).is_business_day(day)


def sending_moment(program: Program, at: datetime, days: Calendar | None = None) -> datetime:
    """When something decided at `at` (aware) may leave: in office hours, program time.

    `at` itself from 08:00 until before 19:00 on a business day; else the next 08:00 of one.
    Answers in UTC; `days` is the program's calendar where it is loaded already.
    """
    days = days or of(program)
    local = at.astimezone(program.zone)
    today = days.is_business_day(local.date())
    if today and OFFICE_OPENS <= local.time() < OFFICE_CLOSES:
        return at.astimezone(UTC)
    if today and local.time() < OFFICE_OPENS:
        return _moment(program, local.date(), OFFICE_OPENS)
    return _moment(program, days.add_business_days(local.date(), 1), OFFICE_OPENS)


def deadline(
    program: Program, sent_at: datetime, business_days: int, days: Calendar | None = None
) -> datetime:
    """17:00 program time, that many business days after the day of `sent_at` (aware); in UTC.

    Deadlines are exclusive: at the instant itself it is too late.
    """
    sent_on = sent_at.astimezone(program.zone).date()
    last = (days or of(program)).add_business_days(sent_on, business_days)
    return _moment(program, last, DAY_ENDS)


def _moment(program: Program, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, program.zone).astimezone(UTC)
