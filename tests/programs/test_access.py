"""Doors: who may enter a cohort's pages, by the clock. Outsiders see the same as for nothing."""

from datetime import timedelta

import pytest
from django.http import Http404

from programs import access, belonging, memberships
from programs.models import MembershipState
from tests.factories import (
    CohortFactory,
    MembershipFactory,
    ProgramFactory,
    RoleFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

DOORS = (access.member, access.belongs, access.facilitator, access.coordinator)


def opens(user, code):
    """Which of the doors let the person in."""
    found = set()
    for door in DOORS:
        try:
            cohort = door(user, code)
        except Http404:
            continue
        assert cohort.code == code
        found.add(door.__name__)
    return found


@pytest.fixture
def cohort():
    return CohortFactory(facilitator=False)


def with_role(kind, cohort=None, program=None, **more):
    return RoleFactory(kind=kind, cohort=cohort, program=program, **more).user


def test_a_stranger_finds_nothing(cohort):
    assert opens(UserFactory(), cohort.code) == set()


def test_there_is_nothing_where_no_cohort_is(cohort):
    admin = UserFactory(is_superuser=True, is_staff=True, holds_staff_role=True)

    assert opens(admin, "0123456789") == set()


@pytest.mark.parametrize(
    ("state", "doors"),
    [
        (MembershipState.ACTIVE, {"member", "belongs"}),
        (MembershipState.COMPLETED, {"belongs"}),
        (MembershipState.SUSPENDED, set()),
        (MembershipState.REMOVED, set()),
        (MembershipState.WITHDRAWN, set()),
    ],
)
def test_a_membership_opens_what_its_state_allows(cohort, state, doors, now):
    user = MembershipFactory(cohort=cohort, state=state, left_at=now, excluded_at=now).user

    assert opens(user, cohort.code) == doors


@pytest.mark.parametrize(
    ("kind", "doors"),
    [
        ("facilitator", {"belongs", "facilitator"}),
        ("host", {"belongs"}),
        ("recorder", {"belongs"}),
        ("guest", {"belongs"}),
    ],
)
def test_a_role_in_the_cohort_opens_this_cohort_alone(cohort, kind, doors):
    other = CohortFactory(intake=cohort.intake)
    user = with_role(kind, cohort=cohort)

    assert (opens(user, cohort.code), opens(user, other.code)) == (doors, set())


@pytest.mark.parametrize(
    ("kind", "doors"),
    [
        ("coordinator", {"belongs", "coordinator"}),
        ("program_lead", {"belongs", "coordinator"}),
        ("funder", set()),
    ],
)
def test_a_role_in_the_program_opens_its_cohorts_and_no_other_programs(cohort, kind, doors):
    other = CohortFactory()
    user = with_role(kind, program=cohort.intake.program)

    assert (opens(user, cohort.code), opens(user, other.code)) == (doors, set())


def test_a_role_opens_nothing_before_it_begins_and_after_it_has_ended(cohort, now, frozen):
    hour = timedelta(hours=1)
    user = with_role("facilitator", cohort=cohort, since=now + hour, until=now + 2 * hour)
    seen = []
    for hours in (0, 1, 2):
        frozen.move_to(now + hours * hour)
        seen.append(bool(opens(user, cohort.code)))

    assert seen == [False, True, False]


def test_who_is_removed_finds_nothing_on_the_next_request(cohort, now):
    user = MembershipFactory(cohort=cohort).user
    before = opens(user, cohort.code)

    memberships.remove(cohort_id=cohort.pk, user_id=user.pk, by=None, at=now, reason="harm")

    assert (before, opens(user, cohort.code)) == ({"member", "belongs"}, set())


def test_a_superuser_coordinates_every_program(cohort):
    admin = UserFactory(is_superuser=True, is_staff=True, holds_staff_role=True)

    assert opens(admin, cohort.code) == {"belongs", "coordinator"}
    assert access.is_coordinator(admin, cohort.intake.program_id)


def test_a_superuser_who_was_switched_off_coordinates_nothing(cohort):
    admin = UserFactory(is_superuser=True, is_active=False)

    assert opens(admin, cohort.code) == set()


def test_coordinating_one_program_is_not_coordinating_another(cohort):
    user = with_role("coordinator", program=cohort.intake.program)

    assert [
        access.is_coordinator(user, program.pk)
        for program in (cohort.intake.program, ProgramFactory())
    ] == [True, False]


def test_people_find_the_cohorts_in_which_they_take_part(cohort, now):
    host_of, foreign = CohortFactory(), CohortFactory()
    user = MembershipFactory(cohort=cohort).user
    RoleFactory(kind="host", cohort=host_of, user=user)
    RoleFactory(kind="coordinator", program=foreign.intake.program, user=user)

    assert set(belonging.cohorts_of(user, now)) == {cohort, host_of}
    assert [*belonging.programs_coordinated(user, now)] == [foreign.intake.program]


def test_a_person_with_two_roles_and_a_membership_finds_the_cohort_once(cohort, now):
    user = MembershipFactory(cohort=cohort).user
    for kind in ("host", "recorder"):
        RoleFactory(kind=kind, cohort=cohort, user=user)

    assert [*belonging.cohorts_of(user, now)] == [cohort]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("others", [1, 3])
def test_a_door_asks_one_query_whatever_the_numbers(
    cohort, door, others, django_assert_num_queries
):
    user = MembershipFactory(cohort=cohort).user
    RoleFactory(kind="facilitator", cohort=cohort, user=user)
    RoleFactory(program=cohort.intake.program, user=user)
    MembershipFactory.create_batch(others, cohort=cohort)

    with django_assert_num_queries(1):
        found = door(user, cohort.code)
        assert (found.community.name, found.intake.program.time_zone) == (
            cohort.community.name,
            "Australia/Melbourne",
        )
