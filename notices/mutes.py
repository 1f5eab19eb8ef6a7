"""Reminders that a person does not want. What is owed cannot be muted; it takes effect at once,
since the outbox asks right before sending.

Which kinds can be muted the registry of reminders says (programs/reminder_rules.py): a copy that
somebody asked for is no reminder, though nobody owes it.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from notices import kinds
from notices.kinds import Owed
from notices.models import Mute, Notice

ALL = "*"  # also those that are to come
_offered: set[str] = set()


class CannotMute(Exception):
    """A refusal, worded for the person who will read it."""


def offer(*names: str) -> None:
    """These kinds are reminders: a person may mute those among them that are not owed."""
    _offered.update(names)


def can_be_muted(name: str) -> bool:
    """Whether a person may do without this kind."""
    return name in _offered and name in kinds.names() and kinds.get(name).owed == Owed.REMINDER


def of(user_id: int) -> set[str]:
    """The kinds a person has muted, `ALL` among them where they muted all."""
    return set(Mute.objects.filter(user=user_id).values_list("kind", flat=True))


def unwanted(notices: Collection[Notice]) -> set[int]:
    """The ids of those among these that their readers do not want; one query at most."""
    muteable = [n for n in notices if n.recipient_id is not None and can_be_muted(n.kind)]
    if not muteable:
        return set()
    muted = set(
        Mute.objects.filter(
            user__in={n.recipient_id for n in muteable},
            kind__in={ALL, *(n.kind for n in muteable)},
        ).values_list("user_id", "kind")
    )
    return {n.pk for n in muteable if muted & {(n.recipient_id, n.kind), (n.recipient_id, ALL)}}


@transaction.atomic
def mute(*, user_id: int, names: Collection[str], at: datetime) -> None:
    """Send the person none of these kinds any more. Asked again, it changes nothing.

    :raises CannotMute: one of them is owed, or no reminder.
    """
    if not all(name == ALL or can_be_muted(name) for name in names):
        raise CannotMute(_("This one always comes: you need to hear of it."))
    rows = [Mute(user_id=user_id, kind=name, since=at) for name in sorted(names)]
    Mute.objects.bulk_create(rows, ignore_conflicts=True)
    _write("reminders.muted", user_id, at=at)


@transaction.atomic
def unmute(*, user_id: int, names: Collection[str], at: datetime) -> None:
    """Send the person these kinds again; `ALL` takes back the word on all at once."""
    Mute.objects.filter(user=user_id, kind__in=names).delete()
    _write("reminders.wanted", user_id, at=at)


def _write(verb: str, user_id: int, *, at: datetime) -> None:
    record.record(verb, User.objects.get(pk=user_id), at=at, by=user_id)
