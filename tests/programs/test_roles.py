"""Roles are for a time; who may open the desk and needs a second factor follows from them."""

from datetime import timedelta
from functools import partial

import pytest

from audit.models import Entry
from programs import roles
from programs.models import Role, RoleKind
from tests.factories import CohortFactory, ProgramFactory, RoleFactory, UserFactory
from tests.races import race

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


def grant(user, kind, now, **more):
    return roles.grant(user_id=user.pk, kind=kind, by=None, at=now, **more)


def flags(user):
    user.refresh_from_db()
    return user.is_staff, user.holds_staff_role


def place(kind):
    """What a role of this kind is for."""
    if kind in ("coordinator", "program_lead", "funder"):
        return {"program_id": ProgramFactory().pk}
    return {"cohort_id": CohortFactory(facilitator=False).pk}


@pytest.mark.parametrize(
    ("kind", "desk", "factor"),
    [
        ("coordinator", True, True),
        ("program_lead", True, True),
        ("facilitator", False, True),
        ("host", False, False),
        ("recorder", False, False),
        ("guest", False, False),
        ("funder", False, False),
    ],
)
def test_a_role_opens_the_desk_and_asks_for_a_second_factor_as_it_should(kind, desk, factor, now):
    user = UserFactory()

    role = grant(user, kind, now, **place(kind))
    assert flags(user) == (desk, factor)

    roles.end(role_id=role.pk, by=None, at=now + A_DAY)
    assert flags(user) == (False, False)
    assert [entry.verb for entry in Entry.objects.about(role)] == [
        f"role.ended.{kind}",
        f"role.granted.{kind}",
    ]


def test_one_of_two_roles_ended_leaves_the_desk_open(now):
    user = UserFactory()
    first = grant(user, RoleKind.COORDINATOR, now, program_id=ProgramFactory().pk)
    grant(user, RoleKind.COORDINATOR, now, program_id=ProgramFactory().pk)

    roles.end(role_id=first.pk, by=None, at=now + A_DAY)

    assert flags(user) == (True, True)


def test_a_superuser_keeps_the_desk_without_any_role(now):
    user = UserFactory(is_superuser=True, is_staff=True, holds_staff_role=True)
    role = grant(user, RoleKind.COORDINATOR, now, program_id=ProgramFactory().pk)

    roles.end(role_id=role.pk, by=None, at=now + A_DAY)

    assert flags(user) == (True, True)


def test_the_same_role_again_is_the_one_that_stands(now):
    user, program = UserFactory(), ProgramFactory()

    found = [grant(user, RoleKind.COORDINATOR, now, program_id=program.pk) for _time in range(2)]

    assert found[0] == found[1]
    assert (Role.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_role_that_has_ended_can_be_given_again(now):
    user, program = UserFactory(), ProgramFactory()
    first = grant(user, RoleKind.COORDINATOR, now, program_id=program.pk)
    roles.end(role_id=first.pk, by=None, at=now)

    second = grant(user, RoleKind.COORDINATOR, now + A_DAY, program_id=program.pk)

    assert second.pk != first.pk
    assert [*Role.objects.live(at=now + A_DAY)] == [second]


def test_ending_a_role_twice_keeps_the_first_end(now):
    role = grant(UserFactory(), RoleKind.COORDINATOR, now, program_id=ProgramFactory().pk)

    ends = [roles.end(role_id=role.pk, by=None, at=now + A_DAY * days).until for days in (1, 2)]

    assert ends == [now + A_DAY] * 2


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("coordinator", {}),
        ("facilitator", {}),
        ("coordinator", {"cohort_id": 1}),
        ("facilitator", {"program_id": 1}),
        ("coordinator", {"program_id": 0}),
        ("guest", {"cohort_id": 0}),
    ],
)
def test_a_role_stands_in_its_place(kind, where, now):
    with pytest.raises(roles.CannotGrant):
        grant(UserFactory(), kind, now, **where)


def test_a_role_ends_after_it_begins(now):
    with pytest.raises(roles.CannotGrant, match="before it begins"):
        grant(UserFactory(), "guest", now, until=now, **place("guest"))


def test_nobody_gets_a_role_who_is_not_there(now):
    with pytest.raises(roles.CannotGrant):
        roles.grant(user_id=0, kind="guest", by=None, at=now, **place("guest"))


def test_a_role_for_a_time_opens_and_closes_the_desk_by_the_clock(now):
    user = UserFactory()
    grant(
        user,
        RoleKind.COORDINATOR,
        now,
        program_id=ProgramFactory().pk,
        since=now + A_DAY,
        until=now + 2 * A_DAY,
    )
    seen = [flags(user)]
    for days in (1, 2):
        swept = roles.sweep(at=now + days * A_DAY)
        seen.append((swept, *flags(user)))

    assert seen == [(False, False), (1, True, True), (1, False, False)]
    assert roles.sweep(at=now + 2 * A_DAY) == 0


def test_the_sweep_leaves_superusers_and_everybody_else_alone(now):
    UserFactory(is_superuser=True, is_staff=True, holds_staff_role=True)
    UserFactory()

    assert roles.sweep(at=now) == 0


@pytest.mark.parametrize("people", [1, 3])
def test_a_sweep_that_finds_nothing_is_one_query(django_assert_num_queries, people, now):
    for user in UserFactory.create_batch(people, is_staff=True, holds_staff_role=True):
        RoleFactory(user=user, program=ProgramFactory())

    with django_assert_num_queries(1):
        roles.sweep(at=now)


@pytest.mark.django_db(transaction=True)
def test_eight_grants_at_once_are_one_role(now):
    user, program = UserFactory(), ProgramFactory()

    outcomes = race(*[partial(grant, user, "coordinator", now, program_id=program.pk)] * 8)

    assert {type(found).__name__ for found in outcomes} == {"Role"}
    assert (Role.objects.count(), flags(user)) == (1, (True, True))
