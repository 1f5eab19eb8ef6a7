"""Which reminders there are, and how each program has tuned them (DOMAIN 3.4).

An app says in its `reminder_triggers.py` what it reminds of: `register(Trigger(...))`. What a
trigger's `things` and `people` answer with, programs/reminders/plans.py turns into rows of the
outbox, previews show to coordinators, and `/you/mail/` to the person. Nothing else is needed: the
mail itself is a kind like any other (notices/kinds.py), asked once more right before it leaves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices import kinds, mutes
from notices.kinds import Owed
from programs.models import ReminderRule
from programs.models.reminders import MOST_OFFSETS

MORNING = time(9)


class Unit(TextChoices):
    DAYS = "days", _("days")
    BUSINESS_DAYS = "business_days", _("business days")
    MONTHS = "months", _("months")


class Side(TextChoices):
    BEFORE = "before", _("before")
    AFTER = "after", _("after")
    AT_ONCE = "at_once", _("at once")


@dataclass(frozen=True)
class Thing:
    """One thing that is reminded of.

    `when` is aware, and in the zone on whose clock its reminders fall: its day and its wall-clock
    time count. From `until` on a reminder is of no use. What fell due before `since` (the date
    was set then) is not owed. A new `version` is reminded of anew.
    """

    object_id: int
    program_id: int
    when: datetime
    until: datetime
    cohort_id: int | None = None
    version: int | str = ""
    since: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipient:
    """Who is reminded; what fell due before `since` (they joined then) is not owed.
    `stands_for_another`: it goes to somebody without an account, whom this person named."""

    user_id: int
    since: datetime | None = None
    stands_for_another: bool = False


@dataclass(frozen=True)
class Ask:
    """Which things: those with `first` < `when` <= `last`, of one program or for one person
    where these are named. `at` is now."""

    at: datetime
    first: datetime
    last: datetime
    program_id: int | None = None
    user_id: int | None = None


Things = Callable[[Ask], Iterable[Thing]]
People = Callable[[Sequence[Thing], Ask], Mapping[int, Sequence[Recipient]]]


@dataclass(frozen=True)
class Trigger:
    """One row of the table.

    `what` completes "7 days before ...". `offsets` are as it comes, in `unit`; `clock` None is
    the time of the thing itself. `kind` is the mail; `kind_on_the_day` that of offset 0.
    `things` streams what is reminded of (batches are made of it); `people` answers for a batch,
    by the thing's number, in a constant number of queries, and leaves out who has nothing to do
    any more. Without `things` the mail is written elsewhere: at once, with what causes it.
    `by_itself`: its rows are written elsewhere too, by the same rule. A program may choose up to
    `most` offsets.
    """

    name: str
    words: str | Promise
    to_whom: str | Promise
    kind: str
    what: str | Promise = ""
    offsets: tuple[int, ...] = ()
    unit: Unit = Unit.DAYS
    side: Side = Side.AT_ONCE
    clock: time | None = MORNING
    may_be_off: bool = True
    order: int = 100
    kind_on_the_day: str = ""
    also_kinds: tuple[str, ...] = ()
    things: Things | None = None
    people: People | None = None
    by_itself: bool = False
    most: int = MOST_OFFSETS

    @property
    def kinds(self) -> tuple[str, ...]:
        """The mails it sends."""
        named = (self.kind, self.kind_on_the_day, *self.also_kinds)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def owed(self) -> bool:
        """Whether its people must hear of it: they cannot mute it."""
        return any(kinds.get(name).owed == Owed.ALWAYS for name in self.kinds)

    @property
    def tunable(self) -> bool:
        """Whether a program may choose when it goes."""
        return self.side != Side.AT_ONCE

    def kind_of(self, offset: int) -> str:
        """The mail of this offset."""
        return (self.kind_on_the_day if offset == 0 else "") or self.kind


_triggers: dict[str, Trigger] = {}


class UnknownTrigger(Exception):
    """Nothing of this name is registered."""


def register(trigger: Trigger) -> None:
    """Add a trigger; each app does so at start from its `reminder_triggers.py`."""
    _triggers[trigger.name] = trigger
    mutes.offer(*trigger.kinds)


def get(name: str) -> Trigger:
    """The trigger of this name.

    :raises UnknownTrigger: nothing of this name is registered.
    """
    try:
        return _triggers[name]
    except KeyError:
        raise UnknownTrigger(name) from None


def every() -> list[Trigger]:
    """All of them, in the order of the table."""
    return sorted(_triggers.values(), key=lambda one: (one.order, one.name))


def timed() -> list[Trigger]:
    """Those that fall due by the clock."""
    return [one for one in every() if one.things is not None]


@dataclass(frozen=True)
class Rule:
    """When a trigger goes in one program. `clock` None: at the time of the thing itself;
    `since`: when it was last changed, None as it came."""

    offsets: tuple[int, ...]
    clock: time | None
    off: bool = False
    since: datetime | None = None
    tuned: bool = False


def as_it_came(trigger: Trigger) -> Rule:
    """Before a program has its own word."""
    return Rule(trigger.offsets, trigger.clock)


def tuned(trigger: Trigger, row: ReminderRule) -> Rule:
    """A program's own word."""
    came = not row.offsets
    return Rule(
        trigger.offsets if came else tuple(row.offsets),
        trigger.clock if came else row.clock,
        off=row.off,
        since=row.changed_at,
        tuned=row.off or not came,
    )


class Rules:
    """Everybody's rules, read once: one query, whatever is asked of them."""

    def __init__(self, program_id: int | None = None) -> None:
        rows = ReminderRule.objects.all()
        if program_id is not None:
            rows = rows.filter(program=program_id)
        self._rows = {(row.program_id, row.trigger): row for row in rows}

    def of(self, program_id: int, trigger: Trigger) -> Rule:
        """The rule of one program about one trigger."""
        row = self._rows.get((program_id, trigger.name))
        return as_it_came(trigger) if row is None else tuned(trigger, row)

    def furthest(self, trigger: Trigger) -> int:
        """The largest offset that any program has."""
        mine = [max(row.offsets, default=0) for row in self._rows.values()
                if row.trigger == trigger.name]  # fmt: skip
        return max([*trigger.offsets, *mine], default=0)
