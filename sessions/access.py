"""Who may see a session, and who keeps its list. Outsiders see 404."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import Visitor, open_to_visitors
from accounts.models import User
from audit import clock
from programs import access, belonging
from programs.models import Cohort
from sessions import arrivals, circle, hours, joining
from sessions.feeds import addresses, concerns
from sessions.feeds.addresses import Subscriber
from sessions.hosting import turns, visitors
from sessions.hours import Certificate
from sessions.joining import Standing
from sessions.models import GuestVisit, Session, VisitState


@dataclass(frozen=True)
class Visit:
    """Somebody at a session's page: the session, what they are in it, and when it is."""

    session: Session
    standing: Standing
    user: User
    at: datetime

    @property
    def sees_names(self) -> bool:
        """Facilitators and coordinators see who is expected; the rest see how many."""
        return self.standing.is_facilitator or not self.standing.takes_part


def visitor(user: User, code: str, number: int) -> Visit:
    """Members, facilitators and coordinators; hosts, recorders and guests of this session."""
    cohort = _cohort(user, code, number)
    visit = _visit(user, cohort, number)
    program_id = cohort.intake.program_id
    if not visit.standing.takes_part and not access.is_coordinator(user, program_id):
        raise Http404
    return visit


def taker(user: User, code: str, number: int) -> Session:
    """Those whose session it is, to have it in their own calendar: nobody from the desk."""
    at = clock.now()
    theirs = concerns.sessions_of(user.pk, at, at - addresses.A_YEAR).select_related("cohort")
    return get_object_or_404(theirs, cohort__code=code, number=number)


def own_hours(user: User, program_id: int) -> Certificate:
    """Whoever has hours in the program, to their own certificate."""
    found = hours.in_program(user, program_id)
    if found is None:
        raise Http404
    return found


@open_to_visitors
def subscriber(user: Visitor, token: str) -> Subscriber:
    """Whoever knows the secret address of somebody's dates; any other is nothing there."""
    found = addresses.subscriber(token, clock.now())
    if found is None:
        raise Http404
    return found


def keeper_of_the_list(user: User, code: str, number: int) -> Visit:
    """The cohort's facilitators."""
    return _visit(user, access.facilitator(user, code), number)


@dataclass(frozen=True)
class Insider:
    """Somebody of a cohort: who they are there, and when it is."""

    cohort: Cohort
    user: User
    at: datetime
    is_member: bool
    prepares: bool


def insider(user: User, code: str) -> Insider:
    """Members, facilitators, hosts and recorders of the cohort; its coordinators. Guests come
    for their session alone."""
    cohort, at = access.belongs(user, code), clock.now()
    prepares = _prepares(user, cohort)
    if not prepares and not visitors.is_of_the_cohort(cohort.pk, user.pk, at):
        raise Http404
    is_member = belonging.cohorts_joined(user).filter(pk=cohort.pk).exists()
    return Insider(cohort, user, at, is_member, prepares)


def turn_taker(user: User, code: str, number: int) -> Visit:
    """Whom the rota of hosts is open to, at one of its sessions."""
    return _visit(user, insider(user, code).cohort, number)


def preparer(user: User, code: str, number: int) -> Visit:
    """Who prepares a session: the cohort's facilitators and its coordinators."""
    cohort = access.belongs(user, code)
    if not _prepares(user, cohort):
        raise Http404
    return _visit(user, cohort, number)


def coordinator(user: User, code: str, number: int) -> Visit:
    """The coordinators of the cohort."""
    return _visit(user, access.coordinator(user, code), number)


def coordinates(visit: Visit) -> bool:
    """Whether who prepares this session coordinates it."""
    return access.is_coordinator(visit.user, visit.session.cohort.intake.program_id)


def host(user: User, code: str, number: int) -> Visit:
    """The host of this session, and who prepares it."""
    cohort = access.belongs(user, code)
    visit = _visit(user, cohort, number)
    if not _prepares(user, cohort) and not turns.is_host(visit.session.pk, user.pk):
        raise Http404
    return visit


def own_visit(user: User, pk: int) -> GuestVisit:
    """The guest whose visit it is."""
    found = GuestVisit.objects.select_related("session__cohort__intake__program")
    return get_object_or_404(found, pk=pk, user=user, state=VisitState.COMING)


def _prepares(user: User, cohort: Cohort) -> bool:
    facilitates = belonging.cohorts_facilitated(user, clock.now()).filter(pk=cohort.pk)
    return facilitates.exists() or access.is_coordinator(user, cohort.intake.program_id)


def of_the_circle(user: User, code: str) -> circle.Visit:
    """Members and facilitators, between sessions; coordinators and leads of the program too."""
    cohort, at = access.belongs(user, code), clock.now()
    visit = circle.Visit(cohort, circle.standing_of(cohort.pk, user, at), user, at)
    if not visit.standing.reads:
        raise Http404
    return visit


def writes_in_the_circle(user: User, code: str) -> circle.Visit:
    """The cohort's members and facilitators."""
    visit = of_the_circle(user, code)
    if not visit.standing.belongs:
        raise Http404
    return visit


def may_strike(user: User, code: str) -> circle.Visit:
    """Facilitators, coordinators and leads, who may take out what endangers somebody."""
    visit = of_the_circle(user, code)
    if not visit.standing.may_strike:
        raise Http404
    return visit


def _cohort(user: User, code: str, number: int) -> Cohort:
    """The cohort of whoever belongs to it, or comes for this one session."""
    try:
        return access.belongs(user, code)
    except Http404:
        cohort = visitors.cohort_for(user.pk, code, number, clock.now())
        if cohort is None:
            raise
        return cohort


def _visit(user: User, cohort: Cohort, number: int) -> Visit:
    at = clock.now()
    session = get_object_or_404(Session, cohort=cohort, number=number)
    session.cohort = cohort
    return Visit(session, joining.standing_of(session, user.pk, at), user, at)


# -- Attendance --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attending:
    """Somebody at the attendance of a cohort, and how much of it is theirs to see."""

    cohort: Cohort
    user: User
    at: datetime
    is_member: bool
    facilitates: bool
    sees_names: bool


def member_here(user: User, code: str, number: int) -> Visit:
    """The cohort's active members."""
    return _visit(user, access.member(user, code), number)


def keeper_of_arrivals(user: User, code: str, number: int) -> Visit:
    """Facilitators, and the hosts of a session that meets in a room."""
    visit = visitor(user, code, number)
    if not arrivals.may_keep(visit.session, visit.standing):
        raise Http404
    return visit


def attending(user: User, code: str) -> Attending:
    """Members, facilitators, and whoever coordinates or leads the program; hosts and guests come
    for a session, and leads see numbers alone (DOMAIN 4)."""
    cohort, at = access.belongs(user, code), clock.now()
    is_member = belonging.cohorts_joined(user).filter(pk=cohort.pk).exists()
    facilitates = belonging.cohorts_facilitated(user, at).filter(pk=cohort.pk).exists()
    runs = access.is_coordinator(user, cohort.intake.program_id)
    if not (is_member or facilitates or runs):
        raise Http404
    sees_names = facilitates or (runs and belonging.is_no_lead(user, cohort.intake.program_id, at))
    return Attending(cohort, user, at, is_member, facilitates, sees_names)


def keeper_of_the_policy(user: User, code: str) -> Attending:
    """Facilitators of the cohort, and whoever coordinates or leads its program."""
    found = attending(user, code)
    runs = access.is_coordinator(user, found.cohort.intake.program_id)
    if not (found.facilitates or runs):
        raise Http404
    return found
