"""Moving a session and calling it off: once each, and everybody hears of it."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from audit.models import Entry
from notices import kinds
from notices.models import Notice
from programs.models import MembershipState, RoleKind
from sessions import changes, mail_kinds
from sessions.changes import CannotChange, ChangedMeanwhile
from sessions.models import SessionState
from tests.factories import MembershipFactory, RoleFactory
from tests.races import race
from tests.sessions.conftest import JULY


def move(session, day, *, start=time(10), minutes=120, at=JULY, **more):
    return changes.move(
        session_id=session.pk, day=day, start=start, minutes=minutes, by=None, at=at, **more
    )


def test_a_moved_session_keeps_its_wall_clock_time_across_a_clock_change(room):
    session = move(room.session(2), date(2024, 10, 16))

    assert session.starts_at == datetime(2024, 10, 15, 23, tzinfo=UTC)
    assert session.ends_at - session.starts_at == timedelta(hours=2)
    assert (session.version, session.by_hand, session.dated_at) == (2, True, JULY)


def test_moving_to_where_it_is_changes_nothing(room):
    session = room.session(2)

    move(session, session.day)

    assert room.session(2).version == 1
    assert Entry.objects.filter(verb="session.moved").count() == 0
    assert Notice.objects.count() == 0


def test_a_second_press_changes_nothing(room):
    for _press in range(2):
        move(room.session(2), date(2024, 9, 18), reason="The room is taken.")

    assert room.session(2).version == 2
    entry = Entry.objects.get(verb="session.moved")
    assert entry.reason.text == "The room is taken."
    assert Notice.objects.count() == 2  # a member and a facilitator


@pytest.mark.parametrize("state", [SessionState.HELD, SessionState.SCHEDULED])
def test_a_session_that_is_over_stays(room, state):
    session = room.session(1)
    session.state = state
    session.save()

    with pytest.raises(CannotChange):
        move(session, date(2024, 8, 21), at=session.starts_at)
    with pytest.raises(CannotChange):
        changes.cancel(session_id=session.pk, by=None, at=session.starts_at)


@pytest.mark.parametrize(
    ("day", "start", "field"),
    [
        (date(2024, 7, 9), time(10), "day"),
        (date(2025, 6, 1), time(10), "day"),
        (date(2024, 10, 9), time(11, 59), "day"),
        (date(2024, 10, 6), time(2, 30), "start"),
        (date(2025, 4, 6), time(2, 30), "fold"),
    ],
)
def test_a_date_that_cannot_be_is_refused_beside_its_field(room, day, start, field):
    with pytest.raises(CannotChange) as refusal:
        move(room.session(2), day, start=start)

    assert refusal.value.field == field
    assert room.session(2).version == 1


def test_sessions_may_follow_one_another_at_once(room):
    move(room.session(2), date(2024, 10, 9), start=time(12))

    assert room.session(2).day == date(2024, 10, 9)


def test_someone_who_saw_an_older_version_is_asked_to_look_again(room):
    move(room.session(2), date(2024, 9, 18))

    with pytest.raises(ChangedMeanwhile):
        move(room.session(2), date(2024, 9, 25), version=1)
    with pytest.raises(ChangedMeanwhile):
        changes.cancel(session_id=room.session(2).pk, by=None, at=JULY, version=1)


def test_a_session_is_called_off_once(room):
    for _press in range(2):
        changes.cancel(session_id=room.session(2).pk, by=None, at=JULY, reason="Illness")

    assert (room.session(2).state, room.session(2).version) == ("cancelled", 2)
    assert Entry.objects.filter(verb="session.cancelled").count() == 1
    assert Notice.objects.count() == 2


def test_a_session_that_was_called_off_can_take_place_after_all(room):
    changes.cancel(session_id=room.session(2).pk, by=None, at=JULY)
    session = room.session(2)

    move(session, session.day)

    assert (room.session(2).state, room.session(2).version) == ("scheduled", 3)


def test_who_left_hears_nothing_and_who_helps_hears_it(room):
    MembershipFactory(cohort=room.cohort, state=MembershipState.SUSPENDED, excluded_at=JULY)
    MembershipFactory(cohort=room.cohort, state=MembershipState.WITHDRAWN, left_at=JULY)
    guest = RoleFactory(kind=RoleKind.GUEST, cohort=room.cohort, user__display_name="Bo").user
    RoleFactory(kind=RoleKind.HOST, cohort=room.cohort, until=JULY)

    assert list(changes.told(room.cohort.pk, JULY)) == sorted(
        [room.member, guest, room.facilitator], key=lambda user: user.display_name
    )


def test_news_of_a_session_within_a_day_leaves_first(room):
    start = room.session(1).starts_at
    changes.cancel(session_id=room.session(1).pk, by=None, at=start - timedelta(hours=23))
    changes.cancel(session_id=room.session(3).pk, by=None, at=start - timedelta(hours=23))

    assert list(Notice.objects.order_by("pk").values_list("priority", flat=True)) == [
        *[kinds.Priority.URGENT] * 2,
        *[kinds.Priority.NORMAL] * 2,
    ]


def test_only_the_latest_change_is_told(room, frozen):
    move(room.session(2), date(2024, 9, 18))
    move(room.session(2), date(2024, 9, 25))

    notices = Notice.objects.filter(recipient=room.member).order_by("pk")

    assert [mail_kinds.changed_holds(notice) for notice in notices] == [False, True]


def test_who_was_removed_meanwhile_is_not_told(room, frozen):
    move(room.session(2), date(2024, 9, 18))
    room.cohort.memberships.update(state=MembershipState.REMOVED, left_at=JULY, excluded_at=JULY)

    notices = Notice.objects.order_by("pk")

    assert {notice.recipient_id: mail_kinds.changed_holds(notice) for notice in notices} == {
        room.member.pk: False,
        room.facilitator.pk: True,
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_moving_at_once_is_one_change(room):
    call = partial(move, room.session(2), date(2024, 9, 18))

    race(*[call] * 8)

    assert room.session(2).version == 2
    assert Entry.objects.filter(verb="session.moved").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_eight_different_moves_seen_from_one_version_one_stands(room):
    session = room.session(2)
    calls = [
        partial(move, session, date(2024, 9, 12) + timedelta(days=n), version=1) for n in range(8)
    ]

    outcomes = race(*calls)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        *["ChangedMeanwhile"] * 7,
        "Session",
    ]
