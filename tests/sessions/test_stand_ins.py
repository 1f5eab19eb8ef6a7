"""A stand-in facilitates one session, and nothing after it."""

from datetime import time, timedelta

import pytest

from notices import kinds
from notices.models import Notice
from programs import roles
from programs.models import Role, RoleKind
from sessions import access, changes, stand_ins
from sessions.models import StandIn
from sessions.stand_ins import STAND_IN, CannotStandIn
from tests.factories import CohortFactory, RoleFactory, UserFactory
from tests.sessions.conftest import JULY

A_DAY = timedelta(days=1)


@pytest.fixture
def other(room):
    """Facilitates another cohort of the program."""
    cohort = CohortFactory(intake=room.cohort.intake, facilitator=UserFactory())
    return cohort.roles.get(kind=RoleKind.FACILITATOR).user


def add(room, user, at=JULY, number=2):
    return stand_ins.add(
        session_id=room.session(number).pk, user_id=user.pk, by=room.coordinator.pk, at=at
    )


def facilitates(room, user, at):
    return Role.objects.live(at=at).filter(
        user=user, cohort=room.cohort, kind=RoleKind.FACILITATOR
    ).exists()  # fmt: skip


def test_the_role_is_theirs_around_the_session_alone(room, other):
    for _press in range(2):
        add(room, other)
    start, end = room.session(2).starts_at, room.session(2).ends_at

    assert [facilitates(room, other, at) for at in (
        start - A_DAY - timedelta(seconds=1), start - A_DAY, start, end + 2 * A_DAY,
    )] == [False, True, True, False]  # fmt: skip
    assert StandIn.objects.count() == 1


def test_the_cohort_is_told_and_each_in_their_own_words(room, other):
    add(room, other)

    told = Notice.objects.filter(kind=STAND_IN)
    assert {one.recipient for one in told} == {room.member, room.facilitator, other}
    kind = kinds.get(STAND_IN)
    letters = {one.recipient_id: kind.compose(one) for one in told}
    assert {letter.subject for letter in letters.values()} == {"About Wednesday 11 September"}
    assert letters[other.pk].context["yours"]
    assert not letters[room.member.pk].context["yours"]

    stand_ins.choose(session_id=room.session(2).pk, user_id=None, by=None, at=JULY)

    assert not any(kind.still_true(one) for one in told)
    ended = Notice.objects.filter(kind=STAND_IN, data__ended=True)
    assert ended.count() == 3
    assert all(kind.still_true(one) for one in ended)
    assert not facilitates(room, other, room.session(2).starts_at)


def test_who_facilitates_the_cohort_needs_not_stand_in(room, other):
    with pytest.raises(CannotStandIn):
        add(room, room.facilitator)
    with pytest.raises(CannotStandIn):
        add(room, other, at=room.session(2).ends_at)
    changes.cancel(session_id=room.session(3).pk, by=None, at=JULY)
    with pytest.raises(CannotStandIn):
        add(room, other, number=3)
    assert list(stand_ins.candidates(room.session(2))) == [other]


def test_two_sessions_are_two_roles_and_nothing_between(room, other):
    add(room, other)
    add(room, other, number=4)

    assert not facilitates(room, other, room.session(3).starts_at)
    assert facilitates(room, other, room.session(4).starts_at)


def test_the_role_moves_with_its_session_and_ends_with_one_called_off(room, other):
    add(room, other)
    moved = changes.move(
        session_id=room.session(2).pk, day=room.session(2).day + A_DAY, start=time(14),
        minutes=120, by=None, at=JULY,
    )  # fmt: skip
    assert stand_ins.sweep(at=JULY) == 1
    assert stand_ins.sweep(at=JULY) == 0
    assert facilitates(room, other, moved.ends_at + A_DAY)

    changes.cancel(session_id=moved.pk, by=None, at=JULY)

    assert stand_ins.sweep(at=JULY) == 1
    assert not facilitates(room, other, moved.starts_at)
    assert StandIn.objects.count() == 0


def test_they_hold_a_second_factor_and_see_the_list_in_their_time(room, other, frozen):
    add(room, other)
    session = room.session(2)
    frozen.move_to(session.ends_at)
    roles.sweep(at=session.ends_at)
    other.refresh_from_db()

    assert other.holds_staff_role
    assert access.keeper_of_the_list(other, room.cohort.code, 2).standing.is_facilitator


def test_a_role_with_no_length_is_refused(room):
    with pytest.raises(roles.CannotGrant):
        roles.stand_in(
            user_id=RoleFactory(program=room.cohort.intake.program).user_id,
            cohort_id=room.cohort.pk, since=JULY, until=JULY, by=None, at=JULY,
        )  # fmt: skip
