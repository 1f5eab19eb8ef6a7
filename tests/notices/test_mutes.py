"""What somebody muted does not leave; what is owed cannot be muted; safe hours hold."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import SafeChannel, SafeContact
from audit.models import Entry
from notices import fates, hours, kinds, mutes
from notices.models import Mute, Notice, NoticeState
from notices.together import Together
from tests.factories import UserFactory

AT = datetime(2024, 10, 2, 0, tzinfo=UTC)  # 10:00 in Melbourne
REMINDER, CHANGED = "sessions.reminder", "sessions.changed"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory()


def fate(person, *, at=AT, priority=5, **kind):
    """What becomes of a notice to the person at that moment, where nothing else hinders it."""
    found = kinds.Kind(**{"name": REMINDER, "compose": None, "owed": kinds.Owed.REMINDER} | kind)
    notice = Notice(kind=found.name, recipient=person, due_at=at, priority=priority)
    beside = Together(unwanted=mutes.unwanted([notice]))
    became = fates.before_sending(notice, found, at=at, beside=beside)
    return became and became.state


@pytest.mark.parametrize("names", [{REMINDER}, {mutes.ALL}])
def test_what_is_muted_does_not_leave_until_it_is_wanted_again(person, names):
    mutes.mute(user_id=person.pk, names=names, at=AT)
    mutes.mute(user_id=person.pk, names=names, at=AT)
    muted = fate(person)

    mutes.unmute(user_id=person.pk, names=names, at=AT)

    assert (muted, fate(person)) == (NoticeState.CANCELLED, None)
    assert Entry.objects.filter(verb="reminders.muted", object_id=person.pk).count() == 2


def test_who_muted_all_still_hears_what_is_owed_and_gets_what_they_asked_for(person):
    mutes.mute(user_id=person.pk, names={mutes.ALL}, at=AT)

    assert fate(person, name=CHANGED, owed=kinds.Owed.ALWAYS) is None
    assert fate(person, name="intakes.copy") is None


@pytest.mark.parametrize("name", [CHANGED, "intakes.offer", "intakes.copy", "no.such"])
def test_what_is_owed_or_no_reminder_cannot_be_muted(person, name):
    with pytest.raises(mutes.CannotMute):
        mutes.mute(user_id=person.pk, names={name}, at=AT)

    assert Mute.objects.count() == 0


@pytest.mark.parametrize("kind", [REMINDER, ""])
def test_the_database_takes_a_mute_once_and_of_something(person, kind):
    Mute.objects.create(user=person, kind=REMINDER, since=AT)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_mute (user_id, kind, since) VALUES (%s, %s, now())",
            [person.pk, kind],
        )


# -- Hours -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "opens"),
    [
        (None, None, (8, 19)),
        (time(9), None, (9, 19)),
        (None, time(12), (8, 12)),
        (time(12), time(13), (12, 13)),
        (time(20), time(22), (20, 22)),  # not by day at all: when it is safe
    ],
)
def test_what_can_wait_leaves_by_day_within_the_safe_hours(first, last, opens):
    contact = SafeContact(hours_from=first, hours_to=last)

    assert hours.by_day(contact) == hours.Hours(time(opens[0]), time(opens[1]))


def safe_from_noon(person):
    SafeContact.objects.create(user=person, hours_from=time(12), hours_to=time(13))


def test_outside_the_safe_hours_a_reminder_waits_for_them(person):
    safe_from_noon(person)

    assert fate(person, quiet=True) == NoticeState.PENDING
    assert fate(person, quiet=True, at=AT + timedelta(hours=2)) is None


def test_news_waits_for_a_safe_hour_and_what_cannot_wait_is_a_call(person):
    safe_from_noon(person)
    news = {"name": CHANGED, "news": True, "owed": kinds.Owed.ALWAYS}

    assert fate(person, **news) == NoticeState.PENDING
    assert fate(person, **news, priority=kinds.Priority.URGENT) == NoticeState.CALL
    assert fate(person, **news, at=AT + timedelta(hours=2)) is None


def test_news_leaves_at_night_where_no_hours_were_named(person):
    night = AT + timedelta(hours=14)

    assert fate(person, name=CHANGED, news=True) is None
    assert fate(person, name=CHANGED, news=True, at=night) is None


def test_who_is_reached_by_phone_alone_is_called_with_what_is_owed(person):
    SafeContact.objects.create(user=person, channel=SafeChannel.PHONE, phone="1")

    assert fate(person) == NoticeState.CANCELLED
    assert fate(person, name=CHANGED, owed=kinds.Owed.ALWAYS) == NoticeState.CALL


@pytest.mark.parametrize(
    ("clock", "then"), [((23, 0), (2, 23, 0)), ((5, 59), (2, 5, 59)), ((12, 0), (2, 22, 0))]
)
def test_hours_that_end_before_they_begin_go_over_midnight(clock, then):
    night = hours.Hours(time(22), time(6))
    day, *at = then

    left = night.from_on(datetime(2024, 10, 2, *clock, tzinfo=UTC))

    assert left == datetime(2024, 10, day, *at, tzinfo=UTC)
