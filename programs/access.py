"""The rules about roles and membership: who may enter a cohort's pages. Outsiders see 404.

Every door asks the clock, so that a role that has ended, or a membership that was suspended or
removed, closes it on the next request.
"""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import Visitor, open_to_visitors
from accounts.models import User
from audit import clock
from programs import belonging, founding
from programs.models import Cohort, Community, Program
from programs.models.cohort import CohortQuerySet


def _found(cohorts: CohortQuerySet, code: str) -> Cohort:
    return get_object_or_404(cohorts, code=code)


@open_to_visitors
def public_program(user: Visitor, slug: str) -> Program:
    """Everybody, to a program that runs."""
    return get_object_or_404(Program.objects.public(), slug=slug)


@open_to_visitors
def public_community(user: Visitor, slug: str, community: str) -> Community:
    """Everybody, to a published community of a program that runs."""
    found = Community.objects.public().select_related("program")
    return get_object_or_404(found, program__slug=slug, slug=community)


@open_to_visitors
def empty_site(user: Visitor) -> Visitor:
    """Everybody, on somebody's own machine, as long as nobody keeps the site."""
    if not settings.LOCAL or not founding.nobody_yet():
        raise Http404
    return user


def keeps_site(user: User) -> User:
    """Who keeps the site: a superuser."""
    if not (user.is_superuser and user.is_active):
        raise Http404
    return user


def sets_up(user: User) -> User:
    """Who keeps the site, and coordinators and leads of any program."""
    if not user.is_superuser and not belonging.programs_coordinated(user, clock.now()).exists():
        raise Http404
    return user


def any_facilitator(user: User) -> User:
    """Who facilitates any cohort."""
    if not belonging.cohorts_facilitated(user, clock.now()).exists():
        raise Http404
    return user


def member(user: User, code: str) -> Cohort:
    """An active member of the cohort."""
    return _found(belonging.cohorts_joined(user), code)


def belongs(user: User, code: str) -> Cohort:
    """Members, facilitators, hosts, recorders, guests; coordinators and leads of the program."""
    return _found(belonging.cohorts_open_to(user, clock.now()), code)


def facilitator(user: User, code: str) -> Cohort:
    """A facilitator of the cohort."""
    return _found(belonging.cohorts_facilitated(user, clock.now()), code)


def coordinator(user: User, code: str) -> Cohort:
    """A coordinator or lead of the cohort's program."""
    return _found(belonging.cohorts_coordinated(user, clock.now()), code)


def is_coordinator(user: User, program_id: int) -> bool:
    """Whether the person coordinates or leads this program now."""
    return belonging.programs_coordinated(user, clock.now()).filter(pk=program_id).exists()
