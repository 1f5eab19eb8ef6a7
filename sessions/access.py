"""Who may see a session, and who keeps its list. Outsiders see 404."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import Visitor, open_to_visitors
from accounts.models import User
from audit import clock
from programs import access
from programs.models import Cohort
from sessions import joining
from sessions.feeds import addresses
from sessions.feeds.addresses import Subscriber
from sessions.hosting import visitors
from sessions.joining import Standing
from sessions.models import Session


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


def taker(user: User, code: str, number: int) -> Visit:
    """Those whose session it is, to have it in their own calendar: nobody from the desk."""
    visit = _visit(user, access.belongs(user, code), number)
    if not visit.standing.takes_part:
        raise Http404
    return visit


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
