"""Invitations to a role: who accepts has it, as long as who invited still may give it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import invitations
from accounts.models import Invitation
from programs import invited, roles
from programs.models import Role
from tests.factories import CohortFactory, RoleFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def cohort():
    return CohortFactory(facilitator=False)


@pytest.fixture
def coordinator(cohort):
    return RoleFactory(program=cohort.intake.program).user


def invite(coordinator, cohort, now, **more):
    asked = {"email": "fern@example.org", "kind": "facilitator", "cohort_id": cohort.pk} | more
    return invited.invite(by=coordinator.pk, at=now, **asked)


def accept(invitation, user, now):
    return invited.accepted(
        user_id=user.pk, payload=invitation.payload, by=invitation.invited_by_id, at=now
    )


def test_who_accepts_facilitates_and_is_asked_how(coordinator, cohort, now):
    user = UserFactory()

    page = accept(invite(coordinator, cohort, now), user, now)

    role = Role.objects.get(user=user)
    assert (role.kind, role.cohort, page) == ("facilitator", cohort, reverse("programs:profile"))
    user.refresh_from_db()
    assert (user.is_staff, user.holds_staff_role) == (False, True)


def test_nothing_is_given_in_the_name_of_who_may_not_give_it_any_more(coordinator, cohort, now):
    invitation = invite(coordinator, cohort, now)
    roles.end(role_id=coordinator.roles.get().pk, by=None, at=now)
    user = UserFactory()

    page = accept(invitation, user, now + timedelta(minutes=1))

    assert (Role.objects.filter(user=user).count(), page) == (0, reverse("pages:next"))


def test_a_role_whose_time_is_over_is_not_given_any_more(coordinator, cohort, now):
    invitation = invite(coordinator, cohort, now, kind="guest", until=now + timedelta(days=1))
    user = UserFactory()

    accept(invitation, user, now + timedelta(days=1))

    assert Role.objects.filter(user=user).count() == 0


def test_a_role_for_a_time_ends_when_it_was_said_to(coordinator, cohort, now):
    until = now + timedelta(days=1)
    user = UserFactory()

    accept(invite(coordinator, cohort, now, kind="guest", until=until), user, now)

    assert Role.objects.get(user=user).until == until


def test_who_opens_the_link_reads_of_the_program_and_not_of_the_cohort(coordinator, cohort, now):
    said = invitations.describe(invite(coordinator, cohort, now))

    assert said == "Facilitate a cohort of Practice together 2024-25"


def test_a_role_that_stands_nowhere_is_not_invited_to(coordinator, cohort, now):
    with pytest.raises(roles.CannotGrant):
        invite(coordinator, cohort, now, cohort_id=0)

    assert Invitation.objects.count() == 0


def test_those_who_have_not_answered_are_known_by_cohort(coordinator, cohort, now):
    other = CohortFactory(intake=cohort.intake)
    invite(coordinator, cohort, now)
    invite(coordinator, cohort, now, email="host@example.org", kind="host")
    invite(coordinator, other, now, email="gone@example.org")
    Invitation.objects.filter(email="gone@example.org").update(withdrawn_at=now)

    assert invited.waiting_for([cohort.pk, other.pk], now) == {cohort.pk: ["fern@example.org"]}
    assert invited.waiting_for([cohort.pk], now + timedelta(days=15)) == {}
