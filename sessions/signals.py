"""Quiet signals: one tap tells the facilitators how a member takes part, and nobody else.

They can be given from an hour before a session until its end, and are gone at its end; a wish to
be contacted waits for a facilitator, a week at most. The audit holds nothing of them, not even
that there was one: whoever reads it later should not learn who needed something (ADR 0014).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from audit.personal import Words
from programs.models import Role, RoleKind
from sessions import joining, rooms
from sessions.models import Session, SessionState, Signal, SignalKind

# A button says little to whoever looks over a shoulder; what it means stands behind one more tap.
WORDS: dict[str, tuple[Words, Words]] = {
    SignalKind.LISTENING: (_lazy("Listening"), _lazy("I am only listening today.")),
    SignalKind.PAUSE: (_lazy("A break"), _lazy("I need a pause.")),
    SignalKind.NOT_FREE: (_lazy("Short answers"), _lazy("I can't speak freely.")),
    SignalKind.CONTACT: (
        _lazy("Later"),
        _lazy("Please contact me afterwards, in the way I said is safe."),
    ),
}
FROM = timedelta(hours=1)
CONTACT_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Choice:
    """One signal as its giver sees it."""

    kind: str
    label: Words
    meaning: Words
    is_on: bool


class NotNow(Exception):
    """A refusal, worded for the member who will read it."""


def choices(given: Collection[str]) -> list[Choice]:
    """All there are, and which of them are given."""
    return [Choice(kind, *words, kind in given) for kind, words in WORDS.items()]


def may_be_given(session: Session, at: datetime) -> bool:
    """Whether the session is on, or near enough to wait for."""
    to_come = session.state != SessionState.CANCELLED
    return to_come and session.starts_at - FROM <= at < session.ends_at


@transaction.atomic
def give(*, session_id: int, user_id: int, kind: str, at: datetime) -> None:
    """Tell the facilitators. Again, it changes nothing.

    :raises NotNow: the person is no member, there is no such signal, or the session is not on.
    """
    session = _open(session_id, user_id, kind, at)
    kept = session.ends_at + (CONTACT_KEPT if kind == SignalKind.CONTACT else timedelta())
    Signal.objects.bulk_create(
        [Signal(session=session, user_id=user_id, kind=kind, given_at=at, forget_at=kept)],
        ignore_conflicts=True,
    )
    rooms.touch(session.pk)


@transaction.atomic
def take_back(*, session_id: int, user_id: int, kind: str, at: datetime) -> None:
    """Take a signal back. Again, it changes nothing; a wish to be contacted also afterwards.

    :raises NotNow: the person is no member, there is no such signal, or the session is not on.
    """
    mine = Signal.objects.filter(session=session_id, user=user_id, kind=kind)
    if kind != SignalKind.CONTACT or not mine.exists():
        _open(session_id, user_id, kind, at)
    mine.delete()
    rooms.touch(session_id)


def of(session_id: int, at: datetime) -> list[Signal]:
    """What members have told the facilitators, the earliest first; one query. Only for them."""
    return list(
        Signal.objects.filter(session=session_id, forget_at__gt=at)
        .select_related("user")
        .order_by("given_at", "pk")
    )


def own(session_id: int, user_id: int, at: datetime) -> set[str]:
    """Which signals of theirs stand."""
    mine = Signal.objects.filter(session=session_id, user=user_id, forget_at__gt=at)
    return set(mine.values_list("kind", flat=True))


def to_contact(user_id: int, at: datetime) -> QuerySet[Signal]:
    """Wishes to be contacted, of sessions that are over, in cohorts this person facilitates."""
    roles = Role.objects.live(at=at).filter(user=user_id, kind=RoleKind.FACILITATOR)
    return (
        Signal.objects.filter(
            kind=SignalKind.CONTACT,
            forget_at__gt=at,
            session__ends_at__lte=at,
            session__cohort__in=roles.values("cohort"),
        )
        .select_related("session__cohort", "user")
        .order_by("session__ends_at", "pk")
    )


@transaction.atomic
def settle(*, session_id: int, user_id: int) -> None:
    """A facilitator was in touch: nothing of the wish is kept. Again, it changes nothing."""
    Signal.objects.filter(session=session_id, user=user_id, kind=SignalKind.CONTACT).delete()


def sweep(at: datetime) -> int:
    """Forget what has had its time, and what was said of a session that was called off; how
    many there were. May be run any number of times."""
    over = Q(forget_at__lte=at)
    called_off = Q(session__state=SessionState.CANCELLED) & ~Q(kind=SignalKind.CONTACT)
    return Signal.objects.filter(over | called_off).delete()[0]


def _open(session_id: int, user_id: int, kind: str, at: datetime) -> Session:
    session = Session.objects.get(pk=session_id)
    if kind not in SignalKind.values or not joining.standing_of(session, user_id, at).is_member:
        raise NotNow(_("There is nobody to tell."))
    if not may_be_given(session, at):
        raise NotNow(_("This can be said from an hour before a session until its end."))
    return session
