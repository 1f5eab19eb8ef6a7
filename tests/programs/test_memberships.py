"""Joining, leaving, suspension, removal: who is in a cohort, and what becomes of the seat."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from programs import memberships, seats
from programs.models import Membership, MembershipState, SeatState
from tests.factories import CohortFactory, MembershipFactory, PledgeFactory, UserFactory
from tests.races import race

pytestmark = pytest.mark.django_db


def seated(cohort, user):
    with transaction.atomic():
        return seats.confirm(seats.hold_lowest_free(seats.lock_cohort(cohort.pk), user.pk))


def join(cohort, user, now, pledge=None):
    return memberships.join(
        cohort_id=cohort.pk,
        user_id=user.pk,
        pledge_id=(pledge or cohort.community.pledges.get()).pk,
        by=user.pk,
        at=now,
    )


@pytest.fixture
def member():
    """A member with a confirmed seat."""
    found = MembershipFactory()
    seated(found.cohort, found.user)
    return found


def act(rule, member, now, **more):
    return rule(cohort_id=member.cohort_id, user_id=member.user_id, by=None, at=now, **more)


def test_a_member_has_accepted_one_version_of_the_pledge(now):
    cohort, user = CohortFactory(), UserFactory()
    second = PledgeFactory(community=cohort.community, version=2)

    found: Any = join(cohort, user, now, second)

    assert (found.state, found.pledge, found.pledged_at, found.joined_at) == (
        MembershipState.ACTIVE,
        second,
        now,
        now,
    )
    assert Entry.objects.about(found).get().verb == "membership.joined"


def test_joining_twice_is_joining_once(now):
    cohort, user = CohortFactory(), UserFactory()

    first: Any = join(cohort, user, now)

    assert join(cohort, user, now + timedelta(hours=1)) == first
    assert Entry.objects.count() == 1


def test_another_communitys_pledge_is_not_enough(now):
    with pytest.raises(memberships.CannotJoin):
        join(CohortFactory(), UserFactory(), now, PledgeFactory())

    assert Membership.objects.count() == 0


def test_no_pledge_no_membership(now):
    with pytest.raises(memberships.CannotJoin):
        memberships.join(
            cohort_id=CohortFactory().pk,
            user_id=UserFactory().pk,
            pledge_id=None,
            by=None,
            at=now,
        )


def test_who_withdraws_leaves_a_free_seat(member, now):
    found = act(memberships.leave, member, now)

    assert (found.state, found.left_at) == (MembershipState.WITHDRAWN, now)
    assert member.cohort.seats.get(number=1).state == SeatState.FREE


def test_leaving_twice_is_leaving_once(member, now):
    act(memberships.leave, member, now)
    act(memberships.leave, member, now + timedelta(hours=1))

    assert Entry.objects.about(member).count() == 1


def test_who_withdrew_can_come_back(member, now):
    act(memberships.leave, member, now)

    again = join(member.cohort, member.user, now)

    assert (again.pk, again.state, again.left_at) == (member.pk, MembershipState.ACTIVE, None)


def test_a_removed_member_leaves_a_free_seat_a_reason_and_a_time(member, now):
    found = act(memberships.remove, member, now, reason="harm to others")

    assert (found.state, found.left_at, found.excluded_at) == (MembershipState.REMOVED, now, now)
    assert member.cohort.seats.taken().count() == 0
    assert Entry.objects.about(member).get().reason.text == "harm to others"
    assert memberships.last_exclusion(member.cohort_id) == now


def test_who_was_removed_does_not_join_again_by_themselves(member, now):
    act(memberships.remove, member, now, reason="harm to others")

    with pytest.raises(memberships.CannotJoin, match="coordinator"):
        join(member.cohort, member.user, now)


def test_a_suspended_member_keeps_the_seat_and_can_be_reinstated(member, now):
    found = act(memberships.suspend, member, now, reason="we need to talk")

    assert (found.state, found.excluded_at) == (MembershipState.SUSPENDED, now)
    assert member.cohort.seats.taken().count() == 1

    found = act(memberships.reinstate, member, now, reason="we talked")
    assert (found.state, memberships.last_exclusion(member.cohort_id)) == ("active", now)


@pytest.mark.parametrize(
    "rule", [memberships.remove, memberships.suspend], ids=lambda rule: rule.__name__
)
def test_excluding_someone_needs_a_reason(rule, member, now):
    with pytest.raises(memberships.ReasonNeeded):
        act(rule, member, now, reason=" ")

    member.refresh_from_db()
    assert member.state == MembershipState.ACTIVE


@pytest.mark.parametrize(
    "rule",
    [memberships.remove, memberships.suspend, memberships.reinstate],
    ids=lambda rule: rule.__name__,
)
def test_who_has_left_is_no_member_any_more(rule, member, now):
    act(memberships.leave, member, now)

    with pytest.raises(memberships.NotAMember):
        act(rule, member, now, reason="late")


def test_a_stranger_is_no_member(member, now):
    stranger = MembershipFactory.build(cohort=member.cohort, user=UserFactory())

    with pytest.raises(memberships.NotAMember):
        act(memberships.leave, stranger, now)


@pytest.mark.django_db(transaction=True)
def test_eight_times_accepting_at_once_is_one_membership(now):
    cohort, user = CohortFactory(), UserFactory()

    outcomes = race(*[partial(join, cohort, user, now)] * 8)

    assert {type(found).__name__ for found in outcomes} == {"Membership"}
    assert len({found.pk for found in outcomes}) == 1
