"""What programs say is next, and what waits at the desk."""

import pytest
from django.urls import reverse

from programs import desk, facilitators, next_steps
from tests.factories import CohortFactory, ProgramFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


def facilitator(now, **fields):
    user = UserFactory(holds_staff_role=True)
    RoleFactory(kind="facilitator", cohort=CohortFactory(facilitator=False), user=user, **fields)
    return user


def titles(steps):
    return [(step.title, step.count) for step in steps]


def test_a_facilitator_is_asked_for_a_profile_until_it_is_there(now):
    user = facilitator(now)
    before = [step.url for step in next_steps.for_person(user, now)]

    facilitators.describe(user_id=user.pk, empathy="a", tension="b", knowledge="c", by=None, at=now)

    assert (before, next_steps.for_person(user, now)) == ([reverse("programs:profile")], [])


def test_whose_role_is_over_is_asked_for_nothing(now):
    assert next_steps.for_person(facilitator(now, until=now), now) == []


def test_who_keeps_an_empty_site_is_led_to_its_set_up(now):
    keeper = UserFactory(is_superuser=True, is_staff=True, holds_staff_role=True)
    before = [step.url for step in next_steps.for_person(keeper, now)]

    ProgramFactory()

    assert (before, next_steps.for_person(keeper, now)) == (["/setup/"], [])


def test_a_member_hears_nothing_from_programs(now, django_assert_num_queries):
    user = UserFactory()

    with django_assert_num_queries(0):
        assert next_steps.for_person(user, now) == []


@pytest.mark.parametrize("count", [1, 3])
def test_what_cohorts_wait_for_is_said_in_three_lines(now, count, django_assert_num_queries):
    user = UserFactory()
    program = ProgramFactory(contact_email="team@prevention.example.com")
    RoleFactory(program=program, user=user)
    for _number in range(count):
        CohortFactory(intake__program=program, facilitator=False, published=False)
        silent = CohortFactory(intake__program=program, facilitator=False, published=False)
        RoleFactory(kind="facilitator", cohort=silent)
        CohortFactory(intake__program=program, published=False)
        CohortFactory(intake__program=program)
        CohortFactory(published=False)  # another program's

    with django_assert_num_queries(2):
        found = titles(desk.waiting(user, now))

    assert (
        found
        == {
            1: [
                ("1 cohort has no facilitator", 1),
                ("1 cohort waits for its facilitator's profile", 1),
                ("1 cohort can be published", 1),
            ],
            3: [
                ("3 cohorts have no facilitator", 3),
                ("3 cohorts wait for their facilitators' profiles", 3),
                ("3 cohorts can be published", 3),
            ],
        }[count]
    )


def test_a_placeholder_for_a_contact_waits_to_be_replaced(now):
    user = UserFactory()
    program = RoleFactory(program=ProgramFactory(), user=user).program
    RoleFactory(program=ProgramFactory(is_demo=True), user=user)

    assert [step.url for step in desk.waiting(user, now)] == [
        reverse("admin:programs_program_change", args=[program.pk])
    ]
