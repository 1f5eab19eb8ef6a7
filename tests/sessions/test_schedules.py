"""Publishing a schedule: written once, moved when it differs, told once."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from notices.models import Notice
from programs import school_terms
from programs.models import CalendarDay, DayKind
from sessions import changes, schedules
from sessions.drafts import Act, draft
from sessions.models import Schedule, Session, SessionState
from sessions.plans import Inputs
from sessions.schedules import CannotPublish, NothingToPublish
from tests.factories import MembershipFactory
from tests.races import race
from tests.sessions.conftest import EXAMPLE_1, JULY

OCTOBER = datetime(2024, 10, 20, tzinfo=UTC)  # three sessions are over
DAYS_1 = [
    "2024-08-14", "2024-09-11", "2024-10-09", "2024-11-13",
    "2025-02-12", "2025-03-12", "2025-04-09", "2025-05-14",
]  # fmt: skip


def publish(cohort, inputs=None, *, at=JULY, **more):
    return schedules.publish(cohort_id=cohort.pk, by=None, at=at, inputs=inputs, **more)


def days(cohort):
    return [session.day.isoformat() for session in schedules.sessions_of(cohort)]


def test_publishing_writes_the_eight_sessions_of_example_1(cohort, coordinator):
    sessions = schedules.publish(cohort_id=cohort.pk, by=coordinator.pk, at=JULY, inputs=EXAMPLE_1)

    assert [session.day.isoformat() for session in sessions] == DAYS_1
    assert [session.number for session in sessions] == list(range(1, 9))
    assert {(s.state, s.version, s.time_zone, s.dated_at, s.by_hand) for s in sessions} == {
        ("scheduled", 1, "Australia/Melbourne", JULY, False)
    }
    assert [s.starts_at.hour for s in sessions] == [0, 0, 23, 23, 23, 23, 0, 0]
    assert Counter(Entry.objects.values_list("verb", "actor_id")) == {
        ("session.scheduled", coordinator.pk): 8,
        ("schedule.published", coordinator.pk): 1,
    }


def test_publishing_owes_no_mail(room):
    assert Notice.objects.count() == 0


def test_publishing_again_changes_nothing(room):
    before = list(Session.objects.order_by("pk").values())
    entries = Entry.objects.count()

    publish(room.cohort, at=JULY + timedelta(days=1))
    publish(room.cohort, EXAMPLE_1, at=OCTOBER)

    assert list(Session.objects.order_by("pk").values()) == before
    assert Entry.objects.count() == entries
    assert Notice.objects.count() == 0


def test_a_cohort_without_a_schedule_has_nothing_to_publish(cohort):
    with pytest.raises(NothingToPublish):
        publish(cohort)


def test_a_passed_window_saves_nothing(cohort):
    cohort.window_last = date(2024, 11, 30)
    cohort.save()

    with pytest.raises(CannotPublish) as refusal:
        publish(cohort, EXAMPLE_1)

    assert [trouble.field for trouble in refusal.value.trouble] == ["count"]
    assert "a window until Wednesday 14 May 2025" in str(refusal.value)
    assert Session.objects.count() == Schedule.objects.count() == Entry.objects.count() == 0


def test_public_holidays_of_the_region_and_corrections_move_a_session(cohort):
    # Melbourne Cup Day 2024 is Tuesday 5 November; the program adds a day of its own.
    CalendarDay.objects.create(
        program=cohort.intake.program, day=date(2024, 9, 3), kind=DayKind.HOLIDAY, name="Ours"
    )

    publish(cohort, replace(EXAMPLE_1, first_day=date(2024, 8, 6), count=4))

    assert days(cohort) == ["2024-08-06", "2024-09-10", "2024-10-01", "2024-11-12"]


def test_holidays_count_only_when_they_are_to_be_avoided(cohort):
    inputs = replace(EXAMPLE_1, first_day=date(2024, 11, 5), count=1, avoid_holidays=False)

    publish(cohort, inputs)

    assert days(cohort) == ["2024-11-05"]


def test_another_start_moves_what_is_to_come_and_raises_versions(room):
    publish(room.cohort, replace(EXAMPLE_1, start=time(14)), at=OCTOBER)

    found = schedules.sessions_of(room.cohort)
    assert [(s.start.hour, s.version) for s in found] == [(10, 1)] * 3 + [(14, 2)] * 5
    assert [s.day.isoformat() for s in found] == DAYS_1
    assert [s.dated_at for s in found] == [JULY] * 3 + [OCTOBER] * 5


def test_everybody_concerned_hears_of_one_act_once(room):
    MembershipFactory(cohort=room.cohort)

    publish(room.cohort, replace(EXAMPLE_1, start=time(14)), at=OCTOBER)
    publish(room.cohort, replace(EXAMPLE_1, start=time(14)), at=OCTOBER)

    notices = Notice.objects.filter(kind=changes.CHANGED)
    assert Counter(notices.values_list("recipient_id", flat=True)) == {
        user.pk: 1 for user in changes.told(room.cohort.pk, OCTOBER)
    }
    assert {len(notice.data["changes"]) for notice in notices} == {5}
    assert set(changes.told(room.cohort.pk, OCTOBER)) == {
        room.facilitator,
        *(membership.user for membership in room.cohort.memberships.all()),
    }


def test_what_is_over_or_held_never_moves(room):
    Session.objects.filter(number__lte=2).update(state=SessionState.HELD)

    publish(room.cohort, replace(EXAMPLE_1, minutes=90), at=OCTOBER)

    assert [s.minutes for s in schedules.sessions_of(room.cohort)] == [120] * 3 + [90] * 5


def test_a_new_first_day_begins_after_what_is_over(room):
    inputs = replace(EXAMPLE_1, first_day=date(2024, 11, 6), rhythm="weeks", every=2)
    publish(room.cohort, inputs, at=OCTOBER)
    expected = [
        "2024-08-14", "2024-09-11", "2024-10-09", "2024-11-06",
        "2024-11-20", "2025-02-12", "2025-02-26", "2025-03-12",
    ]  # fmt: skip

    assert days(room.cohort) == expected
    assert Schedule.objects.get().first_number == 4

    later = datetime(2025, 2, 20, tzinfo=UTC)
    publish(room.cohort, at=later)
    assert days(room.cohort) == expected


def test_a_session_does_not_move_into_the_past(room):
    with pytest.raises(CannotPublish) as refusal:
        publish(room.cohort, replace(EXAMPLE_1, rhythm="weeks", every=2), at=OCTOBER)

    assert [t.field for t in refusal.value.trouble] == ["day-4", "day-5"]
    assert days(room.cohort) == DAYS_1


def test_fewer_sessions_call_off_the_last_ones_and_more_add_to_them(room):
    publish(room.cohort, replace(EXAMPLE_1, count=6))
    assert [s.state for s in schedules.sessions_of(room.cohort)] == ["scheduled"] * 6 + [
        "cancelled"
    ] * 2

    publish(room.cohort, replace(EXAMPLE_1, count=8))
    assert [s.state for s in schedules.sessions_of(room.cohort)][-2:] == ["cancelled"] * 2


def test_fewer_sessions_than_are_over_is_refused(room):
    with pytest.raises(CannotPublish) as refusal:
        publish(room.cohort, replace(EXAMPLE_1, count=2), at=OCTOBER)

    assert [t.field for t in refusal.value.trouble] == ["count"]


def test_a_day_chosen_in_the_preview_stands_and_stays(cohort):
    publish(cohort, EXAMPLE_1, days={3: date(2024, 10, 16)})
    publish(cohort)
    publish(cohort, replace(EXAMPLE_1, minutes=100))

    third = Session.objects.get(number=3)
    assert (third.day, third.by_hand, third.minutes) == (date(2024, 10, 16), True, 120)
    assert third.starts_at == datetime(2024, 10, 15, 23, tzinfo=UTC)


def test_a_day_can_be_put_back(cohort):
    publish(cohort, EXAMPLE_1, days={3: date(2024, 10, 16)})
    publish(cohort, EXAMPLE_1, days={3: date(2024, 10, 9)})

    third = Session.objects.get(number=3)
    assert (third.day, third.by_hand, third.version) == (date(2024, 10, 9), False, 2)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 7, 31), "outside the cohort's window"),
        (date(2025, 6, 1), "outside the cohort's window"),
        (date(2024, 9, 11), "Session 2 is at that time."),
    ],
)
def test_a_chosen_day_that_cannot_be_is_refused_beside_it(cohort, day, words):
    with pytest.raises(CannotPublish) as refusal:
        publish(cohort, EXAMPLE_1, days={3: day})

    assert "day-3" in [t.field for t in refusal.value.trouble]
    assert words in str(refusal.value)
    assert Session.objects.count() == 0


def test_a_chosen_day_on_which_the_clocks_skip_the_time_is_refused(cohort):
    early = replace(EXAMPLE_1, start=time(2, 30))

    with pytest.raises(CannotPublish) as refusal:
        publish(cohort, early, days={3: date(2024, 10, 6)})

    assert [t.field for t in refusal.value.trouble] == ["day-3"]


def test_a_preview_that_is_out_of_date_is_refused(room):
    seen = draft(room.cohort, EXAMPLE_1, at=JULY).stamp
    changes.cancel(session_id=room.session(8).pk, by=None, at=JULY)

    with pytest.raises(CannotPublish):
        publish(room.cohort, replace(EXAMPLE_1, minutes=90), stamp=seen)

    assert room.session(1).minutes == 120


def test_a_draft_says_what_becomes_of_each_number(room):
    changes.cancel(session_id=room.session(5).pk, by=None, at=JULY)
    changes.move(
        session_id=room.session(6).pk,
        day=date(2025, 3, 19),
        start=time(10),
        minutes=120,
        by=None,
        at=JULY,
    )

    found = draft(room.cohort, replace(EXAMPLE_1, start=time(11), count=7), at=OCTOBER)

    assert [intent.act for intent in found.intents] == [
        *(Act.OVER, Act.OVER, Act.OVER, Act.MOVE),
        *(Act.CANCELLED, Act.KEEP, Act.MOVE, Act.CANCEL),
    ]
    assert [intent.number for intent in found.news] == [4, 7, 8]


def test_a_draft_takes_the_same_queries_for_3_and_30_sessions(cohort, django_assert_num_queries):
    for count in (3, 30):
        inputs = Inputs(date(2024, 8, 7), time(10), rhythm="weeks", every=1, count=count)
        publish(cohort, inputs)
        with django_assert_num_queries(4):
            draft(cohort, inputs, at=JULY)


def test_the_cut_off_is_the_start_of_the_second_session(room):
    assert schedules.backfill_cutoff(room.cohort) == room.session(2).starts_at


def test_the_cut_off_counts_sessions_that_take_place(room):
    changes.cancel(session_id=room.session(1).pk, by=None, at=JULY)

    assert schedules.backfill_cutoff(room.cohort) == room.session(3).starts_at


def test_the_cut_off_may_be_the_cohorts_own_or_none(cohort):
    assert schedules.backfill_cutoff(cohort) is None

    cohort.backfill_until = JULY
    assert schedules.backfill_cutoff(cohort) == JULY


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_publishing_at_once_writes_each_session_once(cohort):
    call = partial(schedules.publish, cohort_id=cohort.pk, by=None, at=JULY, inputs=EXAMPLE_1)

    outcomes = race(*[call] * 8)

    assert [type(outcome) for outcome in outcomes] == [list] * 8
    assert days(cohort) == DAYS_1
    assert Entry.objects.filter(verb="schedule.published").count() == 1


SCHOOL = replace(EXAMPLE_1, avoid_school_holidays=True)


def test_example_4_in_full_a_group_of_schools_keeps_out_of_their_holidays(cohort):
    school_terms.load(program_id=cohort.intake.program_id, by=None, at=JULY)

    publish(cohort, SCHOOL)

    assert days(cohort) == [*DAYS_1[:6], "2025-04-23", "2025-05-14"]


def test_school_holidays_nobody_knows_are_said_beside_the_wish(cohort):
    with pytest.raises(CannotPublish) as refusal:
        publish(cohort, SCHOOL)

    assert {t.field for t in refusal.value.trouble} == {"avoid_school_holidays"}
    assert "The school terms of 2024 are not known here." in str(refusal.value)


def test_chosen_days_are_kept_as_they_were_chosen(cohort):
    named = (date(2024, 8, 14), date(2024, 9, 2), date(2025, 2, 20))
    inputs = replace(EXAMPLE_1, rhythm="chosen", days=named, count=3)

    publish(cohort, inputs)
    publish(cohort)

    assert days(cohort) == [day.isoformat() for day in named]
    assert schedules.saved_inputs(cohort) == inputs


def at_once(statement):
    """Run a statement with nothing put off to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE cop_sessions_schedule SET rhythm = 'chosen'",
        "UPDATE cop_sessions_schedule SET days = '{2024-08-14}'",
        "UPDATE cop_sessions_schedule SET fold = 2",
        "UPDATE cop_sessions_session SET fold = 2",
        "UPDATE cop_sessions_session SET starts_at = '2024-08-14 00:00Z',"
        " ends_at = '2024-08-14 02:00Z'",
    ],
)
def test_the_database_refuses_what_no_schedule_comes_to(room, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        at_once(broken)
