"""The mails of sessions, as they leave: neutral outside, no way in inside."""

from datetime import date, datetime, time, timedelta

import pytest

from notices import kinds, letters
from notices.models import Notice
from sessions import changes, meetings, reminders
from tests.factories import MeetingFactory
from tests.neutral import TELLING
from tests.sessions.conftest import JULY
from tests.sessions.test_views import SECRETS

pytestmark = pytest.mark.usefixtures("frozen")


def mail_of(notice):
    """Subject, text and HTML, as its reader gets them."""
    message = letters.compose(notice, kinds.get(notice.kind), at=JULY)
    return message.subject, message.body, message.alternatives[0][0]


@pytest.fixture
def owed(room):
    """Both reminders of session 3 to the member, the first one first."""
    MeetingFactory(cohort=room.cohort)
    reminders.plan(JULY, ahead=timedelta(days=120))
    return list(
        Notice.objects.filter(object_id=room.session(3).pk, recipient=room.member).order_by(
            "due_at"
        )
    )


def everything_of(room):
    people = (room.member, room.facilitator, room.coordinator)
    return [
        *SECRETS,
        *(word for person in people for word in (person.display_name, person.email)),
        room.cohort.name,
        room.cohort.community.name,
        room.cohort.intake.program.name,
    ]


def test_a_reminder_names_the_weekday_outside_and_the_hour_inside(room, owed):
    subject, text, html = mail_of(owed[0])

    assert subject == "A reminder for Wednesday"
    for body in (text, html):
        assert "Wed 9 October 2024, 10:00 am" in body
        assert f"/c/{room.cohort.code}/sessions/3/" in body
        assert [word for word in everything_of(room) if word in body] == []
        assert "Try the door" not in body


def test_the_last_reminder_asks_to_try_the_door(owed):
    _subject, text, html = mail_of(owed[1])

    assert "Try the door now" in text
    assert "Try the door now" in html


@pytest.mark.parametrize(
    ("zone", "weekday", "words"),
    [
        ("Australia/Brisbane", "Wednesday", "Wed 9 October 2024, 9:00 am Brisbane time"),
        ("Australia/Perth", "Wednesday", "Wed 9 October 2024, 7:00 am Perth time"),
        ("Europe/London", "Wednesday", "Wed 9 October 2024, 12:00 am London time"),
        ("America/New_York", "Tuesday", "Tue 8 October 2024, 7:00 pm New York time"),
    ],
)
def test_a_reminder_speaks_of_its_readers_clock_and_the_programs(room, owed, zone, weekday, words):
    room.member.time_zone = zone
    room.member.save()

    subject, text, html = mail_of(Notice.objects.get(pk=owed[0].pk))

    assert subject == f"A reminder for {weekday}"
    assert words in text
    assert words.split(" am")[0].split(" pm")[0] in html
    assert "Wed 9 October 2024, 10:00 am Melbourne time" in text


def test_a_change_says_what_was_and_what_is(room):
    changes.move(
        session_id=room.session(3).pk, day=date(2024, 10, 16), start=time(14), minutes=120,
        by=None, at=JULY,
    )  # fmt: skip

    subject, text, html = mail_of(Notice.objects.get(recipient=room.member))

    assert subject == "A date has changed"
    for body in (text, html):
        assert "Wed 16 October 2024, 2:00 pm" in body
        assert "Wed 9 October 2024, 10:00 am" in body
        assert [word for word in everything_of(room) if word in body] == []


def test_a_session_called_off_and_taking_place_after_all_are_said(room):
    changes.cancel(session_id=room.session(3).pk, by=None, at=JULY)
    first = mail_of(Notice.objects.get(recipient=room.member))
    session = room.session(3)
    changes.move(
        session_id=session.pk, day=session.day, start=session.start, minutes=120, by=None, at=JULY
    )
    second = mail_of(Notice.objects.filter(recipient=room.member).latest("pk"))

    assert "Called off: Wed 9 October 2024, 10:00 am" in first[1]
    assert "It takes place after all: Wed 9 October 2024, 10:00 am" in second[1]


def test_many_changes_of_one_act_are_one_mail(room):
    from dataclasses import replace

    from sessions import schedules
    from tests.sessions.conftest import EXAMPLE_1

    schedules.publish(
        cohort_id=room.cohort.pk, by=None, at=JULY, inputs=replace(EXAMPLE_1, start=time(14))
    )

    subject, text, _html = mail_of(Notice.objects.get(recipient=room.member))

    assert subject == "Some dates have changed"
    assert text.count("New date:") == 8


def test_coordinators_hear_of_a_door_that_cannot_open(room):
    meetings.tell_coordinators(session_id=room.session(3).pk, at=JULY)
    notice = Notice.objects.get(recipient=room.coordinator)

    subject, text, html = mail_of(notice)

    assert subject == "Something needs you today"
    for body in (text, html):
        assert f"/desk/cop_sessions/schedule/cohort/{room.cohort.pk}/meeting/" in body
        assert [word for word in everything_of(room) if word in body] == []
    assert kinds.get(notice.kind).still_true(notice)

    MeetingFactory(cohort=room.cohort)
    assert not kinds.get(notice.kind).still_true(notice)


@pytest.mark.parametrize("offset", range(7))
def test_no_subject_tells_what_it_is_about_whatever_the_weekday(room, offset):
    from tests.factories import SessionFactory

    session = SessionFactory(
        cohort=room.cohort, number=20, day=date(2024, 8, 19) + timedelta(days=offset)
    )
    reminders.plan(datetime.combine(session.day, time(0), session.zone) - timedelta(days=10))
    reminders.plan(JULY, ahead=timedelta(days=60))
    notice = Notice.objects.filter(object_id=session.pk).first()

    subject = mail_of(notice)[0]

    assert {word for word in TELLING if word in subject.casefold().split()} == set()
