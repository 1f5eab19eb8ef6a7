"""Who can lead something in a session: members, facilitators, and its hosts and guests."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from programs.models import Membership, Role
from programs.models.people import RoleKind
from sessions.hosting import visitors
from sessions.models import Session

LEADING = (RoleKind.FACILITATOR, RoleKind.HOST, RoleKind.RECORDER, RoleKind.GUEST)


def who_can_lead(session: Session, at: datetime) -> QuerySet[User]:
    """Active members, facilitators, and whose role in the cohort or visit covers the session."""
    mine = Q(user=OuterRef("pk"), cohort=session.cohort_id)
    members = Membership.objects.active().filter(mine)
    roles = Role.objects.filter(mine, kind__in=LEADING, since__lt=session.ends_at).filter(
        Q(until=None) | Q(until__gt=at) & Q(until__gt=session.starts_at)
    )
    visits = Q(pk__in=visitors.users_of([session.pk]))
    found = User.objects.filter(Exists(members) | Exists(roles) | visits, is_active=True)
    return found.order_by("display_name", "pk")


def regulars(cohort_id: int, at: datetime) -> QuerySet[User]:
    """The cohort's active members and facilitators, who share its rotas."""
    mine = Q(user=OuterRef("pk"), cohort=cohort_id)
    members = Membership.objects.active().filter(mine)
    facilitators = Role.objects.live(at=at).filter(mine, kind=RoleKind.FACILITATOR)
    return User.objects.filter(Exists(members) | Exists(facilitators), is_active=True).order_by(
        "display_name", "pk"
    )


def facilitates(user_id: int, cohort_id: int, at: datetime) -> bool:
    """Whether the person facilitates the cohort at `at`."""
    roles = Role.objects.live(at=at).filter(kind=RoleKind.FACILITATOR, user=user_id)
    return roles.filter(cohort=cohort_id).exists()


def is_member(user_id: int, cohort_id: int) -> bool:
    """Whether the person is an active member."""
    return Membership.objects.active().filter(user=user_id, cohort=cohort_id).exists()
