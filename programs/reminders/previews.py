"""Who would get what and when, of one program in the days to come; nothing is written.

It asks the same reads as planning does, so that what is shown is what will be. Who has muted a
reminder, or gets no mail at all, is counted apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import SafeChannel, SafeContact, User
from notices import hours, kinds, mutes
from notices.kinds import Owed
from notices.models import Mute
from programs.models import Cohort
from programs.reminder_rules import Rules, Trigger
from programs.reminders import plans
from programs.reminders.plans import Calendars


@dataclass(frozen=True, order=True)
class Row:
    """One reminder to one person, in few bytes: there can be thousands."""

    due_at: datetime
    user_id: int
    object_id: int
    cohort_id: int | None
    stands_for_another: bool = False


@dataclass(frozen=True)
class Preview:
    """What a reminder leads to: `rows` leave, the earliest first."""

    rows: list[Row]
    muted: int = 0
    no_mail: int = 0
    by_phone: bool = False  # what cannot be mailed is a call: it is owed

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Line:
    """One row as it is shown. `at` is when it leaves: a reader's own day may begin later."""

    at: datetime
    person: User
    cohort: Cohort | None
    stands_for_another: bool
    waits_until: datetime | None


def of(
    trigger: Trigger,
    *,
    program_id: int,
    at: datetime,
    ahead: timedelta,
    rules: Rules | None = None,
    calendars: Calendars | None = None,
) -> Preview:
    """What this reminder leads to from `at` (aware) on, so long ahead."""
    rules, calendars = rules or Rules(program_id), calendars or Calendars()
    ask = plans.asked(trigger, rules, at=at, until=at + ahead, program_id=program_id)
    rows = []
    for batch in plans.batches(trigger, ask, rules, calendars, until=at + ahead):
        batch = [due for due in batch if due.moment.due_at > at]
        people = plans.recipients(trigger, batch, ask) if batch else {}
        rows += [
            Row(
                due.moment.due_at,
                to.user_id,
                due.thing.object_id,
                due.thing.cohort_id,
                to.stands_for_another,
            )
            for due in batch
            for to in people.get(due.thing.object_id, ())
            if plans.is_owed(due, to)
        ]
    return _sorted_out(trigger, sorted(rows))


def _sorted_out(trigger: Trigger, rows: list[Row]) -> Preview:
    """Without those who have muted it or get no mail."""
    if not rows:
        return Preview([])
    people = {row.user_id for row in rows if not row.stands_for_another}
    without = _without(trigger, people)
    phone = set(
        SafeContact.objects.filter(user__in=people, channel=SafeChannel.PHONE).values_list(
            "user_id", flat=True
        )
    )
    leaves = [row for row in rows if row.stands_for_another or row.user_id not in without | phone]
    muted = sum(1 for row in rows if row.user_id in without and not row.stands_for_another)
    return Preview(
        rows=leaves,
        muted=muted,
        no_mail=len(rows) - len(leaves) - muted,
        by_phone=any(kinds.get(name).owed == Owed.ALWAYS for name in trigger.kinds),
    )


def _without(trigger: Trigger, people: set[int]) -> set[int]:
    names = [name for name in trigger.kinds if mutes.can_be_muted(name)]
    if not names:
        return set()
    muted = Mute.objects.filter(user__in=people, kind__in=[*names, mutes.ALL])
    return set(muted.values_list("user_id", flat=True))


def lines(rows: Sequence[Row]) -> list[Line]:
    """These rows (a page of them) as they are shown, in three queries."""
    users = User.objects.in_bulk({row.user_id for row in rows})
    cohorts = Cohort.objects.in_bulk({row.cohort_id for row in rows if row.cohort_id})
    contacts = {one.user_id: one for one in SafeContact.objects.filter(user__in=users)}
    return [
        Line(
            at=row.due_at,
            person=users[row.user_id],
            cohort=cohorts.get(row.cohort_id or 0),
            stands_for_another=row.stands_for_another,
            waits_until=None
            if row.stands_for_another
            else waits(row.due_at, users[row.user_id], contacts.get(row.user_id)),
        )
        for row in rows
    ]


def waits(due_at: datetime, reader: User, contact: SafeContact | None) -> datetime | None:
    """Until when a reminder waits for its reader's day, or their safe hours; None: it leaves."""
    there = due_at.astimezone(hours.zone_of(reader))
    leaves = hours.by_day(contact).from_on(there)
    return leaves if leaves != there else None
