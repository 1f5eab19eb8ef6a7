"""How a resource goes beyond its cohort: to another one of the program, or to the public library.

Three must want it, at every request anew: the cohort has agreed to sharing beyond
(`programs/grants.py`), the sharer agrees, and nobody has taken it back since. In the library a
contact person stands beside it, whom the sharer names.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import turns
from accounts.models import User
from audit.record import record
from notices import outbox
from programs import grants
from programs.models import Cohort, CohortState, Grant
from sessions import circle
from sessions.models import Passing, Resource

ASKED = "sessions.passing"
# What a cohort must have agreed to.
TO_COHORTS = (grants.WITHIN_PROGRAM, grants.PUBLIC)
TO_ALL = (grants.PUBLIC,)


class CannotPassOn(Exception):
    """A refusal, worded for the person who would pass something on."""


@dataclass(frozen=True)
class Contact:
    """Who can be asked about a resource in the library."""

    name: str = ""
    email: str = ""


def reach(cohort_id: int, at: datetime) -> tuple[bool, bool]:
    """Whether the cohort's resources may go to other cohorts, and to everybody; one query."""
    agreed = grants.values(cohort_id, grants.SHARING_BEYOND, at)
    return bool(agreed & {*TO_COHORTS}), bool(agreed & {*TO_ALL})


def places(cohort: Cohort) -> QuerySet[Cohort]:
    """Cohorts that something of this one could go to: those of its program that still meet."""
    there = Cohort.objects.filter(intake__program=cohort.intake.program_id, published=True)
    return there.exclude(pk=cohort.pk).exclude(state=CohortState.CLOSED).order_by("name", "pk")


@transaction.atomic
def ask(
    *, resource_id: int, to_cohort_id: int | None, by: int, at: datetime, contact: Contact
) -> Passing:
    """Pass a resource on (None: to everybody). The sharer has agreed with that; anybody else of
    the cohort who facilitates asks the sharer. Asked already, it answers with what stands.

    :raises CannotPassOn: the cohort has not agreed, it is gone, or the person may not.
    """
    resource = _locked(resource_id, by, at)
    _may_go(resource, to_cohort_id, at)
    standing = Passing.objects.filter(resource=resource, cohort=to_cohort_id, ended_at=None).first()
    if standing is None:
        standing = Passing.objects.create(
            resource=resource, cohort_id=to_cohort_id, asked_by_id=by, asked_at=at
        )
        record("passing.asked", standing, at=at, by=by, cohort_id=resource.cohort_id)
        if resource.by_id != by:
            _tell_sharer(standing, resource, at)
    if resource.by_id == by:
        return _agree(standing, resource, contact, by, at)
    return standing


@transaction.atomic
def agree(*, passing_id: int, by: int, at: datetime, contact: Contact) -> Passing:
    """The sharer agrees. Twice is once.

    :raises CannotPassOn: it was ended meanwhile, the cohort has not agreed, or a contact lacks.
    """
    passing = Passing.objects.select_related("resource").get(pk=passing_id, resource__by=by)
    resource = _locked(passing.resource_id, by, at)
    passing.refresh_from_db()
    if passing.ended_at is not None:
        raise CannotPassOn(_("That was taken back meanwhile."))
    _may_go(resource, passing.cohort_id, at)
    return _agree(passing, resource, contact, by, at)


@transaction.atomic
def end(*, passing_id: int, by: int, at: datetime) -> Passing:
    """The sharer declines or takes back, or somebody who may strike ends it. Twice is once.

    :raises CannotPassOn: the person is neither.
    """
    passing = Passing.objects.select_for_update(of=("self",)).get(pk=passing_id)
    resource = Resource.objects.get(pk=passing.resource_id)
    standing = circle.standing_of(resource.cohort_id, User.objects.get(pk=by), at)
    if resource.by_id != by and not standing.may_strike:
        raise CannotPassOn(_("Only who shared it can say so."))
    if passing.ended_at is None:
        _end(passing, at)
        record("passing.ended", passing, at=at, by=by, cohort_id=resource.cohort_id)
    return passing


def end_all(resource: Resource, at: datetime) -> None:
    """Wherever it went, it is gone; called in the transaction of the act that takes it out."""
    Passing.objects.filter(resource=resource, ended_at=None).update(
        ended_at=at, contact_name="", contact_email=""
    )


def arrived(at: datetime) -> QuerySet[Passing]:
    """What may be seen beyond its cohort at `at`: agreed by its sharer, and by its cohort now."""
    agreed = Grant.objects.filter(
        grants.in_force(at), cohort=OuterRef("resource__cohort"), matter=grants.SHARING_BEYOND
    )
    to_all = Exists(agreed.filter(value__in=TO_ALL))
    to_cohorts = Exists(agreed.filter(value__in=TO_COHORTS))
    return Passing.objects.filter(
        ended_at=None, agreed_at__isnull=False, resource__gone_at=None
    ).filter(Q(to_all, cohort=None) | Q(to_cohorts, cohort__isnull=False))


def _locked(resource_id: int, by: int, at: datetime) -> Resource:
    """The resource, if it is there and the person may speak for it."""
    turns.one_at_a_time(f"passing {resource_id}")
    rows = Resource.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "cohort__intake"
    )
    resource = rows.filter(pk=resource_id, gone_at=None).first()
    if resource is None:
        raise CannotPassOn(_("It was taken out meanwhile."))
    standing = circle.standing_of(resource.cohort_id, User.objects.get(pk=by), at)
    if resource.by_id != by and not standing.is_facilitator:
        raise CannotPassOn(_("Only who shared it, or a facilitator, can pass it on."))
    return resource


def _may_go(resource: Resource, to_cohort_id: int | None, at: datetime) -> None:
    to_cohorts, to_all = reach(resource.cohort_id, at)
    if not (to_all if to_cohort_id is None else to_cohorts):
        raise CannotPassOn(_("Your cohort has not agreed that what is shared here goes further."))
    if to_cohort_id and not places(resource.cohort).filter(pk=to_cohort_id).exists():
        raise CannotPassOn(_("Please choose one of the cohorts."))


def _agree(
    passing: Passing, resource: Resource, contact: Contact, by: int, at: datetime
) -> Passing:
    if passing.cohort_id is None and not (contact.name and contact.email):
        raise CannotPassOn(_("Please say who can be asked about it."))
    if passing.agreed_at is None:
        passing.agreed_at = at
        if passing.cohort_id is None:
            passing.contact_name, passing.contact_email = contact.name, contact.email
        passing.save(update_fields=["agreed_at", "contact_name", "contact_email"])
        record("passing.agreed", passing, at=at, by=by, cohort_id=resource.cohort_id)
    return passing


def _end(passing: Passing, at: datetime) -> None:
    passing.ended_at, passing.contact_name, passing.contact_email = at, "", ""
    passing.save(update_fields=["ended_at", "contact_name", "contact_email"])


def _tell_sharer(passing: Passing, resource: Resource, at: datetime) -> None:
    outbox.queue(
        ASKED,
        key=outbox.key_for(ASKED, passing.pk),
        due_at=at,
        recipient_id=resource.by_id,
        object_id=passing.pk,
        cohort_id=resource.cohort_id,
    )
