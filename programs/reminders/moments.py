"""When the reminders of one thing fall due (DOMAIN 3.4). Asks no database.

Days are counted on the calendar of the thing's own zone, and the wall clock is that zone's: seven
days before ten o'clock is ten o'clock, whatever the clocks did in between. A reminder keeps
within 08:00 to 18:30 there; one on a weekend, holiday or shutdown moves to the business day
before. One that follows a thing never moves to before it: it waits for the next business day.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from programs.calendar import Calendar
from programs.models.reminders import EARLIEST, LATEST
from programs.reminder_rules import Rule, Side, Thing, Trigger, Unit

A_DAY = timedelta(days=1)
FURTHEST = timedelta(days=30)  # over a long shutdown
IsBusinessDay = Callable[[date], bool]


@dataclass(frozen=True)
class Moment:
    """One reminder of a thing: its offset, when it falls due, until when it is of use. UTC."""

    offset: int
    due_at: datetime
    expires_at: datetime


def of(trigger: Trigger, rule: Rule, thing: Thing, days: Calendar) -> list[Moment]:
    """The reminders of a thing, the earliest first. One that would leave with the next is left
    out, as is what fell due before the thing was set or the rule was changed."""
    if rule.off:
        return []
    offsets = sorted(rule.offsets, reverse=trigger.side == Side.BEFORE)
    dues = [due_at(trigger, rule, thing, offset, days) for offset in offsets]
    until = [*dues[1:], thing.until]
    since = max((one for one in (thing.since, rule.since) if one), default=None)
    return [
        Moment(offset, due, min(expires, thing.until))
        for offset, due, expires in zip(offsets, dues, until, strict=True)
        if due < min(expires, thing.until) and (since is None or due > since)
    ]


def due_at(trigger: Trigger, rule: Rule, thing: Thing, offset: int, days: Calendar) -> datetime:
    """When the reminder of this offset falls due, in UTC."""
    day = _day(trigger, thing.when.date(), offset, days)
    clock = rule.clock or thing.when.time()
    clock = min(max(clock, EARLIEST), LATEST)
    return datetime.combine(day, clock, thing.when.tzinfo).astimezone(UTC)


def _day(trigger: Trigger, start: date, offset: int, days: Calendar) -> date:
    if trigger.side == Side.BEFORE:
        return workday(counted(start, -offset, trigger.unit, days), days.is_business_day)
    day = workday(counted(start, offset, trigger.unit, days), days.is_business_day)
    return day if day > start or offset == 0 else days.add_business_days(start, 1)


def counted(start: date, n: int, unit: Unit, days: Calendar) -> date:
    """So many days, business days or months from a day; before it where `n` is below zero."""
    if unit == Unit.BUSINESS_DAYS:
        return days.add_business_days(start, n)
    return months_from(start, n) if unit == Unit.MONTHS else start + n * A_DAY


def months_from(day: date, n: int) -> date:
    """The same day so many months on, or that month's last."""
    month = day.year * 12 + day.month - 1 + n
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def workday(day: date, is_business_day: IsBusinessDay) -> date:
    """That day, or the business day before it; over a shutdown that never ends, at most 30."""
    first = day
    while not is_business_day(day) and first - day < FURTHEST:
        day -= A_DAY
    return day


def reach(trigger: Trigger, furthest: int) -> timedelta:
    """How far a thing may lie from its reminders, generously."""
    per = {Unit.DAYS: 1, Unit.BUSINESS_DAYS: 3, Unit.MONTHS: 31}[trigger.unit]
    return timedelta(days=furthest * per) + FURTHEST
