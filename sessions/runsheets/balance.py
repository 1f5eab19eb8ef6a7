"""What a plan adds up to: its minutes, its breaks, and what each item's time is by the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.models import ItemKind, ItemState, RunSheetItem, Session

LONGEST_MINUTES = 90  # without a break (DOMAIN 3.3)


@dataclass(frozen=True)
class Line:
    """An item, and when it begins by the clock (aware)."""

    item: RunSheetItem
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.item.minutes)


@dataclass(frozen=True)
class Balance:
    """Minutes planned against minutes there are, and the longest stretch without a break."""

    planned: int
    minutes: int
    longest: int

    @property
    def over(self) -> int:
        """How many minutes too many are planned; below 0: how many are left."""
        return self.planned - self.minutes

    @property
    def left(self) -> int:
        return max(0, -self.over)

    @property
    def is_even(self) -> bool:
        return self.over == 0

    @property
    def needs_a_break(self) -> bool:
        return self.longest > LONGEST_MINUTES

    @property
    def share(self) -> int:
        """How much of the session is planned, in hundredths, 100 at most."""
        return min(100, round(100 * self.planned / self.minutes)) if self.minutes else 0


def planned(items: Iterable[RunSheetItem]) -> list[RunSheetItem]:
    """Those that the session is to go through."""
    return [item for item in items if item.state == ItemState.PLANNED]


def weigh(session: Session, items: Sequence[RunSheetItem]) -> Balance:
    """What the planned items among these come to."""
    there = planned(items)
    total = sum(item.minutes for item in there)
    return Balance(total, session.minutes, longest_stretch(there))


def longest_stretch(items: Iterable[RunSheetItem]) -> int:
    """Minutes from one break to the next, at most."""
    longest = stretch = 0
    for item in items:
        stretch = 0 if item.kind == ItemKind.BREAK else stretch + item.minutes
        longest = max(longest, stretch)
    return longest


def by_the_clock(session: Session, items: Iterable[RunSheetItem]) -> list[Line]:
    """The planned items, each with the time it begins when all goes as planned."""
    found, at = [], session.starts_at
    for item in planned(items):
        found.append(Line(item, at))
        at += timedelta(minutes=item.minutes)
    return found


def is_ready(session: Session, items: Sequence[RunSheetItem]) -> bool:
    """Whether the session is planned: it fills its minutes and no proposal waits."""
    waits = any(item.state == ItemState.PROPOSED for item in items)
    return not waits and weigh(session, items).is_even
