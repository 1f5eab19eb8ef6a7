"""Which days a rhythm gives, and which of them are left out (DOMAIN 3.2).

The rhythm fixes a grid of days. A day in a break is always left out. A day blocked for another
reason, such as a public holiday, moves on week by week until it is clear; if that reaches the
next day of the grid, or if the policy says so, it is left out too. Nothing here asks a clock or
a database.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, pairwise

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Chosen:
    """A day on which a session takes place; moved from another one, with the reason."""

    day: date
    moved_from: date | None = None
    why: str = ""


@dataclass(frozen=True)
class Skipped:
    """A day of the grid that was left out, and why."""

    day: date
    why: str


@dataclass(frozen=True)
class Calendar:
    """What stands in the way on a day: a break, or something else; '' is nothing."""

    in_break: Callable[[date], str]
    blocked: Callable[[date], str]
    # Why nobody can tell whether a day is blocked; '' where it is known.
    unknown: Callable[[date], str] = lambda day: ""

    def obstacle(self, day: date) -> str:
        """Why nothing takes place on this day; '' when it is clear."""
        return self.in_break(day) or self.blocked(day)


def nothing(day: date) -> str:
    """A calendar's answer where nothing stands in the way."""
    return ""


def every_weeks(first: date, weeks: int) -> Iterator[date]:
    """`first`, and each day so many weeks later, up to the end of dates."""
    step = timedelta(weeks=weeks)
    day = first
    while True:
        yield day
        if date.max - day < step:
            return
        day += step


def nth_of_month(first: date) -> int:
    """Which of its month's Mondays, Tuesdays, ... this day is: 1 to 5."""
    return (first.day - 1) // 7 + 1


def is_last_of_month(day: date) -> bool:
    """Whether its month has no later day of the same weekday."""
    return day.day + 7 > monthrange(day.year, day.month)[1]


def weekday_of_month(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday (0 is Monday) of a month, or its last for nth 0; None: there is none."""
    before, length = monthrange(year, month)
    earliest = (weekday - before) % 7 + 1
    number = earliest + 7 * (nth - 1) if nth else earliest + 7 * ((length - earliest) // 7)
    return date(year, month, number) if number <= length else None


def monthly(first: date, *, last: bool = False) -> Iterator[date]:
    """The same weekday of each month as `first`: the same nth, or its last."""
    nth = 0 if last else nth_of_month(first)
    for month in range(first.year * 12 + first.month - 1, date.max.year * 12):
        found = weekday_of_month(month // 12, month % 12 + 1, first.weekday(), nth)
        if found:
            yield found


def on_days(days: Iterable[date], until: date) -> Iterator[date]:
    """Days that somebody chose; `until` is the end of the weeks after the last of them."""
    return chain(days, [until])


def next_clear(day: date, before: date, calendar: Calendar) -> date | None:
    """The first clear day, whole weeks after `day`, before the grid's next; None: there is none."""
    candidate = day + WEEK
    while candidate < before:
        if not calendar.obstacle(candidate):
            return candidate
        candidate += WEEK
    return None


def choose(
    grid: Iterator[date], *, count: int, calendar: Calendar, move_on: bool, until: date
) -> tuple[list[Chosen], list[Skipped]]:
    """The first `count` days of the grid on which a session can be, and those left out before.

    :param move_on: a blocked day moves to the next clear week, rather than being left out.
    :param until: the grid is not followed past this day, so there may be fewer than `count`.
    """
    chosen: list[Chosen] = []
    skipped: list[Skipped] = []
    for day, following in pairwise(grid):
        if len(chosen) == count or day > until:
            break
        why = calendar.obstacle(day)
        other = (
            next_clear(day, following, calendar)
            if why and move_on and not calendar.in_break(day)
            else None
        )
        if not why:
            chosen.append(Chosen(day))
        elif other:
            chosen.append(Chosen(other, moved_from=day, why=why))
        else:
            skipped.append(Skipped(day, why))
    return chosen, skipped
