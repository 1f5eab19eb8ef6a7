"""Who may see, plan and help with a run-sheet. Outsiders see 404."""

from django.http import Http404

from accounts.models import User
from programs import access as cohorts
from programs.models import Cohort, RoleKind
from sessions import access, circle
from sessions.access import Visit


def reader(user: User, code: str, number: int) -> Visit:
    """Whoever may see the session; hosts and guests find what they lead, nothing else."""
    return access.visitor(user, code, number)


def planner(user: User, code: str, number: int) -> Visit:
    """The cohort's facilitators."""
    return access.keeper_of_the_list(user, code, number)


def helper(user: User, code: str, number: int) -> Visit:
    """Active members and facilitators: they propose, lead and take turns."""
    visit = access.visitor(user, code, number)
    if not (visit.standing.is_member or visit.standing.is_facilitator):
        raise Http404
    return visit


def keeper(user: User, code: str, number: int) -> Visit:
    """Whoever reads what stays of a session: members, facilitators, recorders, coordinators."""
    visit = access.visitor(user, code, number)
    if is_passing(visit):
        raise Http404
    return visit


def is_passing(visit: Visit) -> bool:
    """A host or guest, who comes for this session and sees what is theirs in it."""
    stays = {RoleKind.FACILITATOR, RoleKind.RECORDER} & set(visit.standing.roles)
    is_inside = visit.standing.membership in circle.INSIDE
    return bool(visit.standing.roles) and not (stays or is_inside)


def writes_notes(visit: Visit) -> bool:
    """Facilitators, recorders, and the scribe of this session."""
    roles = {RoleKind.FACILITATOR, RoleKind.RECORDER} & set(visit.standing.roles)
    return bool(roles) or visit.session.scribe_id == visit.user.pk


def insider(user: User, code: str) -> Cohort:
    """Members and facilitators, and the program's coordinators."""
    return access.of_the_circle(user, code).cohort


def facilitator(user: User, code: str) -> Cohort:
    """A facilitator of the cohort."""
    return cohorts.facilitator(user, code)
