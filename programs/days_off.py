"""A program's corrections to the public holidays of its region.

A regional holiday that moved is two corrections: its usual day is a working day after all, and
another day is off. Dates that were published stay as they are until somebody looks at them again.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit import record
from programs import calendar
from programs.models import CalendarDay, DayKind, Program


class CannotCorrect(Exception):
    """A refusal, worded for the coordinator who will read it, beside a field ('' is none)."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class DayOff:
    """One line of a year: a holiday, or one that was taken out."""

    day: date
    name: str
    is_off: bool
    is_corrected: bool


def of_year(program: Program, year: int) -> list[DayOff]:
    """The holidays of a year as the program has them, in order; one query."""
    corrections = {row.day: row for row in program.calendar_days.filter(day__year=year)}
    usual = calendar.public_holidays(program.holiday_country, program.holiday_region, year)
    found = [
        DayOff(day, row.name or usual.get(day, ""), row.kind == DayKind.HOLIDAY, True)
        for day, row in corrections.items()
    ]
    found += [
        DayOff(day, name, True, False) for day, name in usual.items() if day not in corrections
    ]
    return sorted(found, key=lambda one: one.day)


@transaction.atomic
def add(*, program_id: int, day: date, name: str, by: int | None, at: datetime) -> CalendarDay:
    """Put a day off into a program's calendar; what stood there before on that day is replaced.

    :raises CannotCorrect: it is a public holiday already.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    corrected = program.calendar_days.filter(day=day).first()
    if corrected and (corrected.kind, corrected.name) == (DayKind.HOLIDAY, name):
        return corrected
    if not corrected and day in _usual(program, day.year):
        raise CannotCorrect(_("That day is a public holiday already."), "day")
    return _correct(program, day, DayKind.HOLIDAY, name, by=by, at=at)


@transaction.atomic
def take_out(*, program_id: int, day: date, by: int | None, at: datetime) -> None:
    """Make a public holiday a working day after all, or take out a day that was added. Asked
    again, it changes nothing.

    :raises CannotCorrect: there is no holiday on that day.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    corrected = program.calendar_days.filter(day=day).first()
    if corrected and corrected.kind == DayKind.WORKING:
        return
    usual = _usual(program, day.year).get(day)
    if usual is not None:
        _correct(program, day, DayKind.WORKING, usual, by=by, at=at)
    elif corrected:
        corrected.delete()
        record.record("program.calendar_changed", program, at=at, by=by)
    else:
        raise CannotCorrect(_("There is no holiday on that day."))


@transaction.atomic
def put_back(*, program_id: int, day: date, by: int | None, at: datetime) -> None:
    """Undo a correction: the day is again what it is in the region. Asked again, nothing is
    changed."""
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    gone, _each = program.calendar_days.filter(day=day).delete()
    if gone:
        record.record("program.calendar_changed", program, at=at, by=by)


def _usual(program: Program, year: int) -> dict[date, str]:
    return calendar.public_holidays(program.holiday_country, program.holiday_region, year)


def _correct(
    program: Program, day: date, kind: DayKind, name: str, *, by: int | None, at: datetime
) -> CalendarDay:
    row, _made = CalendarDay.objects.update_or_create(
        program=program, day=day, defaults={"kind": kind, "name": name[:80]}
    )
    record.record("program.calendar_changed", program, at=at, by=by)
    return row
