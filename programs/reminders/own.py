"""What one person will be sent, on their own page; and what they can do without."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import SafeChannel, SafeContact, User
from notices import hours, kinds, mutes
from programs import reminder_rules
from programs.reminder_rules import Rules, Trigger
from programs.reminders import plans

AHEAD = timedelta(days=120)
SHOWN = 4


@dataclass(frozen=True)
class Kind:
    """One kind of reminder, and when it comes next, in the person's own zone."""

    name: str
    words: str
    times: list[datetime]
    more: int
    muted: bool
    owed: bool


@dataclass(frozen=True)
class Ahead:
    """All of it. `by_phone`: no mail goes to them. `all_muted`: they do without all they can."""

    kinds: list[Kind]
    others: list[Kind]
    contact: SafeContact | None
    by_phone: bool
    all_muted: bool


def of(user: User, at: datetime) -> Ahead:
    """What is ahead of a person at `at` (aware)."""
    rules, calendars = Rules(), plans.Calendars()
    muted = mutes.of(user.pk)
    contact = SafeContact.objects.filter(user=user).first()
    found = [
        _kind(one, _times(one, user, contact, rules, calendars, at), muted)
        for one in reminder_rules.timed()
        if not one.by_itself
    ]
    return Ahead(
        kinds=[kind for kind in found if kind.times or kind.muted],
        others=[kind for kind in found if not kind.times and not kind.muted and not kind.owed],
        contact=contact,
        by_phone=contact is not None and contact.channel == SafeChannel.PHONE,
        all_muted=mutes.ALL in muted,
    )


def names_of(name: str) -> tuple[str, ...]:
    """The kinds of mail behind a row of the page; all at once by the sign for all.

    :raises reminder_rules.UnknownTrigger: there is no such row.
    """
    return (mutes.ALL,) if name == mutes.ALL else reminder_rules.get(name).kinds


def _times(
    trigger: Trigger,
    user: User,
    contact: SafeContact | None,
    rules: Rules,
    calendars: plans.Calendars,
    at: datetime,
) -> list[datetime]:
    """When it leaves for this person, the earliest first."""
    ask = plans.asked(trigger, rules, at=at, until=at + AHEAD, user_id=user.pk)
    zone, may = hours.zone_of(user), hours.by_day(contact)
    times = []
    for batch in plans.batches(trigger, ask, rules, calendars, until=at + AHEAD):
        people = plans.recipients(trigger, batch, ask)
        for due in batch:
            mine = [to for to in people.get(due.thing.object_id, ()) if to.user_id == user.pk]
            leaves = may.from_on(due.moment.due_at.astimezone(zone))
            in_time = at < leaves < due.moment.expires_at
            if in_time and any(plans.is_owed(due, to) for to in mine):
                times.append(leaves)
    return sorted(times)


def _kind(trigger: Trigger, times: list[datetime], muted: set[str]) -> Kind:
    can = [name for name in trigger.kinds if mutes.can_be_muted(name)]
    quiet = bool(can) and (mutes.ALL in muted or muted.issuperset(can))
    return Kind(
        name=trigger.name,
        words=str(trigger.words) or kinds.words_for(trigger.kind),
        times=times[:SHOWN],
        more=max(len(times) - SHOWN, 0),
        muted=quiet,
        owed=not can,
    )
