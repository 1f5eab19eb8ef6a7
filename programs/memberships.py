"""Who is in a cohort: joining, leaving, suspension and removal. Nothing else writes `Membership`.

Doors ask the membership on every request, so access ends with the next one. Lock order: cohort
first, then its seats.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from programs import seats
from programs.models import Cohort, Membership, MembershipState, Pledge

IN_THE_COHORT = (MembershipState.ACTIVE, MembershipState.SUSPENDED)


class CannotJoin(Exception):
    """A refusal, worded for the person who wants to join."""


class NotAMember(Exception):
    """The act needs a member, and this person is none (any more)."""


class ReasonNeeded(Exception):
    """A refusal, worded for the coordinator: the act needs a reason."""


@transaction.atomic
def join(
    *, cohort_id: int, user_id: int, pledge_id: int | None, by: int | None, at: datetime
) -> Membership:
    """Make a person a member who accepted this version of the community's purpose and pledge.

    One who is a member stays one; one who withdrew can come back.

    :raises CannotJoin: the pledge is another community's, or the person was removed.
    """
    cohort = seats.lock_cohort(cohort_id)
    if (
        pledge_id is None
        or not Pledge.objects.filter(pk=pledge_id, community=cohort.community_id).exists()
    ):
        raise CannotJoin(_("Please accept the purpose and the pledge of this community first."))
    membership = Membership.objects.filter(cohort=cohort, user=user_id).first()
    if membership is not None and membership.state != MembershipState.WITHDRAWN:
        return _standing(membership)
    membership = membership or Membership(cohort=cohort, user_id=user_id)
    membership.state, membership.left_at = MembershipState.ACTIVE, None
    membership.joined_at = membership.pledged_at = at
    membership.pledge_id = pledge_id
    membership.save()
    record.record("membership.joined", membership, at=at, by=by, cohort_id=cohort.pk)
    return membership


def _standing(membership: Membership) -> Membership:
    if membership.state == MembershipState.REMOVED:
        raise CannotJoin(_("Please speak with the coordinator about joining again."))
    return membership


@transaction.atomic
def leave(
    *, cohort_id: int, user_id: int, by: int | None, at: datetime, reason: str = ""
) -> Membership:
    """A member withdraws; the seat is free. One who has withdrawn already stays so.

    :raises NotAMember: the person is not in this cohort.
    """
    cohort, membership = _locked(cohort_id, user_id)
    if membership.state == MembershipState.WITHDRAWN:
        return membership
    _check_in_the_cohort(membership)
    membership.state, membership.left_at = MembershipState.WITHDRAWN, at
    membership.save(update_fields=["state", "left_at"])
    _free_seat(cohort, user_id)
    record.record("membership.left", membership, at=at, by=by, cohort_id=cohort_id, reason=reason)
    return membership


@transaction.atomic
def remove(
    *, cohort_id: int, user_id: int, by: int | None, at: datetime, reason: str
) -> Membership:
    """Remove a member: access ends on the next request, and the seat is free.

    :raises ReasonNeeded: no reason was given.
    :raises NotAMember: the person is not in this cohort.
    """
    cohort, membership = _locked(cohort_id, user_id)
    if membership.state == MembershipState.REMOVED:
        return membership
    _check_in_the_cohort(membership)
    _check_reason(reason)
    membership.state = MembershipState.REMOVED
    membership.left_at = membership.excluded_at = at
    membership.save(update_fields=["state", "left_at", "excluded_at"])
    _free_seat(cohort, user_id)
    record.record(
        "membership.removed", membership, at=at, by=by, cohort_id=cohort_id, reason=reason
    )
    return membership


@transaction.atomic
def suspend(
    *, cohort_id: int, user_id: int, by: int | None, at: datetime, reason: str
) -> Membership:
    """Suspend a member: access ends on the next request; the seat stays theirs.

    :raises ReasonNeeded: no reason was given.
    :raises NotAMember: the person is not in this cohort.
    """
    _cohort, membership = _locked(cohort_id, user_id)
    if membership.state == MembershipState.SUSPENDED:
        return membership
    _check_in_the_cohort(membership)
    _check_reason(reason)
    membership.state, membership.excluded_at = MembershipState.SUSPENDED, at
    membership.save(update_fields=["state", "excluded_at"])
    record.record(
        "membership.suspended", membership, at=at, by=by, cohort_id=cohort_id, reason=reason
    )
    return membership


@transaction.atomic
def reinstate(
    *, cohort_id: int, user_id: int, by: int | None, at: datetime, reason: str
) -> Membership:
    """Let a suspended member in again.

    :raises ReasonNeeded: no reason was given.
    :raises NotAMember: the person is not in this cohort.
    """
    _cohort, membership = _locked(cohort_id, user_id)
    if membership.state == MembershipState.ACTIVE:
        return membership
    _check_in_the_cohort(membership)
    _check_reason(reason)
    membership.state = MembershipState.ACTIVE
    membership.save(update_fields=["state"])
    record.record(
        "membership.reinstated", membership, at=at, by=by, cohort_id=cohort_id, reason=reason
    )
    return membership


@transaction.atomic
def complete(*, cohort_id: int, by: int | None, at: datetime) -> int:
    """Everybody who is a member to the end has completed the cohort; how many they are."""
    cohort = seats.lock_cohort(cohort_id)
    members = list(Membership.objects.active().filter(cohort=cohort))
    for membership in members:
        membership.state, membership.left_at = MembershipState.COMPLETED, at
        membership.save(update_fields=["state", "left_at"])
        record.record("membership.completed", membership, at=at, by=by, cohort_id=cohort_id)
    return len(members)


def last_exclusion(cohort_id: int) -> datetime | None:
    """When somebody was last suspended or removed: a joining address that is older than this
    must be replaced before the door opens again."""
    return (
        Membership.objects.filter(cohort=cohort_id, excluded_at__isnull=False)
        .order_by("-excluded_at")
        .values_list("excluded_at", flat=True)
        .first()
    )


def _locked(cohort_id: int, user_id: int) -> tuple[Cohort, Membership]:
    cohort = seats.lock_cohort(cohort_id)
    membership = Membership.objects.filter(cohort=cohort, user=user_id).first()
    if membership is None:
        raise NotAMember
    return cohort, membership


def _check_in_the_cohort(membership: Membership) -> None:
    if membership.state not in IN_THE_COHORT:
        raise NotAMember


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(_("Please say why, for those who come after you."))


def _free_seat(cohort: Cohort, user_id: int) -> None:
    seat = cohort.seats.filter(holder=user_id).first()
    if seat is not None:
        seats.free(seat)
