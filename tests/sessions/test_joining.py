"""The door: open to the minute, to whom it is meant for, and no address outside."""

from datetime import timedelta
from functools import partial

import pytest

from audit.models import Entry
from notices.models import Notice
from programs import memberships
from programs.models import MembershipState, RoleKind
from sessions import attendance, changes, joining, meetings
from sessions.joining import CannotJoin, DoorState
from sessions.models import Attendance, Meeting, Mode, Presence
from tests.factories import (
    MeetingFactory,
    MembershipFactory,
    RoleFactory,
    UserFactory,
)
from tests.races import race
from tests.sessions.conftest import JULY

SECOND = timedelta(seconds=1)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def meeting(room):
    return MeetingFactory(cohort=room.cohort)


def join(room, user, at, number=1):
    return joining.join(session_id=room.session(number).pk, user_id=user.pk, at=at)


@pytest.mark.parametrize(
    ("offset", "state"),
    [
        (-QUARTER - SECOND, DoorState.EARLY),
        (-QUARTER, DoorState.OPEN),
        (timedelta(), DoorState.OPEN),
        (timedelta(hours=2) - timedelta(microseconds=1), DoorState.OPEN),
        (timedelta(hours=2), DoorState.OVER),
    ],
)
def test_the_door_is_open_from_a_quarter_of_an_hour_before_until_the_end(
    room, meeting, offset, state
):
    session = room.session(1)
    at = session.starts_at + offset

    assert joining.doors(session, at).state is state
    if state is DoorState.OPEN:
        assert join(room, room.member, at).joined_at == at
    else:
        with pytest.raises(CannotJoin):
            join(room, room.member, at)


def test_joining_proposes_present_and_counts_nothing(room, meeting):
    found = join(room, room.member, room.session(1).starts_at)

    assert (found.presence, found.confirmed_at) == (Presence.PROPOSED, None)
    assert attendance.numbers(room.session(1)) is None


def test_joining_again_changes_nothing(room, meeting):
    start = room.session(1).starts_at
    join(room, room.member, start)
    join(room, room.member, start + timedelta(minutes=40))

    assert Attendance.objects.get().joined_at == start
    assert Entry.objects.filter(verb="attendance.proposed").count() == 1


def test_an_apology_gives_way_to_being_there(room, meeting):
    session = room.session(1)
    attendance.apologise(session_id=session.pk, user_id=room.member.pk, at=JULY)

    assert join(room, room.member, session.starts_at).presence == Presence.PROPOSED


@pytest.mark.parametrize("kind", [RoleKind.HOST, RoleKind.GUEST, RoleKind.RECORDER])
def test_hosts_recorders_and_guests_come_for_the_sessions_of_their_time(room, meeting, kind):
    session = room.session(2)
    role = RoleFactory(
        kind=kind, cohort=room.cohort, since=JULY, until=session.ends_at + timedelta(hours=1)
    )

    assert joining.standing_of(session, role.user_id, JULY).may_join
    assert not joining.standing_of(room.session(3), role.user_id, JULY).may_join
    assert join(room, role.user, session.starts_at, number=2).joined_at == session.starts_at


def test_facilitators_join_too(room, meeting):
    assert join(room, room.facilitator, room.session(1).starts_at).joined_at


@pytest.mark.parametrize(
    "state", [MembershipState.SUSPENDED, MembershipState.REMOVED, MembershipState.WITHDRAWN]
)
def test_who_is_not_a_member_any_more_does_not_get_in(room, meeting, state):
    room.cohort.memberships.update(state=state, left_at=JULY, excluded_at=JULY)

    with pytest.raises(CannotJoin) as refusal:
        join(room, room.member, room.session(1).starts_at)

    assert refusal.value.door is None


def test_coordinators_and_strangers_do_not_join(room, meeting):
    for user in (room.coordinator, UserFactory()):
        with pytest.raises(CannotJoin):
            join(room, user, room.session(1).starts_at)


def test_a_session_that_was_called_off_has_no_door(room, meeting):
    changes.cancel(session_id=room.session(1).pk, by=None, at=JULY)

    with pytest.raises(CannotJoin) as refusal:
        join(room, room.member, room.session(1).starts_at)

    assert refusal.value.door.state is DoorState.CANCELLED


def test_the_address_is_for_who_has_joined_while_the_door_is_open(room, meeting):
    session = room.session(1)
    start, end = session.starts_at, session.ends_at
    row = join(room, room.member, start)

    def address(attendance, at, number=1):
        session = room.session(number)
        return joining.address_for(session, attendance, joining.doors(session, at))

    assert address(row, start) == meeting
    assert address(row, end) is None
    assert address(None, start) is None
    assert address(Attendance(session=session, presence=Presence.APOLOGY), start) is None
    assert address(row, room.session(2).starts_at, number=2) is None


def test_in_person_the_door_is_open_and_a_press_from_afar_is_not_being_there(room):
    room.cohort.sessions.filter(number=1).update(mode=Mode.IN_PERSON)
    session = room.session(1)
    door = joining.doors(session, session.starts_at)

    for person in (room.member, room.facilitator):
        with pytest.raises(CannotJoin) as refusal:
            join(room, person, session.starts_at)
        assert refusal.value.door == door

    assert door.is_open
    row = Attendance(session=session, joined_at=session.starts_at)
    assert joining.address_for(session, row, door) is None


@pytest.mark.parametrize(
    "why", ["none", "empty", "told to", "someone removed", "someone suspended"]
)
def test_without_an_address_that_may_be_used_the_door_waits_and_the_coordinator_hears(room, why):
    start = room.session(1).starts_at
    other = MembershipFactory(cohort=room.cohort)
    if why != "none":
        MeetingFactory(
            cohort=room.cohort,
            replaced_at=JULY,
            **({"url": "", "dial_in": ""} if why == "empty" else {}),
            replace_before_opening=why == "told to",
        )
    act = {"someone removed": memberships.remove, "someone suspended": memberships.suspend}.get(why)
    if act:
        act(
            cohort_id=room.cohort.pk,
            user_id=other.user_id,
            by=room.coordinator.pk,
            at=JULY + SECOND,
            reason="It was needed.",
        )

    for _try in range(2):
        with pytest.raises(CannotJoin) as refusal:
            join(room, room.member, start)

    assert refusal.value.door.state is DoorState.WAITS
    notice = Notice.objects.get(kind=meetings.DOOR)
    assert (notice.recipient, notice.object_id) == (room.coordinator, room.session(1).pk)
    assert list(meetings.closed_doors(at=start, ahead=SECOND)) == [room.session(1)]


def test_a_new_address_opens_the_door_again(room, meeting):
    other = MembershipFactory(cohort=room.cohort)
    memberships.remove(
        cohort_id=room.cohort.pk,
        user_id=other.user_id,
        by=room.coordinator.pk,
        at=JULY,
        reason="It was needed.",
    )
    start = room.session(1).starts_at
    assert joining.doors(room.session(1), start).state is DoorState.WAITS

    meetings.replace(
        cohort_id=room.cohort.pk,
        url="https://meet.example.org/another",
        dial_in="",
        passcode="",
        by=room.coordinator.pk,
        at=JULY + SECOND,
    )

    assert joining.doors(room.session(1), start).state is DoorState.OPEN
    assert list(meetings.closed_doors(at=start, ahead=SECOND)) == []
    assert Entry.objects.filter(verb="meeting.replaced").count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "", "http://meet.example.org/x", "javascript:alert(1)", "http://localhost.example.org/",
        "http://localhost:8001/",
    ],
)  # fmt: skip
def test_an_address_that_is_no_https_is_refused(room, url):
    with pytest.raises(meetings.NoAddress):
        meetings.replace(
            cohort_id=room.cohort.pk, url=url, dial_in="", passcode="", by=None, at=JULY
        )

    assert Meeting.objects.count() == 0


def test_the_pretend_room_of_the_local_demo_may_be_used_there(room, settings):
    settings.LOCAL = True

    meeting = meetings.replace(
        cohort_id=room.cohort.pk, url="http://localhost:8001/", dial_in="", passcode="", by=None,
        at=JULY,
    )  # fmt: skip

    assert meeting.url == "http://localhost:8001/"


def test_doors_that_cannot_open_are_told_of_a_day_ahead_once(room):
    start = room.session(1).starts_at

    assert meetings.tell_of_closed_doors(at=start - timedelta(hours=25)) == 0
    assert meetings.tell_of_closed_doors(at=start - timedelta(hours=24)) == 1
    assert meetings.tell_of_closed_doors(at=start) == 1
    assert Notice.objects.filter(kind=meetings.DOOR).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_person_pressing_join_many_times_joins_once(room, meeting):
    start = room.session(1).starts_at

    outcomes = race(*[partial(join, room, room.member, start)] * 8)

    assert [type(outcome) for outcome in outcomes] == [Attendance] * 8
    assert Attendance.objects.count() == 1
    assert Entry.objects.filter(verb="attendance.proposed").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_five_people_join_at_once(room, meeting):
    people = [
        room.member,
        *(m.user for m in MembershipFactory.create_batch(24, cohort=room.cohort)),
    ]
    start = room.session(1).starts_at

    outcomes = race(*(partial(join, room, person, start) for person in people))

    assert [type(outcome) for outcome in outcomes] == [Attendance] * 25
    assert Attendance.objects.filter(presence=Presence.PROPOSED).count() == 25
