"""Changing one session: moving it, calling it off; and who hears of a change.

A session that is over, or that was held, never moves. Every change raises the session's
version, so that what was to be sent about the old date is true no more.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from notices import kinds, outbox
from programs.belonging import COHORT_ROLES
from programs.models import Cohort, Membership, MembershipState, Role
from sessions import local_times
from sessions.models import Session, SessionState
from sessions.plans import Dated

CHANGED = "sessions.changed"
# News about a session that is so near goes out ahead of what can wait.
SOON = timedelta(hours=24)


class CannotChange(Exception):
    """A refusal, worded for the coordinator who will read it, beside a field ('' is none)."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class ChangedMeanwhile(CannotChange):
    """Somebody else changed the session after this page was opened."""


@dataclass(frozen=True)
class Change:
    """A session that was changed, and the moment it stood at before."""

    session: Session
    was: datetime


def told(cohort_id: int, at: datetime) -> QuerySet[User]:
    """Who hears of a change: active members, and those with a role in the cohort at `at`."""
    members = Membership.objects.filter(cohort=cohort_id, state=MembershipState.ACTIVE)
    roles = Role.objects.live(at=at).filter(cohort=cohort_id, kind__in=COHORT_ROLES)
    return User.objects.filter(
        Q(pk__in=members.values("user")) | Q(pk__in=roles.values("user")), is_active=True
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
) -> Session:
    """Give a session another date; one that was called off takes place after all.

    `day` and `start` are the wall clock of the session's zone. Asked for what already stands,
    it changes nothing.

    :param version: the session's version as the asker saw it.
    :raises CannotChange: it is over, the new time is past or no one moment, lies outside the
        cohort's window, or another session of the cohort is at that time.
    :raises ChangedMeanwhile: the session has another version by now.
    """
    session = _locked(session_id)
    standing = (session.day, session.start, session.minutes)
    if session.state == SessionState.SCHEDULED and standing == (day, start, minutes):
        return session
    _may_change(session, at=at, version=version)
    was = session.starts_at
    try:
        starts_at = local_times.moment(day, start, session.zone)
    except local_times.NoOneTime as refusal:
        raise CannotChange(str(refusal), "start") from None
    session.day, session.start, session.minutes = day, start, minutes
    session.starts_at = starts_at
    session.ends_at = starts_at + timedelta(minutes=minutes)
    session.state, session.by_hand = SessionState.SCHEDULED, True
    _fits(session, at=at)
    save_change(session, at=at)
    record.record(
        "session.moved", session, at=at, by=by, cohort_id=session.cohort_id, reason=reason
    )
    tell([Change(session, was)], at=at)
    return session


@transaction.atomic
def cancel(
    *, session_id: int, by: int | None, at: datetime, version: int | None = None, reason: str = ""
) -> Session:
    """Call a session off. Asked again, it changes nothing.

    :raises CannotChange: it is over.
    :raises ChangedMeanwhile: the session has another version by now.
    """
    session = _locked(session_id)
    if session.state == SessionState.CANCELLED:
        return session
    _may_change(session, at=at, version=version)
    session.state = SessionState.CANCELLED
    save_change(session, at=at)
    record.record(
        "session.cancelled", session, at=at, by=by, cohort_id=session.cohort_id, reason=reason
    )
    tell([Change(session, session.starts_at)], at=at)
    return session


def is_over(session: Session, at: datetime) -> bool:
    """Whether it has begun, was held, or its time passed: such a session stays as it is."""
    return session.state == SessionState.HELD or session.starts_at <= at


def save_change(session: Session, *, at: datetime) -> None:
    """Write a new date or state as a new version. For the rules of schedules and changes."""
    session.version += 1
    session.dated_at = at
    session.save(
        update_fields=[
            *("day", "start", "minutes", "time_zone", "starts_at", "ends_at"),
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
    data = {
        "changes": [
            {
                "session": change.session.pk,
                "version": change.session.version,
                "was": change.was.isoformat(),
            }
            for change in changes
        ]
    }
    soon = any(min(change.was, change.session.starts_at) <= at + SOON for change in changes)
    for user_id in told(cohort_id, at).values_list("pk", flat=True):
        outbox.queue(
            CHANGED,
            key=outbox.key_for(CHANGED, user_id, name),
            due_at=at,
            recipient_id=user_id,
            object_id=changes[0].session.pk,
            cohort_id=cohort_id,
            data=data,
            priority=kinds.Priority.URGENT if soon else kinds.Priority.NORMAL,
        )


def overlaps(one: Dated | Session, others: Sequence[Dated | Session]) -> Dated | Session | None:
    """Another session that is on at the same time, or None."""
    return next(
        (
            other
            for other in others
            if other.number != one.number
            and other.starts_at < one.ends_at
            and one.starts_at < other.ends_at
        ),
        None,
    )


def _locked(session_id: int) -> Session:
    """The session, with its cohort locked first so that no two changes cross."""
    cohort_id = Session.objects.values_list("cohort_id", flat=True).get(pk=session_id)
    Cohort.objects.select_for_update(no_key=True, of=("self",)).get(pk=cohort_id)
    return (
        Session.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=session_id)
    )


def _may_change(session: Session, *, at: datetime, version: int | None) -> None:
    if version is not None and version != session.version:
        raise ChangedMeanwhile(
            _("Somebody changed this session a moment ago. Please look at it again.")
        )
    if is_over(session, at):
        raise CannotChange(_("This session has begun or is over: it stays where it is."))


def _fits(session: Session, *, at: datetime) -> None:
    """Refuse a date that is past, outside the window, or taken by another session."""
    cohort = session.cohort
    if session.starts_at <= at:
        raise CannotChange(_("That moment is past. Choose a later one."), "day")
    if not cohort.window_first <= session.day <= cohort.window_last:
        raise CannotChange(
            _("The cohort's window goes from %(first)s to %(last)s.")
            % {
                "first": local_times.day_words(cohort.window_first),
                "last": local_times.day_words(cohort.window_last),
            },
            "day",
        )
    other = overlaps(session, list(cohort.sessions.taking_place()))
    if other:
        raise CannotChange(
            _("Session %(number)s is at that time.") % {"number": other.number}, "day"
        )
