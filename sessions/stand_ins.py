"""A stand-in facilitator for one session (DOMAIN 0, Removal).

The role begins a day before the session, so that they can prepare, and ends two days after it,
so that they can confirm the list. When the session moves, so does the role; when it is called
off, it ends. The cohort is told, once for each.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from notices import outbox
from programs import roles
from programs.models import Role, RoleKind
from sessions import changes
from sessions.models import Session, SessionState, StandIn

STAND_IN = "sessions.stand_in"
BEFORE, AFTER = timedelta(days=1), timedelta(days=2)


class CannotStandIn(Exception):
    """A refusal, worded for the coordinator who will read it."""


def span_of(session: Session) -> tuple[datetime, datetime]:
    """From when until when the role is theirs."""
    return session.starts_at - BEFORE, session.ends_at + AFTER


def of(session_id: int) -> list[StandIn]:
    """Who stands in for this session; one query."""
    found = StandIn.objects.filter(session=session_id).select_related("user")
    return list(found.order_by("at", "pk"))


def candidates(session: Session) -> QuerySet[User]:
    """Who facilitates or has facilitated in the program, and not this cohort at that time; and
    who stands in already."""
    since, until = span_of(session)
    facilitates = Role.objects.filter(kind=RoleKind.FACILITATOR)
    program = session.cohort.intake.program_id
    busy = facilitates.filter(cohort=session.cohort_id, since__lt=until).filter(
        Q(until=None) | Q(until__gt=since)
    )
    standing = StandIn.objects.filter(session=session.pk)
    anywhere = facilitates.filter(cohort__intake__program=program)
    return (
        User.objects.filter(pk__in=anywhere.values("user"), is_active=True)
        .exclude(Q(pk__in=busy.values("user")) & ~Q(pk__in=standing.values("user")))
        .order_by("display_name", "pk")
    )


@transaction.atomic
def add(*, session_id: int, user_id: int, by: int | None, at: datetime) -> StandIn:
    """Let somebody facilitate one session, and tell the cohort. Again, it changes nothing.

    :raises CannotStandIn: the session is over or called off, or they facilitate it already.
    """
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session_id)
    standing = StandIn.objects.filter(session=session, user=user_id).first()
    if standing is not None:
        return standing
    if session.state != SessionState.SCHEDULED or at >= session.ends_at:
        raise CannotStandIn(_("This session is over or was called off."))
    since, until = span_of(session)
    try:
        role = roles.stand_in(
            user_id=user_id, cohort_id=session.cohort_id, since=since, until=until, by=by, at=at
        )
    except roles.CannotGrant as refusal:
        raise CannotStandIn(str(refusal)) from None
    made = StandIn.objects.create(session=session, user_id=user_id, role=role, by_id=by, at=at)
    record.record("stand_in.added", made, at=at, by=by, cohort_id=session.cohort_id)
    _tell(session, made, ended=False, at=at)
    return made


@transaction.atomic
def choose(*, session_id: int, user_id: int | None, by: int | None, at: datetime) -> None:
    """Let this person stand in, and nobody else; None: nobody does. The cohort is told of what
    changes. Again, it changes nothing.

    :raises CannotStandIn: as for `add`.
    """
    for standing in of(session_id):
        if standing.user_id != user_id:
            end(session_id=session_id, user_id=standing.user_id, by=by, at=at)
    if user_id is not None:
        add(session_id=session_id, user_id=user_id, by=by, at=at)


@transaction.atomic
def end(*, session_id: int, user_id: int, by: int | None, at: datetime) -> None:
    """They do not stand in after all; the cohort is told, unless it is over. Again, it changes
    nothing."""
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session_id)
    standing = StandIn.objects.filter(session=session, user=user_id).first()
    if standing is None:
        return
    roles.end(role_id=standing.role_id, by=by, at=at)
    record.record("stand_in.ended", standing, at=at, by=by, cohort_id=session.cohort_id)
    if session.state == SessionState.SCHEDULED and at < session.starts_at:
        _tell(session, standing, ended=True, at=at)
    standing.delete()


def sweep(at: datetime) -> int:
    """Let roles follow sessions that moved, and end with those called off; how many did. May be
    run any number of times."""
    standing = StandIn.objects.filter(role__until__gt=at).select_related("session", "role")
    done = 0
    for one in standing:
        span = span_of(one.session)
        if one.session.state == SessionState.CANCELLED:
            end(session_id=one.session_id, user_id=one.user_id, by=None, at=at)
        elif (one.role.since, one.role.until) != span and span[1] > at:
            roles.shift(role_id=one.role_id, since=span[0], until=span[1], by=None, at=at)
        else:
            continue
        done += 1
    return done


def is_standing(session_id: int, user_id: int) -> bool:
    """Whether they stand in for this session."""
    return StandIn.objects.filter(session=session_id, user=user_id).exists()


def _tell(session: Session, standing: StandIn, *, ended: bool, at: datetime) -> None:
    told = set(changes.told(session.cohort_id, at).values_list("pk", flat=True))
    for user_id in sorted(told | {standing.user_id}):
        outbox.queue(
            STAND_IN,
            key=outbox.key_for(STAND_IN, standing.pk, user_id, int(ended)),
            due_at=at,
            recipient_id=user_id,
            object_id=session.pk,
            cohort_id=session.cohort_id,
            data={"person": standing.user_id, "ended": ended},
            expires_at=session.ends_at,
        )
