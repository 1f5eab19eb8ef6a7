"""A session added, one made into two, all that follow moved: once each, and told once."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from audit.models import Entry
from notices.models import Notice
from programs.models import Break
from sessions import additions, changes, schedules, shifts
from sessions.changes import CannotChange, ChangedMeanwhile
from sessions.models import Session
from sessions.plans import Inputs
from tests.sessions.conftest import EXAMPLE_1, JULY

OCTOBER = datetime(2024, 10, 20, tzinfo=UTC)


def add(room, day=date(2024, 9, 25), *, at=JULY, start=time(10), minutes=120, **more):
    return additions.add(
        cohort_id=room.cohort.pk, day=day, start=start, minutes=minutes, by=None, at=at, **more
    )


def split(room, number=3, *, at=JULY, **more):
    typed = {
        "first_minutes": 60,
        "day": date(2024, 10, 16),
        "start": time(10),
        "minutes": 60,
    }
    return additions.split(session_id=room.session(number).pk, by=None, at=at, **(typed | more))


def shift(room, number, days, *, at=JULY, **more):
    session = room.session(number)
    to = session.day + timedelta(days=days)
    return shifts.shift(session_id=session.pk, to=to, by=None, at=at, **more)


def dates(room):
    return {s.number: s.day.isoformat() for s in schedules.sessions_of(room.cohort)}


def test_an_added_session_takes_the_next_number_and_everybody_is_told_once(room):
    for _press in range(2):
        session = add(room)

    assert (session.number, session.extra, session.version) == (9, True, 1)
    assert session.starts_at == datetime(2024, 9, 25, 0, tzinfo=UTC)
    assert Notice.objects.count() == 2
    assert Notice.objects.first().data["changes"] == [
        {"session": session.pk, "version": 1, "was": None}
    ]
    assert Entry.objects.filter(verb="session.scheduled").count() == 9


@pytest.mark.parametrize(
    ("day", "start", "field"),
    [
        (date(2024, 9, 11), time(11), "day"),
        (date(2025, 6, 2), time(10), "day"),
        (date(2024, 7, 1), time(10), "day"),
        (date(2024, 10, 6), time(2, 30), "start"),
        (date(2025, 4, 6), time(2, 30), "fold"),
    ],
)
def test_what_cannot_be_added_is_refused_beside_its_field(room, day, start, field):
    with pytest.raises(CannotChange) as refusal:
        add(room, day, start=start)

    assert refusal.value.field == field
    assert Session.objects.count() == 8


@pytest.mark.parametrize(("fold", "hour"), [(0, 15), (1, 16)])
def test_of_an_hour_that_comes_twice_the_one_that_was_meant_is_taken(room, fold, hour):
    session = add(room, date(2025, 4, 6), start=time(2, 30), fold=fold)

    assert (session.fold, session.starts_at) == (fold, datetime(2025, 4, 5, hour, 30, tzinfo=UTC))


def test_publishing_again_leaves_what_was_added(room):
    add(room)
    Notice.objects.all().delete()

    schedules.publish(cohort_id=room.cohort.pk, by=None, at=JULY)
    schedules.publish(
        cohort_id=room.cohort.pk, by=None, at=JULY, inputs=Inputs(**vars(EXAMPLE_1) | {"count": 7})
    )

    assert room.session(9).state == "scheduled"
    assert room.session(8).state == "cancelled"


def test_a_longer_rhythm_leaves_out_the_number_of_what_was_added(room):
    add(room)
    Break.objects.all().delete()

    inputs = Inputs(**vars(EXAMPLE_1) | {"count": 9})
    schedules.publish(cohort_id=room.cohort.pk, by=None, at=JULY, inputs=inputs)

    assert dates(room)[9] == "2024-09-25"
    assert dates(room)[10] == "2025-04-09"


def test_new_dates_of_a_longer_rhythm_are_told_like_any_change(room):
    room.cohort.window_last = date(2025, 6, 30)
    room.cohort.save()
    inputs = Inputs(**vars(EXAMPLE_1) | {"count": 9})

    schedules.publish(cohort_id=room.cohort.pk, by=None, at=JULY, inputs=inputs)

    assert Counter(Notice.objects.values_list("recipient", flat=True)) == {
        room.member.pk: 1,
        room.facilitator.pk: 1,
    }


def test_a_split_session_is_two_and_told_in_one_notice(room):
    for _press in range(2):
        first, second = split(room, version=1)

    assert (first.minutes, first.version, second.number) == (60, 2, 9)
    assert first.ends_at - first.starts_at == timedelta(hours=1)
    assert [len(n.data["changes"]) for n in Notice.objects.all()] == [2, 2]
    assert Entry.objects.filter(verb="session.split").count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first_minutes": 120}, "first_minutes"),
        ({"first_minutes": 10}, "first_minutes"),
        ({"day": date(2024, 10, 9)}, "day"),
        ({"day": date(2024, 11, 13)}, "day"),
    ],
)
def test_a_split_that_cannot_be_changes_nothing(room, typed, field):
    with pytest.raises(CannotChange) as refusal:
        split(room, **typed)

    assert refusal.value.field == field
    assert (Session.objects.count(), room.session(3).minutes) == (8, 120)


def test_the_second_part_may_follow_the_first_at_once(room):
    _first, second = split(room, day=date(2024, 10, 9), start=time(11))

    assert second.starts_at == room.session(3).ends_at


def test_all_that_follow_move_as_far_and_keep_their_hour(room):
    shift(room, 3, 7)

    assert list(dates(room).values()) == [
        "2024-08-14", "2024-09-11", "2024-10-16", "2024-11-20",
        "2025-02-19", "2025-03-19", "2025-04-16", "2025-05-21",
    ]  # fmt: skip
    assert {s.start for s in schedules.sessions_of(room.cohort)} == {time(10)}
    assert [s.version for s in schedules.sessions_of(room.cohort)] == [1, 1, *[2] * 6]
    assert Counter(Notice.objects.values_list("recipient", flat=True)) == {
        room.member.pk: 1,
        room.facilitator.pk: 1,
    }


def test_pressed_twice_they_move_once(room):
    to = room.session(3).day + timedelta(days=7)

    for _press in range(2):
        shifts.shift(session_id=room.session(3).pk, to=to, by=None, at=JULY, version=1)

    assert room.session(3).version == 2


def test_what_is_held_or_called_off_does_not_move(room):
    changes.cancel(session_id=room.session(5).pk, by=None, at=JULY)

    with pytest.raises(CannotChange):
        shift(room, 3, 7, at=OCTOBER)
    with pytest.raises(CannotChange):
        shift(room, 5, 7)
    shift(room, 4, 1, at=OCTOBER)

    assert [s.version for s in schedules.sessions_of(room.cohort)] == [1, 1, 1, 2, 2, 2, 2, 2]
    assert dates(room)[5] == "2025-02-12"


def test_a_shift_out_of_the_window_or_onto_another_changes_nothing(room):
    for number, days in ((3, 28), (3, -28), (3, -120)):
        with pytest.raises(CannotChange):
            shift(room, number, days)
    with pytest.raises(ChangedMeanwhile):
        shift(room, 3, 7, version=4)

    assert {s.version for s in schedules.sessions_of(room.cohort)} == {1}
