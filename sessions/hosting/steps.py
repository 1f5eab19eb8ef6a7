"""What waits for somebody about hosts and guests, and what is to be booked."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.steps import Step
from programs.models import Cohort, Membership, MembershipState
from sessions.hosting import adjustments, arrangements, guests, turns
from sessions.models import GuestVisit, HostTurn, Session, SessionState, Venue, VisitState

ASKED_BEFORE = timedelta(days=42)  # how long before a session an open turn is offered
SOON = timedelta(days=7)
SHOWN = 20
CAN_WAIT, THIS_WEEK, TODAY = 5, 3, 1


def for_person(user: User, at: datetime) -> list[Step]:
    """A place to describe, visits to come, and a turn that is open; three queries."""
    return [*_places(user, at), *_visits(user, at), *_open_turns(user, at)]


def waiting(cohorts: QuerySet[Cohort], at: datetime) -> list[Step]:
    """For coordinators: what is not booked, what is not agreed, checks to confirm; three
    queries."""
    return [*_unbooked(cohorts, at), *_not_agreed(cohorts, at), *_checks(cohorts, at)]


def _places(user: User, at: datetime) -> list[Step]:
    """Sessions this person hosts of which nobody has said where they are."""
    venues = Venue.objects.filter(session=OuterRef("session"))
    mine = (
        HostTurn.objects.filter(
            ~Exists(venues),
            host=user.pk,
            ended_at=None,
            session__state=SessionState.SCHEDULED,
            session__starts_at__gt=at,
        )
        .select_related("session__cohort")
        .order_by("session__starts_at")
    )
    return [
        Step(
            title=_("You host session %(number)s") % {"number": turn.session.number},
            url=_url("hosting", turn.session),
            detail=_("Say where you meet, and what the cohort will see of your workplace."),
            action=_("Describe the place"),
            due_at=turn.session.starts_at,
            due="on",
            urgency=TODAY if turn.session.starts_at - at <= SOON else THIS_WEEK,
        )
        for turn in mine[:SHOWN]
    ]


def _visits(user: User, at: datetime) -> list[Step]:
    return [
        Step(
            title=_("You come as a guest"),
            url=reverse("sessions:visit", kwargs={"pk": visit.pk}),
            action=_("What is good to know"),
            due_at=visit.session.starts_at,
            due="on",
            urgency=TODAY if visit.session.starts_at - at <= timedelta(days=1) else CAN_WAIT,
        )
        for visit in guests.coming_to(user.pk, at)
    ]


def _open_turns(user: User, at: datetime) -> list[Step]:
    """One step for each cohort with an open turn that this member could take."""
    members = Membership.objects.filter(
        cohort=OuterRef("cohort"), user=user.pk, state=MembershipState.ACTIVE
    )
    taken = HostTurn.objects.filter(session=OuterRef("pk"), ended_at=None)
    near = (
        Session.objects.filter(
            Exists(members),
            ~Exists(taken),
            state=SessionState.SCHEDULED,
            mode__in=turns.IN_A_ROOM,
            starts_at__gt=at,
            starts_at__lte=at + ASKED_BEFORE,
        )
        .select_related("cohort")
        .order_by("cohort_id", "starts_at")
        .distinct("cohort_id")
    )
    return [
        Step(
            title=_("Session %(number)s has no host yet") % {"number": session.number},
            url=reverse("sessions:hosts", kwargs={"code": session.cohort.code}),
            action=_("See the open turns"),
            due_at=session.starts_at,
            due="on",
            urgency=CAN_WAIT,
        )
        for session in near
    ]


def _unbooked(cohorts: QuerySet[Cohort], at: datetime) -> list[Step]:
    found = adjustments.unbooked(at, cohorts).order_by("starts_at")[:SHOWN]
    return [
        _about(session, _("something is not booked"), "prepare", _("See what to book"), TODAY)
        for session in found
    ]


def _not_agreed(cohorts: QuerySet[Cohort], at: datetime) -> list[Step]:
    found = arrangements.off_the_agreement(at, cohorts).order_by("starts_at")[:SHOWN]
    return [
        _about(session, _("the cohort has not agreed to this"), "arrange", _("Look at it"), 3)
        for session in found
    ]


def _checks(cohorts: QuerySet[Cohort], at: datetime) -> list[Step]:
    young = GuestVisit.objects.filter(
        under_18=True,
        state=VisitState.INVITED,
        checks_at=None,
        session__cohort__in=cohorts,
        session__state=SessionState.SCHEDULED,
        session__starts_at__gt=at,
    )
    sessions = Session.objects.filter(pk__in=young.values("session")).select_related("cohort")
    return [
        _about(session, _("child-safe checks to confirm"), "guests", _("Confirm them"), 2)
        for session in sessions.order_by("starts_at")[:SHOWN]
    ]


def _about(session: Session, what: str, page: str, action: str, urgency: int) -> Step:
    words = {"cohort": session.cohort.name, "number": session.number, "what": what}
    return Step(
        title=_("%(cohort)s, session %(number)s: %(what)s") % words,
        url=_url(page, session),
        action=action,
        due_at=session.starts_at,
        urgency=urgency,
    )


def _url(name: str, session: Session) -> str:
    kwargs = {"code": session.cohort.code, "number": session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)
