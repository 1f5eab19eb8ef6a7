"""Changing one session: moving it, calling it off; and who hears of a change.

A session that is over, or that was held, never moves. Every change raises the session's
version, so that what was to be sent about the old date is true no more.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from audit import record
from notices import kinds, outbox
from programs.belonging import COHORT_ROLES
from programs.models import Cohort, Membership, MembershipState, Role
from sessions.feeds import invitations
from sessions.feeds.invitations import Scope
from sessions.hosting import letters, visitors
from sessions.local_times import comes_twice
from sessions.models import Session, SessionState
from sessions.placing import CannotChange, ChangedMeanwhile, fit, is_over, may_change, place

__all__ = ["CannotChange", "ChangedMeanwhile", "is_over"]

CHANGED = "sessions.changed"
# News about a session that is so near goes out ahead of what can wait.
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Change:
    """A session as an act leaves it, and the moment it stood at before; None: it is new."""

    session: Session
    was: datetime | None

    @property
    def earliest(self) -> datetime:
        """The first moment at which somebody would come who has not heard of it."""
        return min(self.was or self.session.starts_at, self.session.starts_at)


def told(cohort_id: int, at: datetime, session_ids: Collection[int] = ()) -> QuerySet[User]:
    """Who hears of a change: active members, those with a role in the cohort at `at`, and those
    who come to these sessions alone, by a host's turn or as a guest."""
    members = Membership.objects.filter(cohort=cohort_id, state=MembershipState.ACTIVE)
    roles = Role.objects.live(at=at).filter(cohort=cohort_id, kind__in=COHORT_ROLES)
    visiting = visitors.users_of(list(session_ids)) if session_ids else ()
    return User.objects.filter(
        Q(pk__in=members.values("user"))
        | Q(pk__in=roles.values("user"))
        | Q(pk__in=list(visiting)),
        is_active=True,
    ).order_by("display_name", "pk")


@transaction.atomic
def move(
    *,
    session_id: int,
    day: date,
    start: time,
    minutes: int,
    by: int | None,
    at: datetime,
    version: int | None = None,
    reason: str = "",
    fold: int | None = None,
) -> Session:
    """Give a session another date; one that was called off takes place after all.

    `day` and `start` are the wall clock of the session's zone. Asked for what already stands,
    it changes nothing.

    :param version: the session's version as the asker saw it.
    :param fold: which of the two is meant, where the clocks show `start` twice that day.
    :raises CannotChange: it is over, the new time is past or no one moment, lies outside the
        cohort's window, or another session of the cohort is at that time.
    :raises ChangedMeanwhile: the session has another version by now.
    """
    session = locked(session_id)
    change = moved(
        session, day=day, start=start, minutes=minutes, fold=fold, at=at, version=version
    )
    if change:
        write([change], "session.moved", by=by, at=at, reason=reason)
    return session


def moved(
    session: Session,
    *,
    day: date,
    start: time,
    minutes: int,
    at: datetime,
    fold: int | None = None,
    version: int | None = None,
) -> Change | None:
    """The session with another date, not saved; None: it stands there already. See `move`."""
    standing = (session.day, session.start, session.minutes)
    another = fold not in (None, session.fold) and comes_twice(day, start, session.zone)
    same = standing == (day, start, minutes) and not another
    if session.state == SessionState.SCHEDULED and same:
        return None
    may_change(session, at=at, version=version)
    was = session.starts_at
    place(session, day, start, minutes, fold)
    session.state, session.by_hand = SessionState.SCHEDULED, True
    fit([session], at=at)
    return Change(session, was)


@transaction.atomic
def cancel(
    *, session_id: int, by: int | None, at: datetime, version: int | None = None, reason: str = ""
) -> Session:
    """Call a session off. Asked again, it changes nothing.

    :raises CannotChange: it is over.
    :raises ChangedMeanwhile: the session has another version by now.
    """
    session = locked(session_id)
    if session.state == SessionState.CANCELLED:
        return session
    may_change(session, at=at, version=version)
    session.state = SessionState.CANCELLED
    change = Change(session, session.starts_at)
    write([change], "session.cancelled", by=by, at=at, reason=reason)
    return session


def locked(session_id: int) -> Session:
    """The session, with its cohort locked first so that no two changes cross. For the rules."""
    cohort_id = Session.objects.values_list("cohort_id", flat=True).get(pk=session_id)
    Cohort.objects.select_for_update(no_key=True, of=("self",)).get(pk=cohort_id)
    return (
        Session.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=session_id)
    )


def write(
    changes: Sequence[Change], verb: str, *, by: int | None, at: datetime, reason: str = ""
) -> None:
    """Save what an act does to the sessions of one cohort, and owe everybody one notice of it.
    For the rules, inside their transaction."""
    for change in changes:
        session = change.session
        if change.was is None:
            session.dated_at = at
            session.save(force_insert=True)
        else:
            save_change(session, at=at)
        record.record(
            "session.scheduled" if change.was is None else verb,
            session, at=at, by=by, cohort_id=session.cohort_id, reason=reason,
        )  # fmt: skip
    tell(changes, at=at)


def save_change(session: Session, *, at: datetime) -> None:
    """Write a new date or state as a new version. For the rules of schedules and changes."""
    session.version += 1
    session.dated_at = at
    session.save(
        update_fields=[
            *("day", "start", "fold", "minutes", "time_zone", "starts_at", "ends_at"),
            *("state", "version", "dated_at", "by_hand"),
        ]
    )


def tell(changes: Sequence[Change], *, at: datetime) -> None:
    """Owe one notice to everybody concerned, for all changes of one act to one cohort."""
    if not changes:
        return
    cohort_id = changes[0].session.cohort_id
    what = sorted((change.session.pk, change.session.version) for change in changes)
    name = hashlib.sha256(repr(what).encode()).hexdigest()[:32]
    invitations.settle(Scope(cohort_id=cohort_id), at=at)
    soon = any(change.earliest <= at + SOON for change in changes)
    people = told(cohort_id, at, [change.session.pk for change in changes])
    for user_id in people.values_list("pk", flat=True):
        outbox.queue(
            CHANGED,
            key=outbox.key_for(CHANGED, user_id, name),
            due_at=at,
            recipient_id=user_id,
            object_id=changes[0].session.pk,
            cohort_id=cohort_id,
            data={"changes": [_said(change) for change in changes]},
            priority=kinds.Priority.URGENT if soon else kinds.Priority.NORMAL,
        )
    for change in changes:
        letters.guests_told_of_change(change.session, at=at, soon=soon)


def _said(change: Change) -> dict[str, object]:
    """What a notice keeps of a change."""
    return {
        "session": change.session.pk,
        "version": change.session.version,
        "was": change.was.isoformat() if change.was else None,
    }
