"""The rules of a zone's clocks as calendars read them (VTIMEZONE, RFC 5545 3.6.5).

Each change of the clocks as a yearly rule where it is one ("the first Sunday in April"), which
every calendar understands, and else by its date.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

A_WEEK = 7
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Some readers tell zones apart by how their clocks stood in earlier years.
SINCE = 2015
ENOUGH = 3  # times it must have been so before it is a rule
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """The clocks change: at `local`, by the clock that ends, from one offset to another."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        """What it has in common with those of other years."""
        return self.before, self.after, self.name, self.is_summer


@lru_cache(maxsize=256)
def component(name: str, first: int, last: int) -> "Timezone":
    """The rules of the zone of this name from the year `first` to the end of the year `last`."""
    from icalendar import Timezone  # noqa: PLC0415 -- as in `events.render`

    zone = ZoneInfo(name)
    made = Timezone()
    made.add("tzid", name)
    made.add_component(_part(_standing(zone, datetime(first, 1, 1))))  # noqa: DTZ001 -- a wall clock
    by_kind: dict[tuple[timedelta, timedelta, str, bool], list[Change]] = defaultdict(list)
    for change in _changes(zone, first, last):
        by_kind[change.kind].append(change)
    for changes in by_kind.values():
        rule = _rule(changes)
        for change in changes[:1] if rule else changes:
            made.add_component(_part(change, rule))
    return made


def _standing(zone: ZoneInfo, local: datetime) -> Change:
    """How the clocks stand as the file begins, written as a change to the same."""
    there = local.replace(tzinfo=zone)
    offset = there.utcoffset() or timedelta()
    return Change(local, offset, offset, there.tzname() or "", bool(there.dst()))


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    """Every change of the clocks from the second day of the first year on."""
    day, end = datetime(first, 1, 2, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while day < end:
        following = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            yield _change(zone, day, following)
        day = following


def _change(zone: ZoneInfo, early: datetime, late: datetime) -> Change:
    """The change that lies between these two moments, to the second."""
    before = _offset(zone, early)
    while late - early > SECOND:
        middle = early + (late - early) / 2
        middle = middle.replace(microsecond=0)
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    there = late.astimezone(zone)
    return Change(
        (late + before).replace(tzinfo=None),
        before,
        _offset(zone, late),
        there.tzname() or "",
        bool(there.dst()),
    )


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _rule(changes: list[Change]) -> dict[str, object] | None:
    """The yearly rule these follow, if they follow one."""
    moments = [change.local for change in changes]
    same = {(moment.month, moment.weekday(), moment.time()) for moment in moments}
    years = [moment.year for moment in moments]
    if len(moments) < ENOUGH or len(same) > 1 or years != list(range(years[0], years[-1] + 1)):
        return None
    first = moments[0]
    nth = {(moment.day - 1) // A_WEEK + 1 for moment in moments}
    if all(_is_last(moment.date()) for moment in moments):
        nth = {-1}
    if len(nth) > 1:
        return None
    where = f"{nth.pop()}{DAYS[first.weekday()]}"
    return {"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": where}


def _is_last(day: date) -> bool:
    return (day + timedelta(days=A_WEEK)).month != day.month


def _part(
    change: Change, rule: dict[str, object] | None = None
) -> "TimezoneStandard | TimezoneDaylight":
    from icalendar import TimezoneDaylight, TimezoneStandard  # noqa: PLC0415 -- as above

    part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    part.add("dtstart", change.local)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if rule:
        part.add("rrule", rule)
    else:  # said twice: some readers look at rules alone
        part.add("rdate", [change.local])
    return part
