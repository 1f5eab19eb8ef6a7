"""Whom one session lets in beside its cohort, and who of the cohort hosts it.

A visit opens that one session and nothing beside it, from an hour before it begins to its end. It
is read from the row itself and not from a role: a role would have to be moved with each session
that moves, and two of them would run into one that covers what lies between. Somebody who was
suspended or removed is let in by nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from programs.belonging import COHORT_ROLES
from programs.models import Cohort, Membership, MembershipState, Role, RoleKind
from sessions.models import GuestVisit, HostTurn, Session, SessionState, VisitState

OPENS_BEFORE = timedelta(hours=1)
SHUT_OUT = (MembershipState.SUSPENDED, MembershipState.REMOVED)
CAN_HOST = set(COHORT_ROLES) - {RoleKind.GUEST}


def kinds_of(session: Session, user_id: int, at: datetime) -> QuerySet[HostTurn, str]:
    """What a person is in this one session, as kinds of role: to be joined to their roles."""
    turns = HostTurn.objects.filter(session=session, host=user_id, ended_at=None)
    visits = _coming().filter(session=session, user=user_id)
    if not is_near(session, at):
        visits = visits.none()
    belongs = _of_the_cohort(session.cohort_id, user_id, at)
    return (
        turns.filter(belongs)
        .values_list(Value(RoleKind.HOST.value), flat=True)
        .union(visits.values_list(Value(RoleKind.GUEST.value), flat=True))
    )


def is_near(session: Session, at: datetime) -> bool:
    """Whether those who come for this session alone are let in."""
    return session.starts_at - OPENS_BEFORE <= at < session.ends_at


def cohort_for(user_id: int, code: str, number: int, at: datetime) -> Cohort | None:
    """The cohort, for a guest whom its session of this number lets in now; else None."""
    session = (
        Session.objects.filter(
            lets_in(user_id, at), cohort__code=code, number=number, state=SessionState.SCHEDULED
        )
        .select_related("cohort__community", "cohort__intake__program")
        .first()
    )
    return session.cohort if session else None


def lets_in(user_id: int, at: datetime) -> Q:
    """Sessions (as a condition) that a visit lets this person into at `at`."""
    near = Q(starts_at__lte=at + OPENS_BEFORE, ends_at__gt=at)
    visits = _coming().filter(session=OuterRef("pk"), user=user_id)
    return near & Q(Exists(visits))


def users_of(session_ids: Collection[int]) -> QuerySet[GuestVisit, int | None]:
    """The ids of the guests of these sessions who have an account."""
    visits = _coming().filter(session__in=session_ids)
    return visits.filter(user__isnull=False).values_list("user_id", flat=True)


def is_of_the_cohort(cohort_id: int, user_id: int, at: datetime) -> bool:
    """Whether a person is a member, or has a role in the cohort itself: one who can host, lead
    or write down."""
    return Cohort.objects.filter(_of_the_cohort(cohort_id, user_id, at), pk=cohort_id).exists()


def strayed(at: datetime) -> QuerySet[HostTurn]:
    """Turns of sessions to come whose host is not of the cohort any more."""
    of_it = _of_the_cohort(OuterRef("session__cohort"), OuterRef("host"), at)
    to_come = HostTurn.objects.filter(
        ended_at=None, session__state=SessionState.SCHEDULED, session__starts_at__gt=at
    )
    return to_come.exclude(of_it).select_related("session", "host").order_by("pk")


def _of_the_cohort(cohort: int | OuterRef, user: int | OuterRef, at: datetime) -> Q:
    members = Membership.objects.filter(cohort=cohort, user=user, state=MembershipState.ACTIVE)
    roles = Role.objects.live(at=at).filter(cohort=cohort, user=user, kind__in=CAN_HOST)
    return Q(Exists(members)) | Q(Exists(roles))


def _coming() -> QuerySet[GuestVisit]:
    """Visits of those who come, save of somebody who was shut out of the cohort."""
    shut_out = Membership.objects.filter(
        cohort=OuterRef("session__cohort"), user=OuterRef("user"), state__in=SHUT_OUT
    )
    return GuestVisit.objects.filter(~Exists(shut_out), state=VisitState.COMING)
