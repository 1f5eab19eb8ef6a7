"""What the database refuses of the door, whoever writes; and who is shown whose words."""

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from sessions import attendance, meetings, signals
from sessions.models import Attendance, Mode, Presence, SessionMeeting, SignalKind
from sessions.providers import NoAddress
from tests.factories import MeetingFactory
from tests.sessions.conftest import JULY
from tests.world import give_second_factor, sign_in


def refuses(sql, *values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def row(room):
    return Attendance.objects.create(
        session=room.session(1), user=room.member, presence=Presence.EXPECTED
    )


@pytest.mark.parametrize(
    "said",
    [
        "way = 'window', joined_at = now()",
        "way = 'code'",  # without having come in
        "way = 'list', joined_at = now()",  # noted by nobody
        "noted_by_id = user_id",  # noted, and not on the list
        "private_word = 'ill'",  # without an apology
        "asked_words = 'I was there', asked_at = now()",  # of what is not confirmed
        "asked_at = now(), confirmed_at = now()",  # asked nothing
    ],
)
def test_a_row_of_attendance_hangs_together(row, said):
    refuses(f"UPDATE cop_sessions_attendance SET {said} WHERE id = %s", row.pk)


def test_signals_are_known_given_once_and_forgotten(room):
    session = room.session(1)
    insert = (
        "INSERT INTO cop_sessions_signal (session_id, user_id, kind, given_at, forget_at) "
        "VALUES (%s, %s, %s, %s, %s)"
    )
    at, end = session.starts_at, session.ends_at
    refuses(insert, session.pk, room.member.pk, "shout", at, end)
    refuses(insert, session.pk, room.member.pk, "pause", at, at)
    signals.give(session_id=session.pk, user_id=room.member.pk, kind=SignalKind.PAUSE, at=at)
    refuses(insert, session.pk, room.member.pk, "pause", at, end)


def test_codes_stand_ins_and_settled_misses_are_one_each(room):
    session, by = room.session(1), room.facilitator.pk
    insert = "INSERT INTO cop_sessions_wallcode (session_id, generation, changed_by_id, changed_at)"
    refuses(f"{insert} VALUES (%s, 0, %s, now())", session.pk, by)
    settled = "INSERT INTO cop_sessions_misssettled (session_id, user_id, by_id, at)"
    twice = f"{settled} VALUES (%s, %s, %s, now()), (%s, %s, %s, now())"
    refuses(twice, *[session.pk, room.member.pk, by] * 2)
    role = room.cohort.roles.get(user=by).pk
    stands = "INSERT INTO cop_sessions_standin (session_id, user_id, role_id, at)"
    refuses(
        f"{stands} VALUES (%s, %s, %s, now()), (%s, %s, %s, now())", *[session.pk, by, role] * 2
    )


def test_a_session_meets_elsewhere_by_an_address_that_may_be_used(room):
    session = room.session(1)
    given = {"session_id": session.pk, "dial_in": "", "passcode": "", "by": None, "at": JULY}
    with pytest.raises(NoAddress):
        meetings.place_session(url="http://zoom.us/j/1", **given)
    meetings.place_session(url="https://zoom.us/j/1", **given)
    assert meetings.of_session(session).url == "https://zoom.us/j/1"
    assert meetings.is_ready(meetings.of_session(session))
    assert session not in meetings.closed_doors(at=session.starts_at, ahead=JULY - JULY)
    refuses("UPDATE cop_sessions_sessionmeeting SET url = '', dial_in = ''")
    refuses("UPDATE cop_sessions_sessionmeeting SET url = 'https://a:b@zoom.us/'")

    for _press in range(2):
        meetings.place_session(url="", **given)

    assert SessionMeeting.objects.count() == 0
    assert Entry.objects.filter(verb="session.meeting_dropped").count() == 1


def test_private_words_and_signals_are_shown_to_facilitators_alone(room, client, frozen):
    MeetingFactory(cohort=room.cohort)
    session = room.session(1)
    room.cohort.sessions.filter(pk=session.pk).update(mode=Mode.HYBRID)
    attendance.apologise(
        session_id=session.pk, user_id=room.member.pk, at=JULY, private_word="A hearing."
    )
    signals.give(
        session_id=session.pk, user_id=room.member.pk, kind=SignalKind.NOT_FREE,
        at=session.starts_at,
    )  # fmt: skip
    frozen.move_to(session.starts_at)
    give_second_factor(room.coordinator)
    url = f"/c/{room.cohort.code}/sessions/1/"

    def shown(user):
        sign_in(client, user)
        page = client.get(url).content.decode()
        return "A hearing." in page, "speak freely</span>" in page

    assert shown(room.member) == (True, False)
    assert shown(room.facilitator) == (True, True)
    assert shown(room.coordinator) == (False, False)
