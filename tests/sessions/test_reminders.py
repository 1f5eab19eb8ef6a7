"""Reminders: at the right local hour, to whom they are owed, once, and only while they are true."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from notices import kinds
from notices.models import Notice
from programs import reminder_rules
from programs.calendar import Calendar
from programs.models import Break, CalendarDay, DayKind, MembershipState
from programs.reminder_rules import Thing
from programs.reminders import moments, plans
from sessions import attendance, changes, mail_kinds, reminders, schedules
from tests.factories import (
    CohortFactory,
    IntakeFactory,
    MeetingFactory,
    MembershipFactory,
    ProgramFactory,
    SessionFactory,
)
from tests.sessions.conftest import EXAMPLE_1, JULY

LONG = timedelta(days=400)


class Days(Calendar):
    """A calendar on which people work on every day, but for those named."""

    def is_business_day(self, day):
        return day.weekday() < 5 and not SHUT[0] <= day <= SHUT[1]


class EveryDay(Calendar):
    def is_business_day(self, day):
        return True


SHUT = (date(2024, 12, 24), date(2025, 1, 3))
EVERY_DAY, WEEKDAYS = EveryDay("", ""), Days("", "")


def thing_on(day, start=time(10), zone="Australia/Melbourne"):
    """A session that begins then, on the clocks of its zone."""
    when = datetime.combine(day, start, ZoneInfo(zone))
    return Thing(object_id=1, program_id=1, when=when, until=when.astimezone(UTC))


def due_at(thing, days, calendar):
    trigger = reminder_rules.get(reminders.REMINDER)
    return moments.due_at(trigger, reminder_rules.as_it_came(trigger), thing, days, calendar)


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2024, 10, 9), datetime(2024, 10, 2, 0, tzinfo=UTC)),
        (date(2025, 4, 9), datetime(2025, 4, 1, 23, tzinfo=UTC)),
    ],
)
def test_example_5_seven_days_before_at_the_same_wall_clock_time(day, utc):
    assert due_at(thing_on(day), 7, EVERY_DAY) == utc


@pytest.mark.parametrize("change", [date(2024, 10, 6), date(2025, 4, 6)])
def test_the_wall_clock_time_holds_around_both_clock_changes(change):
    for after, days in product(range(9), (7, 1)):
        thing = thing_on(change + timedelta(days=after))

        local = due_at(thing, days, EVERY_DAY).astimezone(thing.when.tzinfo)

        assert local.replace(tzinfo=None) == datetime.combine(
            thing.when.date() - timedelta(days=days), time(10)
        )


@pytest.mark.parametrize(
    ("start", "clock"),
    [(time(6), time(8)), (time(8), time(8)), (time(18), time(18)), (time(20), time(18, 30))],
)
def test_reminders_stay_within_the_day(start, clock):
    thing = thing_on(date(2024, 8, 14), start)

    assert due_at(thing, 1, EVERY_DAY).astimezone(thing.when.tzinfo).time() == clock


def test_a_weekend_moves_a_reminder_to_the_business_day_before():
    monday = thing_on(date(2024, 8, 19))

    assert due_at(monday, 1, WEEKDAYS) == datetime(2024, 8, 16, 0, tzinfo=UTC)


def test_where_both_would_leave_at_once_one_does():
    # After the shutdown: both the 30th and the 5th move back before it.
    trigger = reminder_rules.get(reminders.REMINDER)
    came = reminder_rules.as_it_came(trigger)

    found = moments.of(trigger, came, thing_on(date(2025, 1, 6)), WEEKDAYS)

    assert [one.offset for one in found] == [1]


def planned():
    rows = Notice.objects.filter(kind=reminders.REMINDER).order_by("due_at", "pk")
    return [(n.recipient_id, n.data["days"], n.due_at) for n in rows]


def test_each_member_is_owed_both_reminders_of_each_session(room):
    MeetingFactory(cohort=room.cohort)
    other = MembershipFactory(cohort=room.cohort).user

    reminders.plan(JULY, ahead=LONG)

    assert Counter(recipient for recipient, _days, _due in planned()) == {
        room.member.pk: 16,
        other.pk: 16,
    }
    first = room.session(1)
    assert planned()[:2] == [
        (room.member.pk, 7, datetime(2024, 8, 7, tzinfo=UTC)),
        (other.pk, 7, datetime(2024, 8, 7, tzinfo=UTC)),
    ]
    seven, one = Notice.objects.filter(recipient=other, object_id=first.pk).order_by("due_at")
    assert (seven.expires_at, one.expires_at) == (one.due_at, first.starts_at)
    assert (seven.data, seven.cohort_id) == ({"version": 1, "days": 7}, room.cohort.pk)


def test_planning_again_changes_nothing(room):
    reminders.plan(JULY, ahead=LONG)
    before = planned()

    assert reminders.plan(JULY, ahead=LONG) == 0
    assert planned() == before


def test_rows_are_written_a_day_before_they_fall_due(room):
    due = datetime(2024, 8, 7, tzinfo=UTC)

    assert reminders.plan(due - timedelta(days=1, seconds=1)) == 0
    assert reminders.plan(due - timedelta(days=1)) == 1


def test_a_year_of_planning_owes_each_reminder_once(room):
    at, step = JULY, timedelta(hours=47)
    while at < JULY + timedelta(days=320):
        plans.plan(at, only=[reminders.REMINDER])
        at += step

    keys = Notice.objects.filter(kind=reminders.REMINDER).values_list("object_id", "data__days")
    assert Counter(keys) == {(s.pk, days): 1 for s in room.sessions for days in (7, 1)}


def test_what_fell_due_before_the_person_joined_is_not_owed(room):
    late = MembershipFactory(cohort=room.cohort, joined_at=datetime(2024, 8, 10, tzinfo=UTC)).user

    reminders.plan(datetime(2024, 8, 10, 1, tzinfo=UTC), ahead=timedelta(days=10))

    assert [(days, due.day) for who, days, due in planned() if who == late.pk] == [(1, 13)]


def test_what_fell_due_before_the_date_was_set_is_not_owed(room):
    at = datetime(2024, 8, 10, tzinfo=UTC)
    changes.move(
        session_id=room.session(1).pk, day=date(2024, 8, 15), start=time(10), minutes=120,
        by=None, at=at,
    )  # fmt: skip

    reminders.plan(at, ahead=timedelta(days=10))

    assert [days for _who, days, _due in planned()] == [1]


def test_a_reminder_missed_while_nothing_ran_still_goes_until_it_is_of_no_use(room):
    reminders.plan(datetime(2024, 8, 10, tzinfo=UTC), ahead=timedelta())
    assert [days for _who, days, _due in planned()] == [7]

    reminders.plan(datetime(2024, 8, 13, 12, tzinfo=UTC), ahead=timedelta())
    assert [days for _who, days, _due in planned()] == [7, 1]


def test_nothing_is_owed_once_the_session_has_begun(room):
    reminders.plan(room.session(1).starts_at, ahead=timedelta(days=2))

    assert planned() == []


def test_nobody_is_reminded_after_an_apology(room):
    attendance.apologise(session_id=room.session(1).pk, user_id=room.member.pk, at=JULY)

    reminders.plan(datetime(2024, 8, 7, tzinfo=UTC), ahead=timedelta(days=10))

    assert planned() == []


@pytest.mark.parametrize(
    "state", [MembershipState.SUSPENDED, MembershipState.REMOVED, MembershipState.WITHDRAWN]
)
def test_only_current_members_are_reminded(room, state):
    room.cohort.memberships.update(state=state, left_at=JULY, excluded_at=JULY)

    reminders.plan(datetime(2024, 8, 7, tzinfo=UTC))

    assert planned() == []


def test_a_session_called_off_reminds_nobody(room):
    changes.cancel(session_id=room.session(1).pk, by=None, at=JULY)

    reminders.plan(datetime(2024, 8, 7, tzinfo=UTC), ahead=timedelta(days=10))

    assert planned() == []


def test_the_programs_holidays_and_shutdown_are_no_business_days(cohort):
    program = cohort.intake.program
    MembershipFactory(cohort=cohort)
    CalendarDay.objects.create(
        program=program, day=date(2024, 8, 13), kind=DayKind.HOLIDAY, name="Ours"
    )
    Break.objects.create(
        program=program, name="Shut", first=date(2024, 8, 12), last=date(2024, 8, 12), shutdown=True
    )
    schedules.publish(cohort_id=cohort.pk, by=None, at=JULY, inputs=EXAMPLE_1)

    reminders.plan(JULY, ahead=timedelta(days=40))

    assert [due.date() for _who, _days, due in planned()[:2]] == [
        date(2024, 8, 7), date(2024, 8, 9),
    ]  # fmt: skip


# -- Still true right before it leaves ---------------------------------------------------------


@pytest.fixture
def owed(room):
    """The reminder of session 1, seven days ahead, and what the outbox asks about it."""
    reminders.plan(datetime(2024, 8, 7, tzinfo=UTC), ahead=timedelta())
    notice = Notice.objects.get(kind=reminders.REMINDER)
    assert kinds.get(notice.kind).still_true(notice)
    return notice


def still_true(notice):
    return kinds.get(notice.kind).still_true(notice)


def test_a_moved_session_makes_its_reminders_untrue(room, owed):
    changes.move(
        session_id=room.session(1).pk, day=date(2024, 8, 21), start=time(10), minutes=120,
        by=None, at=JULY,
    )  # fmt: skip

    assert not still_true(owed)


def test_a_cancelled_session_makes_its_reminders_untrue(room, owed):
    changes.cancel(session_id=room.session(1).pk, by=None, at=JULY)

    assert not still_true(owed)


def test_an_apology_makes_a_reminder_untrue_and_taking_it_back_true(room, owed):
    given = {"session_id": room.session(1).pk, "user_id": room.member.pk, "at": JULY}
    attendance.apologise(**given)
    assert not still_true(owed)

    attendance.take_back_apology(**given)
    assert still_true(owed)


def test_leaving_makes_a_reminder_untrue(room, owed):
    room.cohort.memberships.update(state=MembershipState.WITHDRAWN, left_at=JULY)

    assert not still_true(owed)


def test_a_session_that_is_no_more_makes_its_reminders_untrue(room, owed):
    room.session(1).delete()

    assert not mail_kinds.reminder_holds(owed)


# -- Many --------------------------------------------------------------------------------------


def cohorts_with(count, members):
    intake = IntakeFactory(program=ProgramFactory())
    for _n in range(count):
        cohort = CohortFactory(intake=intake, capacity=1, facilitator=False)
        MembershipFactory.create_batch(members, cohort=cohort)
        MeetingFactory(cohort=cohort)
        SessionFactory(cohort=cohort, number=1)


@pytest.mark.parametrize(("cohorts", "members"), [(1, 1), (5, 4)])
def test_planning_takes_the_same_queries_for_few_and_many(
    db, cohorts, members, django_assert_num_queries
):
    cohorts_with(cohorts, members)

    # The rules, three of sessions; a batch's calendars, members, apologies, rows and insert.
    with django_assert_num_queries(12):
        assert reminders.plan(datetime(2024, 8, 7, tzinfo=UTC)) == cohorts * members
