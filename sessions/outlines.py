"""What a schedule is made from, and what it comes to: the words of the generator."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import count, islice

from programs.models import Cohort
from sessions.models import Schedule
from sessions.recurrence import Skipped

Rhythm = Schedule.Rhythm


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
    avoid_school_holidays: bool = False
    days: tuple[date, ...] = ()  # in order, for the rhythm of chosen days
    fold: int | None = None  # which of the two, where the clocks show `start` twice

    @classmethod
    def of(cls, schedule: Schedule) -> "Inputs":
        """Those that were saved."""
        saved = {name: getattr(schedule, name) for name in cls.__dataclass_fields__}
        return cls(**saved | {"days": tuple(schedule.days)})


@dataclass(frozen=True)
class Outline:
    """Inputs with what the cohort adds to them: its window and zone, which of the rhythm's
    sessions is the first (from 1), and the numbers of those added beside the rhythm."""

    inputs: Inputs
    window_first: date
    window_last: date
    time_zone: str
    first_number: int = 1
    taken: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        cohort: Cohort,
        inputs: Inputs,
        first_number: int = 1,
        taken: frozenset[int] = frozenset(),
    ) -> "Outline":
        """For this cohort. Chosen days are as many sessions as there are days."""
        if inputs.rhythm == Rhythm.CHOSEN:
            total = len(inputs.days) + first_number - 1
            inputs = replace(inputs, count=total)
        window = cohort.window_first, cohort.window_last
        return cls(inputs, *window, cohort.time_zone, first_number, taken)

    def numbers(self) -> Iterator[int]:
        """The numbers of the sessions the rhythm dates, from the first day on."""
        free = (number for number in count(1) if number not in self.taken)
        return islice(free, self.first_number - 1, None)

    def place_of(self, number: int) -> int:
        """Which of the rhythm's sessions this number is, from 1."""
        return number - sum(other < number for other in self.taken)

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
    fold: int = 0


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
