"""Who may see a session, and who keeps its list. Outsiders see 404."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from audit import clock
from programs import access
from programs.models import Cohort
from sessions import joining
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
