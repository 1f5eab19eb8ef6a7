"""Reminders: at the right local hour, to whom they are owed, once, and only while they are true."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from notices import kinds
from notices.models import Notice
from programs.models import Break, CalendarDay, DayKind, MembershipState
from sessions import attendance, changes, mail_kinds, reminders, schedules
from sessions.models import Session
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


def every_day(day):
    return True


def weekdays(day):
    return day.weekday() < 5


def session_on(day, start=time(10), zone="Australia/Melbourne"):
    return Session(pk=1, cohort_id=1, day=day, start=start, time_zone=zone,
                   starts_at=datetime(2030, 1, 1, tzinfo=UTC))  # fmt: skip


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2024, 10, 9), datetime(2024, 10, 2, 0, tzinfo=UTC)),
        (date(2025, 4, 9), datetime(2025, 4, 1, 23, tzinfo=UTC)),
    ],
)
def test_example_5_seven_days_before_at_the_same_wall_clock_time(day, utc):
    assert reminders.due_at(session_on(day), 7, every_day) == utc


@pytest.mark.parametrize("change", [date(2024, 10, 6), date(2025, 4, 6)])
@pytest.mark.parametrize("after", range(9))
@pytest.mark.parametrize("days", reminders.OFFSETS)
def test_the_wall_clock_time_holds_around_both_clock_changes(change, after, days):
    session = session_on(change + timedelta(days=after))

    local = reminders.due_at(session, days, every_day).astimezone(session.zone)

    assert local.replace(tzinfo=None) == datetime.combine(
        session.day - timedelta(days=days), time(10)
    )


@pytest.mark.parametrize(
    ("start", "clock"),
    [(time(6), time(8)), (time(8), time(8)), (time(18), time(18)), (time(20), time(18, 30))],
)
def test_reminders_stay_within_the_day(start, clock):
    session = session_on(date(2024, 8, 14), start)

    assert reminders.due_at(session, 1, every_day).astimezone(session.zone).time() == clock


def test_a_weekend_moves_a_reminder_to_the_business_day_before():
    monday = session_on(date(2024, 8, 19))

    assert reminders.due_at(monday, 1, weekdays) == datetime(2024, 8, 16, 0, tzinfo=UTC)


def test_where_both_would_leave_at_once_one_does():
    # After the shutdown: both the 30th and the 5th move back before it.
    session = session_on(date(2025, 1, 6))

    def open_until_christmas(day):
        return weekdays(day) and not date(2024, 12, 24) <= day <= date(2025, 1, 3)

    assert [due.days for due in reminders.dues_of(session, open_until_christmas)] == [1]


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
    at, step = JULY, timedelta(hours=23)
    while at < JULY + timedelta(days=320):
        reminders.plan(at)
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

    # sessions, breaks, corrections; members, apologies, what is there, the insert; closed doors
    with django_assert_num_queries(8):
        assert reminders.plan(datetime(2024, 8, 7, tzinfo=UTC)) == cohorts * members
