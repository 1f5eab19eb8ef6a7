"""What people took on. It comes up at each session until it is done, or somebody lets it go."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from sessions import rooms
from sessions.afterwards import keeping
from sessions.afterwards.keeping import CannotKeep
from sessions.models import Action, Session
from sessions.runsheets import people


def of(session_id: int) -> QuerySet[Action]:
    """What was taken on at a session, done or not."""
    return (
        Action.objects.filter(session=session_id).select_related("owner", "by").order_by("at", "pk")
    )


def from_before(session: Session) -> QuerySet[Action]:
    """What is open from the sessions before this one, the oldest first."""
    return (
        Action.objects.open()
        .filter(cohort=session.cohort_id, session__starts_at__lt=session.starts_at)
        .select_related("owner", "session")
    )


def in_cohort(cohort_id: int) -> QuerySet[Action]:
    """All that was ever taken on in a cohort."""
    return Action.objects.filter(cohort=cohort_id)


def own(user: User) -> QuerySet[Action]:
    """What this person has open, in all cohorts."""
    return Action.objects.open().filter(owner=user.pk).select_related("session__cohort")


@transaction.atomic
def add(
    *,
    session_id: int,
    words: str,
    owner_id: int,
    by: int,
    at: datetime,
    key: UUID | None = None,
) -> Action:
    """Write down who does what.

    :raises CannotKeep: its owner is not in this session.
    """
    session = keeping.session_of(session_id)
    known = keeping.by_key(Action, session_id, key)
    if known:
        return known
    if not people.who_can_lead(session, at).filter(pk=owner_id).exists():
        raise CannotKeep(_("Please choose somebody of this session."), "owner")
    action = Action.objects.create(
        cohort_id=session.cohort_id,
        session=session,
        words=words,
        owner_id=owner_id,
        by_id=by,
        at=at,
        key=key,
    )
    keeping.say("action.added", session, action, by=by, at=at)
    return action


@transaction.atomic
def done(*, cohort_id: int, action_id: int, by: int, at: datetime) -> Action:
    """It is done; said twice, it stays done.

    :raises CannotKeep: the action is gone.
    """
    return _end(cohort_id, action_id, "done_at", "action.done", by=by, at=at)


@transaction.atomic
def let_go(*, cohort_id: int, action_id: int, by: int, at: datetime) -> Action:
    """It is not needed any more; nobody has to say why."""
    return _end(cohort_id, action_id, "let_go_at", "action.let_go", by=by, at=at)


@transaction.atomic
def reopen(*, cohort_id: int, action_id: int, by: int, at: datetime) -> Action:
    """Undo either."""
    action = _lock(cohort_id, action_id)
    if action.done_at or action.let_go_at:
        action.done_at = action.let_go_at = None
        action.save(update_fields=["done_at", "let_go_at"])
        _say("action.reopened", action, by=by, at=at)
    return action


@transaction.atomic
def take_out(*, cohort_id: int, action_id: int, by: int, at: datetime) -> None:
    """Strike an action: its words are gone for everybody. Done twice, it stays so."""
    found = Action.objects.filter(pk=action_id, cohort=cohort_id).select_related("session")
    action = found.first()
    if action:
        keeping.take_out("action.taken_out", action.session, action, by=by, at=at)


def _end(cohort_id: int, action_id: int, how: str, verb: str, *, by: int, at: datetime) -> Action:
    action = _lock(cohort_id, action_id)
    if action.done_at is None and action.let_go_at is None:
        setattr(action, how, at)
        action.save(update_fields=[how])
        _say(verb, action, by=by, at=at)
    return action


def _lock(cohort_id: int, action_id: int) -> Action:
    found = Action.objects.select_for_update(of=("self",)).filter(cohort=cohort_id)
    action = found.filter(pk=action_id).first()
    if action is None:
        raise CannotKeep(_("That action is gone."))
    return action


def _say(verb: str, action: Action, *, by: int, at: datetime) -> None:
    record.record(verb, action, at=at, by=by, cohort_id=action.cohort_id)
    rooms.touch(action.session_id)
