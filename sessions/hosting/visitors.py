"""Whom one session lets in beside its cohort: its guests, and a host from elsewhere.

A visit or a turn opens that one session and nothing beside it, from an hour before it begins to
its end. It is read from the row itself and not from a role: a role would have to be moved with
each session that moves, and two of them would run into one that covers what lies between.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from programs.belonging import COHORT_ROLES
from programs.models import Cohort, Membership, MembershipState, Role, RoleKind
from sessions.models import GuestVisit, HostTurn, Session, SessionState, VisitState

OPENS_BEFORE = timedelta(hours=1)


def kinds_of(session: Session, user_id: int, at: datetime) -> QuerySet[HostTurn, str]:
    """What a person is in this one session, as kinds of role: to be joined to their roles."""
    turns = HostTurn.objects.filter(session=session, host=user_id, ended_at=None)
    visits = GuestVisit.objects.filter(session=session, user=user_id, state=VisitState.COMING)
    if not is_near(session, at):
        visits = visits.none()
    return turns.values_list(Value(RoleKind.HOST.value), flat=True).union(
        visits.values_list(Value(RoleKind.GUEST.value), flat=True)
    )


def is_near(session: Session, at: datetime) -> bool:
    """Whether those who come for this session alone are let in."""
    return session.starts_at - OPENS_BEFORE <= at < session.ends_at


def cohort_for(user_id: int, code: str, number: int, at: datetime) -> Cohort | None:
    """The cohort, for somebody whom its session of this number lets in now; else None."""
    session = (
        Session.objects.filter(
            _lets_in(user_id, at), cohort__code=code, number=number, state=SessionState.SCHEDULED
        )
        .select_related("cohort__community", "cohort__intake__program")
        .first()
    )
    return session.cohort if session else None


def lets_in(user_id: int, at: datetime) -> Q:
    """Sessions (as a condition) that a turn or a visit lets this person into at `at`."""
    return _lets_in(user_id, at)


def users_of(session_ids: list[int]) -> QuerySet[HostTurn, int]:
    """The ids of those who come to these sessions by a turn or a visit."""
    turns = HostTurn.objects.filter(session__in=session_ids, ended_at=None)
    visits = GuestVisit.objects.filter(
        session__in=session_ids, state=VisitState.COMING, user__isnull=False
    )
    return turns.values_list("host_id", flat=True).union(visits.values_list("user_id", flat=True))


def is_of_the_cohort(cohort_id: int, user_id: int, at: datetime) -> bool:
    """Whether a person is a member, or has a role in the cohort itself: one who can host, lead
    or write down."""
    members = Membership.objects.filter(
        cohort=cohort_id, user=user_id, state=MembershipState.ACTIVE
    )
    roles = Role.objects.live(at=at).filter(
        cohort=cohort_id, user=user_id, kind__in=set(COHORT_ROLES) - {RoleKind.GUEST}
    )
    return members.exists() or roles.exists()


def _lets_in(user_id: int, at: datetime) -> Q:
    near = Q(starts_at__lte=at + OPENS_BEFORE, ends_at__gt=at)
    turns = HostTurn.objects.filter(session=OuterRef("pk"), host=user_id, ended_at=None)
    visits = GuestVisit.objects.filter(
        session=OuterRef("pk"), user=user_id, state=VisitState.COMING
    )
    return near & (Q(Exists(turns)) | Q(Exists(visits)))
