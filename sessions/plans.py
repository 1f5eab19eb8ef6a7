"""What a schedule comes to: its dates, what was left out and why, and what stands in the way.

The source of the rules is DOMAIN 3.2: the rhythm fixes a grid, breaks are always left out, and
when the window is passed nothing is saved and the plan says what would make it fit.
"""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from programs import calendar as program_calendar
from programs import school_terms
from programs.models import Program
from sessions import fitting, local_times
from sessions.models import Schedule
from sessions.outlines import Dated, Inputs, Outline, Plan, Rhythm, Trouble
from sessions.recurrence import Calendar, Chosen

__all__ = ["Dated", "Inputs", "Outline", "Plan", "Rhythm", "Trouble"]


def plan(schedule: Schedule | Outline, program: Program) -> Plan:
    """Lay out a schedule in its program's calendar, which takes two or three queries to read;
    saves nothing."""
    outline = schedule if isinstance(schedule, Outline) else outline_of(schedule)
    return lay_out(outline, calendar_of(program, outline))


def outline_of(schedule: Schedule) -> Outline:
    """The outline of a saved schedule."""
    return Outline.of(schedule.cohort, Inputs.of(schedule), schedule.first_number)


def calendar_of(program: Program, outline: Outline) -> Calendar:
    """The program's breaks and, where they are to be avoided, public and school holidays."""
    days, inputs = program_calendar.of(program), outline.inputs
    terms = school_terms.of(program) if inputs.avoid_school_holidays else school_terms.Terms()

    def in_break(day: date) -> str:
        rest = days.pause(day)
        return rest.name if rest else ""

    def blocked(day: date) -> str:
        public = (days.holiday(day) or "") if inputs.avoid_holidays else ""
        return public or terms.holiday(day)

    def unknown(day: date) -> str:
        known = not inputs.avoid_school_holidays or terms.knows(day.year)
        return "" if known else _no_terms(day.year)

    return Calendar(in_break, blocked, unknown)


def _no_terms(year: int) -> str:
    return _(
        "The school terms of %(year)s are not known here. Enter them in the program's calendar, "
        "or do not avoid school holidays."
    ) % {"year": year}


def lay_out(outline: Outline, calendar: Calendar) -> Plan:
    """The plan of an outline under a calendar. Pure: it asks no clock and no database."""
    trouble = fitting.trouble_before(outline)
    if trouble:
        return Plan(trouble=trouble)
    chosen, skipped = fitting.choose(outline, calendar)
    dates: list[Dated] = []
    found: list[Trouble] = []
    for number, choice in zip(outline.numbers(), chosen, strict=False):
        try:
            dates.append(date_for(outline, number, choice.day, choice))
        except local_times.NoOneTime as refusal:
            found.append(Trouble(field_of(refusal), str(refusal)))
    found += fitting.not_known(calendar, chosen)
    if outline.inputs.rhythm == Rhythm.CHOSEN:
        found += fitting.not_these(outline, chosen, skipped)
    elif not fitting.fits(outline, chosen):
        found.append(Trouble("count", fitting.what_would_fit(outline, calendar, chosen)))
    until = max((choice.day for choice in chosen), default=outline.window_last)
    return Plan(tuple(dates), tuple(left for left in skipped if left.day <= until), tuple(found))


def field_of(refusal: local_times.NoOneTime) -> str:
    """The field beside which a time that is no one moment is answered."""
    return "fold" if isinstance(refusal, local_times.Twice) else "start"


def date_for(outline: Outline, number: int, day: date, choice: Chosen | None = None) -> Dated:
    """Session `number` on this day, at the outline's time.

    :raises local_times.NoOneTime: that wall-clock time is no one moment on that day.
    """
    inputs = outline.inputs
    zone = local_times.zone_named(outline.time_zone)
    starts_at = local_times.moment(day, inputs.start, zone, inputs.fold)
    twice = local_times.comes_twice(day, inputs.start, zone)
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
        fold=(inputs.fold or 0) if twice else 0,
    )
