"""Whose dates a session is: those of its cohort, and who has a role that covers it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from programs.models import Membership, MembershipState, Role, RoleKind
from sessions.joining import JOINERS
from sessions.models import Session, SessionQuerySet

STAYS = (MembershipState.ACTIVE, MembershipState.COMPLETED)


def sessions_of(user_id: int | OuterRef, at: datetime, since: datetime) -> SessionQuerySet:
    """The sessions that are a person's at `at` and end after `since` (both aware), in order.

    Members of a cohort and its facilitators have all of them; hosts, recorders and guests those
    within their role's time.
    """
    members = Membership.objects.filter(cohort=OuterRef("cohort"), user=user_id, state__in=STAYS)
    roles = Role.objects.live(at=at).filter(
        cohort=OuterRef("cohort"), user=user_id, kind__in=JOINERS
    )
    covers = Q(kind=RoleKind.FACILITATOR) | (
        Q(since__lt=OuterRef("ends_at")) & (Q(until=None) | Q(until__gt=OuterRef("starts_at")))
    )
    theirs = Q(Exists(members)) | Q(Exists(roles.filter(covers)))
    return Session.objects.filter(theirs, ends_at__gt=since).order_by("starts_at", "pk")


def takes_part(user_id: int, at: datetime) -> bool:
    """Whether a person is in any cohort at `at`, with or without dates."""
    return (
        Membership.objects.filter(user=user_id, state__in=STAYS).exists()
        or Role.objects.live(at=at).filter(user=user_id, kind__in=JOINERS).exists()
    )
