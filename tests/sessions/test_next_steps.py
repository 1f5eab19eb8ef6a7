"""What a person is told to do next, and what waits at the desk."""

from datetime import date, timedelta

import pytest

from programs.models import MembershipState, RoleKind
from sessions import attendance, changes, desk, next_steps
from sessions.attendance import Mark
from tests.factories import (
    CohortFactory,
    MeetingFactory,
    MembershipFactory,
    RoleFactory,
    SessionFactory,
    UserFactory,
)
from tests.sessions.conftest import JULY

HOUR = timedelta(hours=1)


def said(user, at):
    return [(step.title, step.urgency) for step in next_steps.for_person(user, at)]


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-48 * HOUR, ("Session 1 comes next", 5)),
        (-24 * HOUR, ("Session 1 comes next", 1)),
        (-HOUR / 4, ("Session 1: the door is open", 0)),
        (2 * HOUR, ("Session 2 comes next", 5)),
    ],
)
def test_a_member_is_led_to_the_next_session_and_to_the_open_door(room, offset, expected):
    at = room.session(1).starts_at + offset

    assert said(room.member, at) == [expected]
    number = 1 if offset < 2 * HOUR else 2
    assert next_steps.for_person(room.member, at)[0].url == (
        f"/c/{room.cohort.code}/sessions/{number}/"
    )


def test_a_session_called_off_is_not_the_next(room):
    changes.cancel(session_id=room.session(1).pk, by=None, at=JULY)

    assert said(room.member, JULY) == [("Session 2 comes next", 5)]


def test_who_sent_an_apology_is_not_pressed(room):
    at = room.session(1).starts_at - HOUR
    attendance.apologise(session_id=room.session(1).pk, user_id=room.member.pk, at=JULY)

    assert said(room.member, at) == [("Session 1 comes next", 5)]


def test_a_facilitator_is_asked_for_the_list_until_it_is_confirmed(room):
    session = room.session(1)
    end = session.ends_at
    assert said(room.facilitator, end) == [
        ("Session 2 comes next", 5), ("Session 1: who was there?", 1),
    ]  # fmt: skip

    attendance.confirm(
        session_id=session.pk, marks={room.member.pk: Mark("present")}, version=0,
        by=room.facilitator.pk, at=end,
    )  # fmt: skip
    assert said(room.facilitator, end) == [("Session 2 comes next", 5)]


def test_guests_hear_of_the_session_of_their_time(room):
    session = room.session(2)
    guest = RoleFactory(
        kind=RoleKind.GUEST, cohort=room.cohort, since=JULY, until=session.ends_at
    ).user
    ended = RoleFactory(kind=RoleKind.HOST, cohort=room.cohort, until=JULY).user

    assert said(guest, session.starts_at - HOUR / 4) == [("Session 2: the door is open", 0)]
    assert said(ended, JULY) == []


@pytest.mark.parametrize(
    "state", [MembershipState.SUSPENDED, MembershipState.REMOVED, MembershipState.WITHDRAWN]
)
def test_others_hear_nothing(room, state):
    room.cohort.memberships.update(state=state, left_at=JULY, excluded_at=JULY)

    assert (
        said(room.member, JULY) == said(room.coordinator, JULY) == said(UserFactory(), JULY) == []
    )


@pytest.mark.parametrize("cohorts", [1, 4])
def test_next_steps_take_as_many_queries_for_one_as_for_four(
    db, cohorts, django_assert_num_queries
):
    user = UserFactory()
    for _n in range(cohorts):
        membership = MembershipFactory(user=user)
        for number, day in ((1, date(2024, 8, 14)), (2, date(2024, 9, 11))):
            SessionFactory(cohort=membership.cohort, number=number, day=day)

    with django_assert_num_queries(8):
        assert len(next_steps.for_person(user, JULY)) == cohorts


def waiting(user, at):
    return [(step.title, step.urgency, step.count) for step in desk.waiting(user, at)]


def test_a_door_that_cannot_open_waits_at_the_desk(room):
    name = room.cohort.name
    start = room.session(1).starts_at
    assert waiting(room.coordinator, start - timedelta(days=15)) == []
    assert waiting(room.coordinator, start - timedelta(days=14)) == [
        (f"{name} needs a joining address", 1, None)
    ]
    assert waiting(room.coordinator, start - 24 * HOUR) == [
        (f"{name} needs a joining address", 0, None)
    ]

    MeetingFactory(cohort=room.cohort)
    assert waiting(room.coordinator, start) == []


def test_a_cohort_without_dates_waits_at_the_desk(room):
    other = CohortFactory(intake=room.cohort.intake, community=room.cohort.community)
    MeetingFactory(cohort=room.cohort)

    assert waiting(room.coordinator, JULY) == [(f"{other.name} has no dates yet", 3, None)]


def test_lists_that_wait_for_days_wait_at_the_desk(room):
    MeetingFactory(cohort=room.cohort)
    end = room.session(1).ends_at

    assert waiting(room.coordinator, end + 47 * HOUR) == []
    assert waiting(room.coordinator, end + 48 * HOUR) == [
        ("1 list of who was there is not confirmed", 4, 1)
    ]


def test_other_programs_do_not_wait_at_this_desk(room):
    CohortFactory()
    MeetingFactory(cohort=room.cohort)

    assert waiting(room.coordinator, JULY) == []
    assert waiting(room.member, JULY) == []


@pytest.mark.parametrize("cohorts", [1, 4])
def test_the_desk_takes_as_many_queries_for_one_as_for_four(
    coordinator, cohort, cohorts, django_assert_num_queries
):
    for _n in range(cohorts):
        other = CohortFactory(intake=cohort.intake, community=cohort.community)
        SessionFactory(cohort=other, number=1, day=date(2024, 7, 12))
        SessionFactory(cohort=other, number=2, day=date(2024, 7, 1))

    with django_assert_num_queries(6):
        assert len(desk.waiting(coordinator, JULY)) == cohorts + 2
