"""What a person may do next about sessions."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.steps import Step
from programs.models import Membership, MembershipState, Role, RoleKind
from programs.models.people import RoleQuerySet
from sessions import between_steps, door_steps, joining
from sessions.hosting import steps, visitors
from sessions.models import Attendance, Presence, Session, SessionState
from sessions.runsheets import steps as plans

NEEDS_NOW, TODAY, CAN_WAIT = 0, 1, 5
ONE_DAY = timedelta(days=1)


def for_person(user: User, at: datetime) -> list[Step]:
    """Join what is on, the next session of each cohort, lists to confirm, and what waits for a
    facilitator about attendance; three queries for whoever facilitates nothing."""
    return [
        *_ahead(user, at),
        *_lists(user, at),
        *door_steps.for_facilitator(user, at),
        *steps.for_person(user, at),
        *plans.for_person(user, at),
        *between_steps.for_person(user, at),
    ]


def _ahead(user: User, at: datetime) -> list[Step]:
    """The session that is on or comes next, of each cohort the person takes part in."""
    sessions = (
        Session.objects.filter(state=SessionState.SCHEDULED, ends_at__gt=at)
        .filter(_joins(user, at))
        .annotate(
            excused=Exists(
                Attendance.objects.filter(
                    session=OuterRef("pk"), user=user.pk, presence=Presence.APOLOGY
                )
            )
        )
        .select_related("cohort")
        .order_by("cohort_id", "starts_at")
        .distinct("cohort_id")
    )
    return [_step(session, at) for session in sessions]


def _joins(user: User, at: datetime) -> Q:
    """Sessions whose door opens for the person: a member, or by a role that covers them."""
    members = Membership.objects.filter(
        cohort=OuterRef("cohort"), user=user.pk, state=MembershipState.ACTIVE
    )
    roles = _roles(user, at).filter(cohort=OuterRef("cohort"), kind__in=joining.JOINERS)
    covers = Q(since__lt=OuterRef("ends_at")) & (Q(until=None) | Q(until__gt=OuterRef("starts_at")))
    return Q(Exists(members)) | Q(Exists(roles.filter(covers))) | visitors.lets_in(user.pk, at)


def _roles(user: User, at: datetime) -> RoleQuerySet:
    return Role.objects.live(at=at).filter(user=user.pk)


def _step(session: Session, at: datetime) -> Step:
    url = _url("session", session)
    number = {"number": session.number}
    if session.starts_at - joining.OPENS_BEFORE <= at:
        return Step(
            title=_("Session %(number)s: the door is open") % number,
            url=url,
            action=_("Go to the door"),
            due_at=session.ends_at,
            due="until",
            urgency=NEEDS_NOW,
        )
    excused = session.excused  # type: ignore[attr-defined]  # annotated
    return Step(
        title=_("Session %(number)s comes next") % number,
        url=url,
        detail=_("You have sent an apology for this one.") if excused else "",
        action=_("Look at the session"),
        due_at=session.starts_at,
        due="on",
        urgency=TODAY if session.starts_at - at <= ONE_DAY and not excused else CAN_WAIT,
    )


def unconfirmed(at: datetime) -> QuerySet[Session]:
    """Sessions that are over and whose list nobody has confirmed, the oldest first."""
    return (
        Session.objects.counted()
        .filter(state=SessionState.SCHEDULED, ends_at__lte=at)
        .select_related("cohort")
        .order_by("starts_at", F("pk"))
    )


def _lists(user: User, at: datetime) -> list[Step]:
    """Lists that wait for this facilitator."""
    mine = _roles(user, at).filter(cohort=OuterRef("cohort"), kind=RoleKind.FACILITATOR)
    return [
        Step(
            title=_("Session %(number)s: who was there?") % {"number": session.number},
            url=_url("list", session),
            detail=_("Nothing counts before you have confirmed the list."),
            action=_("Confirm the list"),
            urgency=TODAY,
        )
        for session in unconfirmed(at).filter(Exists(mine))[:20]
    ]


def _url(name: str, session: Session) -> str:
    kwargs = {"code": session.cohort.code, "number": session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)
