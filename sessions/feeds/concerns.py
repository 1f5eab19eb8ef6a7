"""Whose dates a session is: those of its cohort, and who has a role that covers it."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from programs.models import Membership, MembershipState, Role, RoleKind
from sessions.joining import JOINERS
from sessions.models import GuestVisit, HostTurn, Session, SessionQuerySet, VisitState

STAYS = (MembershipState.ACTIVE, MembershipState.COMPLETED)


def sessions_of(user_id: int | OuterRef, at: datetime, since: datetime) -> SessionQuerySet:
    """The sessions that are a person's at `at` and end after `since` (both aware), in order.

    Members of a cohort and its facilitators have all of them; hosts, recorders and guests those
    within their role's time, and the one of their turn or visit.
    """
    members = Membership.objects.filter(cohort=OuterRef("cohort"), user=user_id, state__in=STAYS)
    roles = Role.objects.live(at=at).filter(
        cohort=OuterRef("cohort"), user=user_id, kind__in=JOINERS
    )
    covers = Q(kind=RoleKind.FACILITATOR) | (
        Q(since__lt=OuterRef("ends_at")) & (Q(until=None) | Q(until__gt=OuterRef("starts_at")))
    )
    turns = HostTurn.objects.filter(session=OuterRef("pk"), host=user_id, ended_at=None)
    visits = GuestVisit.objects.filter(
        session=OuterRef("pk"), user=user_id, state=VisitState.COMING
    )
    ways = (members, roles.filter(covers), turns, visits)
    theirs = reduce(or_, (Q(Exists(way)) for way in ways))
    return Session.objects.filter(theirs, ends_at__gt=since).order_by("starts_at", "pk")


def takes_part(user_id: int, at: datetime) -> bool:
    """Whether a person is in any cohort at `at`, with or without dates."""
    return (
        Membership.objects.filter(user=user_id, state__in=STAYS).exists()
        or Role.objects.live(at=at).filter(user=user_id, kind__in=JOINERS).exists()
    )
