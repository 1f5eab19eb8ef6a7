"""In the room: the list at the entrance, and the code on the wall."""

from collections import Counter
from datetime import timedelta

import pytest

from audit.models import Entry
from programs.models import RoleKind
from sessions import arrivals, attendance, joining, wall_codes
from sessions.arrivals import CannotNote
from sessions.attendance import Mark
from sessions.joining import CannotJoin
from sessions.models import Attendance, Mode, Presence, WallCode, Way
from sessions.wall_codes import CannotCheckIn
from tests.factories import MembershipFactory, RoleFactory, UserFactory
from tests.sessions.conftest import JULY


@pytest.fixture
def meets(room):
    """Session 1 in a room, and a host for it."""
    room.cohort.sessions.filter(number=1).update(mode=Mode.IN_PERSON)
    session = room.session(1)
    room.host = RoleFactory(
        kind=RoleKind.HOST, cohort=room.cohort, since=JULY, until=session.ends_at
    ).user
    return session


def note(session, person, by, at=None):
    return arrivals.note(
        session_id=session.pk, user_id=person.pk, by=by.pk, at=at or session.starts_at
    )


def back(session, person, by):
    arrivals.take_back(session_id=session.pk, user_id=person.pk, by=by.pk, at=session.starts_at)


def check_in(session, person, typed, at=None):
    return wall_codes.check_in(
        session_id=session.pk, user_id=person.pk, typed=typed, at=at or session.starts_at
    )


def test_a_tap_proposes_present_and_another_takes_it_back(room, meets):
    attendance.apologise(session_id=meets.pk, user_id=room.member.pk, at=JULY)
    for _tap in range(2):
        row = note(meets, room.member, room.host)
    assert (row.presence, row.way, row.noted_by) == (Presence.PROPOSED, Way.LIST, room.host)

    for _tap in range(2):
        back(meets, room.member, room.host)

    row.refresh_from_db()
    assert (row.presence, row.joined_at, row.way) == (Presence.APOLOGY, None, "")
    verbs = Entry.objects.filter(verb__startswith="attendance.prop").values_list("verb", flat=True)
    assert Counter(verbs) == {"attendance.proposed": 1, "attendance.proposal_taken_back": 1}


def test_only_hosts_and_facilitators_keep_it_in_a_room_while_people_come_in(room, meets):
    start = meets.starts_at
    other = MembershipFactory(cohort=room.cohort).user
    late, early = meets.ends_at, start - timedelta(minutes=15, seconds=1)
    for by, at in (
        (other, start), (room.coordinator, start), (room.host, early), (room.host, late),
    ):  # fmt: skip
        with pytest.raises(CannotNote):
            note(meets, room.member, by, at)
    with pytest.raises(CannotNote):
        note(meets, UserFactory(), room.host)
    with pytest.raises(CannotNote):
        note(room.session(2), room.member, room.facilitator, room.session(2).starts_at)
    assert Attendance.objects.count() == 0


def test_who_came_in_alone_is_a_facilitators_to_take_back_and_the_confirmed_list_decides(
    room, meets
):
    check_in(meets, room.member, wall_codes.code_of(meets))
    with pytest.raises(CannotNote):
        back(meets, room.member, room.host)
    back(meets, room.member, room.facilitator)
    check_in(meets, room.member, wall_codes.code_of(meets))

    attendance.confirm(
        session_id=meets.pk, marks={room.member.pk: Mark("absent")}, version=0,
        by=room.facilitator.pk, at=meets.ends_at,
    )  # fmt: skip

    assert attendance.own(meets, room.member.pk).presence == Presence.ABSENT


def test_the_code_is_taken_as_it_is_read_from_a_wall(room, meets):
    code = wall_codes.code_of(meets)

    row = check_in(meets, room.member, f" {code[:3].lower()} {code[3:]}-")

    assert (row.presence, row.way, row.noted_by) == (Presence.PROPOSED, Way.CODE, None)
    assert (set(code) <= set(wall_codes.ALPHABET), len(code)) == (True, 6)
    assert code != wall_codes.code_of(room.session(2))
    assert WallCode.objects.count() == 0  # it is worked out, and kept nowhere


@pytest.mark.parametrize("typed", ["", "x" * 5000, "\0", "AAAAAA", "é", "12345678"])
def test_another_code_is_refused(room, meets, typed):
    with pytest.raises(CannotCheckIn):
        check_in(meets, room.member, typed)

    assert Attendance.objects.count() == 0


def test_a_new_code_ends_the_old_one(room, meets):
    old = wall_codes.code_of(meets)

    new = wall_codes.renew(session_id=meets.pk, by=room.facilitator.pk, at=JULY)

    assert new == wall_codes.code_of(meets) != old
    with pytest.raises(CannotCheckIn):
        check_in(meets, room.member, old)
    with pytest.raises(wall_codes.NoWall):
        wall_codes.renew(session_id=meets.pk, by=room.facilitator.pk, at=meets.ends_at)
    with pytest.raises(wall_codes.NoWall):
        wall_codes.renew(session_id=room.session(2).pk, by=room.facilitator.pk, at=JULY)


def test_the_code_is_for_members_and_only_while_people_come_in(room, meets):
    code, start = wall_codes.code_of(meets), meets.starts_at
    for person, at in (
        (room.facilitator, start), (room.host, start), (UserFactory(), start),
        (room.member, start - timedelta(minutes=15, seconds=1)), (room.member, meets.ends_at),
    ):  # fmt: skip
        with pytest.raises(CannotJoin):
            check_in(meets, person, code, at)


def test_guessing_stops_after_a_few_tries_and_starts_again_later(room, meets):
    for _guess in range(wall_codes.TRIES):
        with pytest.raises(CannotCheckIn):
            check_in(meets, room.member, "AAAAAA")
    with pytest.raises(CannotCheckIn):
        check_in(meets, room.member, wall_codes.code_of(meets))

    later = meets.starts_at + wall_codes.PER
    assert check_in(meets, room.member, wall_codes.code_of(meets), later).way == Way.CODE


def test_where_both_meet_the_code_works_even_while_the_online_room_waits(room, meets):
    room.cohort.sessions.filter(number=1).update(mode=Mode.HYBRID)
    assert joining.doors(room.session(1), meets.starts_at).state is joining.DoorState.WAITS

    assert check_in(meets, room.member, wall_codes.code_of(meets)).way == Way.CODE
