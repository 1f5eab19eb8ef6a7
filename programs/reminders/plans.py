"""Owing the reminders that fall due: rows of the outbox, from the registry of triggers.

Planning may run any number of times, and two at once: a row's key holds the thing, the person,
the offset and the version, so that each is owed once. Rows are written a day before they fall
due: early enough to be seen, late enough to be true. Things come in batches, so that memory
stays flat; a batch takes the same number of queries however many people are in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from notices import kinds, outbox
from notices.models import Notice
from programs import calendar
from programs.calendar import Calendar
from programs.models import Program
from programs.reminder_rules import Ask, Recipient, Rules, Side, Thing, Trigger, timed
from programs.reminders import moments
from programs.reminders.moments import Moment

AHEAD = timedelta(days=1)
BATCH = 100  # things: a few thousand rows
AN_INSERT = 500


@dataclass(frozen=True)
class Due:
    """One reminder of one thing, for everybody who is owed it."""

    trigger: Trigger
    thing: Thing
    moment: Moment

    @property
    def kind(self) -> str:
        return self.trigger.kind_of(self.moment.offset)

    def key(self, user_id: int) -> str:
        """The outbox's key of one person's row."""
        offset, thing = self.moment.offset, self.thing
        return outbox.key_for(self.kind, thing.object_id, user_id, offset, thing.version)


class Calendars:
    """The business days of programs, each read once."""

    def __init__(self) -> None:
        self._known: dict[int, Calendar] = {}

    def learn(self, program_ids: set[int]) -> None:
        """Read those that are not known yet, in three queries."""
        missing = program_ids - self._known.keys()
        if missing:
            self._known |= calendar.of_each(Program.objects.filter(pk__in=missing))

    def of(self, program_id: int) -> Calendar:
        return self._known[program_id]


def plan(
    at: datetime,
    *,
    ahead: timedelta = AHEAD,
    only: Sequence[str] = (),
    program_id: int | None = None,
) -> int:
    """Owe every reminder that falls due up to `ahead` from `at` (aware) and still has a use.

    :param only: the names of the triggers to plan; all when empty.
    :param program_id: the one program to plan for.
    :returns: how many rows were new.
    """
    rules, calendars = Rules(program_id), Calendars()
    wanted = [one for one in timed() if not one.by_itself and (not only or one.name in only)]
    new = 0
    for one in wanted:
        ask = asked(one, rules, at=at, until=at + ahead, program_id=program_id)
        for batch in batches(one, ask, rules, calendars, until=at + ahead):
            new += _owe(one, batch, ask)
    return new


def asked(
    trigger: Trigger,
    rules: Rules,
    *,
    at: datetime,
    until: datetime,
    program_id: int | None = None,
    user_id: int | None = None,
) -> Ask:
    """Which things can have a reminder that is due by `until` and still has a use at `at`."""
    reach = moments.reach(trigger, rules.furthest(trigger))
    before = trigger.side == Side.BEFORE
    return Ask(
        at=at,
        first=at if before else at - reach,
        last=until + reach if before else until,
        program_id=program_id,
        user_id=user_id,
    )


def batches(
    trigger: Trigger, ask: Ask, rules: Rules, calendars: Calendars, *, until: datetime
) -> Iterator[list[Due]]:
    """What falls due up to then and has a use at `ask.at`, some things at a time."""
    things = iter(trigger.things(ask)) if trigger.things else iter(())
    while some := list(islice(things, BATCH)):
        calendars.learn({thing.program_id for thing in some})
        dues = [
            Due(trigger, thing, moment)
            for thing in some
            for moment in moments.of(
                trigger, rules.of(thing.program_id, trigger), thing, calendars.of(thing.program_id)
            )
            if moment.due_at <= until and moment.expires_at > ask.at
        ]
        if dues:
            yield dues


def recipients(
    trigger: Trigger, dues: Sequence[Due], ask: Ask
) -> Mapping[int, Sequence[Recipient]]:
    """Who is reminded of the things of these dues, by the thing's number."""
    things = {due.thing.object_id: due.thing for due in dues}
    return trigger.people(list(things.values()), ask) if trigger.people else {}


def is_owed(due: Due, to: Recipient) -> bool:
    """Whether it falls due after the person joined: who comes late gets what is still ahead."""
    return to.since is None or due.moment.due_at > to.since


def _owe(trigger: Trigger, batch: list[Due], ask: Ask) -> int:
    """Write the rows of these reminders that are not there yet; how many."""
    people = recipients(trigger, batch, ask)
    numbers = {due.thing.object_id for due in batch}
    there = set(
        Notice.objects.filter(kind__in=trigger.kinds, object_id__in=numbers).values_list(
            "key", flat=True
        )
    )
    priority = {name: kinds.get(name).priority for name in trigger.kinds}
    rows = [
        _row(due, key, to.user_id, priority[due.kind])
        for due in batch
        for to in people.get(due.thing.object_id, ())
        if is_owed(due, to) and (key := due.key(to.user_id)) not in there
    ]
    Notice.objects.bulk_create(rows, batch_size=AN_INSERT, ignore_conflicts=True)
    return len(rows)


def _row(due: Due, key: str, user_id: int, priority: int) -> Notice:
    thing, moment = due.thing, due.moment
    return Notice(
        key=key,
        kind=due.kind,
        recipient_id=user_id,
        object_id=thing.object_id,
        cohort_id=thing.cohort_id,
        data={"version": thing.version, "days": moment.offset, **thing.data},
        priority=priority,
        due_at=moment.due_at,
        expires_at=moment.expires_at,
    )
