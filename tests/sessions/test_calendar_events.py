"""Dates as iCalendar, read by two libraries that did not make them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sessions import changes
from sessions.feeds import events
from sessions.feeds.events import Method
from sessions.models import Session, SessionState
from tests.factories import CohortFactory
from tests.sessions.calendars import method_of, read
from tests.sessions.conftest import JULY

# On both sides of both changes of the clocks, where there are any.
SOUTH = [date(2024, 10, 5), date(2024, 10, 7), date(2025, 4, 5), date(2025, 4, 7)]
NORTH = [date(2024, 10, 26), date(2024, 10, 28), date(2025, 3, 29), date(2025, 3, 31)]
PLACES = {
    "Australia/Melbourne": SOUTH,
    "Australia/Brisbane": SOUTH,
    "Australia/Perth": SOUTH,
    "Europe/London": NORTH,
    "Europe/Sofia": NORTH,
}


def planned(cohort, zone, days, start=time(10)):
    """Sessions as they would be planned in that zone, not kept."""
    return [
        Session(
            pk=number,
            cohort=cohort,
            number=number,
            time_zone=zone,
            starts_at=(starts := datetime.combine(day, start, ZoneInfo(zone)).astimezone(UTC)),
            ends_at=starts + timedelta(hours=2),
        )
        for number, day in enumerate(days, start=1)
    ]


@pytest.mark.parametrize("zone", PLACES)
def test_the_clock_is_right_on_both_sides_of_both_changes(zone):
    sessions = planned(CohortFactory.build(code="0123456789"), zone, PLACES[zone])

    text = events.render(sessions, at=JULY)

    wanted = [(one.starts_at, one.ends_at) for one in sessions]
    assert [(one.starts_at, one.ends_at) for one in read(text)] == wanted
    assert {one.astimezone(ZoneInfo(zone)).time() for one, _end in wanted} == {time(10)}


@pytest.mark.parametrize("zone", PLACES)
def test_the_rules_of_the_zone_stand_in_the_file(zone):
    """A calendar that knows no such zone reads the same moments from the rules beside them."""
    sessions = planned(CohortFactory.build(code="0123456789"), zone, PLACES[zone])

    text = events.render(sessions, at=JULY).replace(zone, "Our own clock")

    assert [one.starts_at for one in read(text)] == [one.starts_at for one in sessions]


def test_the_second_time_of_an_hour_that_comes_twice_is_the_second():
    [session] = planned(CohortFactory.build(code="0123456789"), "Australia/Melbourne", SOUTH[:1])
    second = datetime(2025, 4, 5, 16, 30, tzinfo=UTC)  # 2:30 am, for the second time
    session.starts_at, session.ends_at = second, second + timedelta(hours=2)

    assert [one.starts_at for one in read(events.render([session], at=JULY))] == [second]


def test_a_change_is_the_same_event_with_a_higher_number(room):
    [before] = read(events.render([room.session(3)], at=JULY))
    changes.move(
        session_id=room.session(3).pk,
        day=date(2024, 10, 16),
        start=time(10),
        minutes=120,
        by=None,
        at=JULY,
    )
    [moved] = read(events.render([room.session(3)], at=JULY))
    changes.cancel(session_id=room.session(3).pk, by=None, at=JULY)
    [called_off] = read(events.render([room.session(3)], at=JULY))

    assert before.uid == moved.uid == called_off.uid
    assert [before.sequence, moved.sequence, called_off.sequence] == [1, 2, 3]
    assert [before.status, moved.status, called_off.status] == [
        *("CONFIRMED", "CONFIRMED", "CANCELLED")
    ]
    assert moved.starts_at == datetime(2024, 10, 15, 23, tzinfo=UTC)


def test_each_session_has_an_event_of_its_own(room):
    found = read(events.render(room.sessions, at=JULY))

    assert len({one.uid for one in found}) == 8
    assert [one.summary for one in found] == [f"Session {number}" for number in range(1, 9)]


def test_an_invitation_names_two_addresses_and_nobody(room):
    text = events.render(
        [room.session(3)], at=JULY, method=Method.REQUEST, attendee="ari@example.org"
    )

    assert method_of(text) == "REQUEST"
    assert text.count("mailto:") == 2
    assert "CN=" not in text
    assert [one.status for one in read(text)] == ["CONFIRMED"]


def test_a_withdrawal_says_so(room):
    text = events.render([room.session(3)], at=JULY, method=Method.CANCEL, attendee="a@example.org")

    assert method_of(text) == "CANCEL"
    assert [one.status for one in read(text)] == [SessionState.CANCELLED.upper()]


def test_no_file_says_more_than_that_there_is_a_session(room):
    text = events.render(room.sessions, at=JULY, name="Your dates").replace("\r\n ", "")

    people = (room.member, room.facilitator, room.coordinator)
    telling = [
        *(word for person in people for word in (person.display_name, person.email)),
        room.cohort.name,
        room.cohort.community.name,
        room.cohort.intake.program.name,
    ]
    assert [word for word in telling if word in text] == []
    assert "LOCATION" not in text
    lines = {line.split(":")[0].split(";")[0] for line in text.split("\r\n")}
    assert {"SUMMARY", "UID", "SEQUENCE", "STATUS", "DTSTAMP", "CLASS"} <= lines
