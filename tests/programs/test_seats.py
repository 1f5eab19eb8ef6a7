"""Seats: as many rows as places, and PostgreSQL refuses the 26th holder by itself."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from programs import seats
from programs.models import Cohort, Seat, SeatState
from tests.factories import (
    CohortFactory,
    CommunityFactory,
    IntakeFactory,
    UserFactory,
)
from tests.races import race

pytestmark = pytest.mark.django_db


def taken(cohort, count):
    """So many people on the cohort's lowest free seats."""
    with transaction.atomic():
        found = seats.lock_cohort(cohort.pk)
        return [seats.hold_lowest_free(found, UserFactory().pk) for _number in range(count)]


def numbers(cohort, *states):
    wanted = states or SeatState.values
    return sorted(cohort.seats.filter(state__in=wanted).values_list("number", flat=True))


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


# ------------------------------------------------- what PostgreSQL refuses (R2)


def test_raw_sql_cannot_seat_a_26th_holder():
    cohort = CohortFactory()
    taken(cohort, 25)

    with pytest.raises(IntegrityError, match="seat_within_capacity_or_extra"):
        sql(
            "INSERT INTO programs_seat (cohort_id, intake_id, ceiling, number, state, holder_id,"
            " extra_reason) VALUES (%s, %s, 25, 26, 'confirmed', %s, '')",
            *(cohort.pk, cohort.intake_id, UserFactory().pk),
        )


def test_raw_sql_cannot_pretend_a_higher_ceiling():
    cohort = CohortFactory()

    with pytest.raises(IntegrityError, match="seat_ceiling_is_the_cohorts"):
        sql(
            "INSERT INTO programs_seat (cohort_id, intake_id, ceiling, number, state, extra_reason)"
            " VALUES (%s, %s, 30, 26, 'free', '')",
            *(cohort.pk, cohort.intake_id),
        )


def test_raw_sql_cannot_put_a_second_person_on_a_number():
    cohort = CohortFactory()

    with pytest.raises(IntegrityError, match="seat_number_once"):
        sql(
            "INSERT INTO programs_seat (cohort_id, intake_id, ceiling, number, state, holder_id,"
            " extra_reason) VALUES (%s, %s, 25, 7, 'held', %s, '')",
            *(cohort.pk, cohort.intake_id, UserFactory().pk),
        )


def test_raw_sql_cannot_give_one_person_two_seats_in_an_intake():
    cohort = CohortFactory()
    other = CohortFactory(intake=cohort.intake)
    (seat,) = taken(cohort, 1)

    with pytest.raises(IntegrityError, match="seat_per_person_once"):
        sql(
            "UPDATE programs_seat SET state = 'held', holder_id = %s"
            " WHERE cohort_id = %s AND number = 1",
            *(seat.holder_id, other.pk),
        )


def test_raw_sql_cannot_hide_a_second_seat_behind_another_cohorts_intake():
    cohort = CohortFactory()
    other = CohortFactory()

    with pytest.raises(IntegrityError, match="seat_intake_is_the_cohorts"):
        sql(
            "UPDATE programs_seat SET intake_id = %s WHERE cohort_id = %s AND number = 1",
            *(other.intake_id, cohort.pk),
        )


def test_raw_sql_cannot_move_a_seat_into_another_cohort():
    cohort = CohortFactory()
    other = CohortFactory(capacity=3)
    (seat,) = taken(cohort, 1)

    with pytest.raises(IntegrityError):
        sql("UPDATE programs_seat SET cohort_id = %s WHERE id = %s", other.pk, seat.pk)


def test_raw_sql_cannot_lower_the_capacity_under_the_seats():
    cohort = CohortFactory()
    taken(cohort, 25)

    with pytest.raises(IntegrityError, match="seat_within_capacity_or_extra"):
        sql("UPDATE programs_cohort SET capacity = 24 WHERE id = %s", cohort.pk)


def test_a_seat_is_held_by_someone_or_free():
    cohort = CohortFactory()

    with pytest.raises(IntegrityError, match="seat_held_by_someone_or_free"):
        sql("UPDATE programs_seat SET state = 'held' WHERE cohort_id = %s", cohort.pk)


# ------------------------------------------------- holding and freeing


def test_the_lowest_free_seat_is_held_first():
    cohort = CohortFactory(capacity=3)

    assert [seat.number for seat in taken(cohort, 3)] == [1, 2, 3]


def test_nobody_gets_a_seat_in_a_full_cohort():
    cohort = CohortFactory(capacity=2)

    assert [bool(seat) for seat in taken(cohort, 3)] == [True, True, False]


def test_a_freed_seat_is_the_next_to_go_and_has_forgotten_its_holder():
    cohort = CohortFactory(capacity=3)
    first, _second = taken(cohort, 2)

    with transaction.atomic():
        seats.lock_cohort(cohort.pk)
        seats.free(first)

    seat = cohort.seats.get(number=1)
    assert (seat.state, seat.holder_id, numbers(cohort)) == (SeatState.FREE, None, [1, 2, 3])
    assert [seat.number for seat in taken(cohort, 1)] == [1]


def test_a_person_with_a_seat_in_the_intake_gets_no_second_one():
    cohort = CohortFactory()
    other = CohortFactory(intake=cohort.intake)
    (seat,) = taken(cohort, 1)

    with transaction.atomic():
        found = seats.lock_cohort(other.pk)
        with pytest.raises(seats.AlreadyHoldsASeat):
            seats.hold_lowest_free(found, seat.holder_id)
        # The transaction is still good.
        assert seats.hold_lowest_free(found, UserFactory().pk).number == 1


def test_a_confirmed_seat_keeps_its_holder():
    cohort = CohortFactory()
    (seat,) = taken(cohort, 1)

    with transaction.atomic():
        seats.lock_cohort(cohort.pk)
        seats.confirm(seat)

    confirmed = cohort.seats.get(number=1)
    assert (confirmed.state, confirmed.holder_id) == (SeatState.CONFIRMED, seat.holder_id)


# ------------------------------------------------- opening and publishing


def test_a_cohort_opens_with_as_many_seats_as_places(now):
    intake = IntakeFactory()
    community = CommunityFactory(program=intake.program)
    by: Any = UserFactory()

    cohort = seats.open_cohort(
        community_id=community.pk, intake_id=intake.pk, name="One", by=by.pk, at=now
    )

    assert numbers(cohort) == list(range(1, 26))
    assert (cohort.window_first, cohort.window_last, cohort.published) == (
        intake.sessions_from,
        intake.sessions_to,
        False,
    )
    entry = Entry.objects.about(cohort).get()
    assert (entry.verb, entry.actor, entry.at) == ("cohort.opened", by, now)


@pytest.mark.parametrize(
    "wrong",
    [{"capacity": 0}, {"capacity": 201}, {"name": "Taken"}, {"window_last": "before"}],
    ids=str,
)
def test_a_cohort_that_makes_no_sense_is_refused_and_nothing_is_made(wrong, now):
    intake = IntakeFactory()
    community = CommunityFactory(program=intake.program)
    CohortFactory(community=community, intake=intake, name="Taken", capacity=1)
    if "window_last" in wrong:
        wrong = {"window_first": intake.sessions_to, "window_last": intake.sessions_from}

    with pytest.raises(seats.CannotChange):
        seats.open_cohort(
            **{"community_id": community.pk, "intake_id": intake.pk, "name": "New"} | wrong,
            by=None,
            at=now,
        )

    assert (Cohort.objects.count(), Seat.objects.count()) == (1, 1)


def test_a_cohort_belongs_to_one_program(now):
    with pytest.raises(seats.CannotChange):
        seats.open_cohort(
            community_id=CommunityFactory().pk,
            intake_id=IntakeFactory().pk,
            name="One",
            by=None,
            at=now,
        )


# ------------------------------------------------- publishing


def test_a_cohort_that_lacks_something_cannot_be_published(now):
    cohort = CohortFactory(published=False, facilitator=False)

    with pytest.raises(seats.CannotChange, match="no facilitator yet"):
        seats.publish_cohort(cohort_id=cohort.pk, by=None, at=now)


def test_a_cohort_that_lacks_nothing_is_published_once(now):
    cohort = CohortFactory(published=False)

    published = [seats.publish_cohort(cohort_id=cohort.pk, by=None, at=now) for _time in range(2)]

    assert [found.published for found in published] == [True, True]
    assert Entry.objects.about(cohort).filter(verb="cohort.published").count() == 1


# ------------------------------------------------- capacity


def change(cohort, capacity, now, reason="the room is larger"):
    return seats.change_capacity(
        cohort_id=cohort.pk, capacity=capacity, by=None, at=now, reason=reason
    )


def test_more_places_are_more_seats(now):
    cohort = CohortFactory(capacity=3)

    change(cohort, 5, now)

    assert (numbers(cohort), {seat.ceiling for seat in cohort.seats.all()}) == (
        [1, 2, 3, 4, 5],
        {5},
    )
    entry = Entry.objects.about(cohort).get()
    assert (entry.verb, entry.reason.text) == ("cohort.capacity_changed", "the room is larger")


def test_fewer_places_take_free_seats_alone_and_number_held_ones_anew(now):
    cohort = CohortFactory(capacity=6)
    held = taken(cohort, 6)
    with transaction.atomic():
        seats.lock_cohort(cohort.pk)
        for seat in (held[0], held[2], held[3]):
            seats.free(seat)
    holders = {held[n].holder_id for n in (1, 4, 5)}

    change(cohort, 4, now)

    assert numbers(cohort) == [1, 2, 3, 4]
    assert numbers(cohort, SeatState.FREE) == [4]
    assert set(cohort.seats.taken().values_list("holder_id", flat=True)) == holders


def test_nobody_is_evicted_and_the_refusal_says_how_many_are_held(now):
    cohort = CohortFactory(capacity=5)
    taken(cohort, 4)

    with pytest.raises(seats.CannotChange, match="4 places are held"):
        change(cohort, 3, now)

    cohort.refresh_from_db()
    assert (cohort.capacity, numbers(cohort)) == (5, [1, 2, 3, 4, 5])


def test_a_capacity_can_go_down_to_what_is_held(now):
    cohort = CohortFactory(capacity=5)
    taken(cohort, 4)

    change(cohort, 4, now)

    assert numbers(cohort, SeatState.HELD) == [1, 2, 3, 4]


@pytest.mark.parametrize("capacity", [0, -1, 201])
def test_a_capacity_beyond_sense_is_refused(capacity, now):
    with pytest.raises(seats.CannotChange, match="between 1 and 200"):
        change(CohortFactory(capacity=2), capacity, now)


def test_a_new_capacity_needs_a_reason(now):
    with pytest.raises(seats.CannotChange, match="say why"):
        change(CohortFactory(capacity=2), 3, now, reason="  ")


def test_the_same_capacity_again_changes_nothing(now):
    cohort = CohortFactory(capacity=2)

    change(cohort, 2, now)

    assert Entry.objects.count() == 0


# ------------------------------------------------- extra seats


def extra(cohort, now):
    return seats.add_extra_seat(
        cohort_id=cohort.pk, reason="a facilitator in training", by=None, at=now
    )


def test_an_extra_seat_stands_above_the_capacity_with_its_reason(now):
    cohort = CohortFactory(capacity=3)

    made = [extra(cohort, now), extra(cohort, now)]

    assert [(seat.number, seat.extra_reason) for seat in made] == [
        (4, "a facilitator in training"),
        (5, "a facilitator in training"),
    ]


def test_an_extra_seat_needs_a_reason(now):
    cohort = CohortFactory(capacity=3)

    with pytest.raises(seats.CannotChange, match="say why"):
        seats.add_extra_seat(cohort_id=cohort.pk, reason=" ", by=None, at=now)


def test_an_extra_seat_goes_with_its_person(now):
    cohort = CohortFactory(capacity=1)
    extra(cohort, now)
    taken_seats = taken(cohort, 2)

    with transaction.atomic():
        seats.lock_cohort(cohort.pk)
        seats.free(taken_seats[1])

    assert numbers(cohort) == [1]


def test_more_places_go_to_over_booked_seats_first(now):
    cohort = CohortFactory(capacity=2)
    extra(cohort, now), extra(cohort, now)
    taken(cohort, 4)

    change(cohort, 3, now)

    rows = cohort.seats.order_by("number").values_list("number", "extra_reason", "state")
    assert [*rows] == [
        (1, "", "held"),
        (2, "", "held"),
        (3, "", "held"),
        (4, "a facilitator in training", "held"),
    ]


def test_an_extra_seat_survives_a_smaller_capacity_and_a_larger_one(now):
    cohort = CohortFactory(capacity=5)
    extra(cohort, now)
    taken(cohort, 6)
    with transaction.atomic():
        seats.lock_cohort(cohort.pk)
        for seat in cohort.seats.filter(number__in=(2, 3)):
            seats.free(seat)

    change(cohort, 3, now)
    assert numbers(cohort, SeatState.HELD) == [1, 2, 3, 6]

    change(cohort, 6, now)
    assert numbers(cohort) == [1, 2, 3, 4, 5, 6]
    assert cohort.seats.exclude(extra_reason="").count() == 0


# ------------------------------------------------- races


def hold_one(cohort_id, user_id):
    with transaction.atomic():
        return seats.hold_lowest_free(seats.lock_cohort(cohort_id), user_id)


def count_then_take(cohort_id, user_id, gate):
    """The control: what a form without the lock does, on rows made as they are wanted."""
    with transaction.atomic():
        held = Seat.objects.filter(cohort=cohort_id).taken().count()
        gate.wait(timeout=30)
        if held >= 2:
            return None
        seat = Seat.objects.filter(cohort=cohort_id).free().order_by("number").first()
        seat.state, seat.holder_id = SeatState.HELD, user_id
        seat.save()
        return seat


@pytest.mark.django_db(transaction=True)
def test_eight_people_for_two_seats_are_two_holders():
    cohort = CohortFactory(capacity=2)
    people = UserFactory.create_batch(8)

    outcomes = race(*(partial(hold_one, cohort.pk, person.pk) for person in people))

    assert Counter(type(seat).__name__ for seat in outcomes) == {"Seat": 2, "NoneType": 6}
    assert cohort.seats.taken().values("holder").distinct().count() == 2


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_more_people_are_told_they_have_a_seat():
    import threading

    cohort = CohortFactory(capacity=2)
    people = UserFactory.create_batch(8)
    gate = threading.Barrier(8)

    outcomes = race(*(partial(count_then_take, cohort.pk, p.pk, gate) for p in people))

    assert Counter(type(seat).__name__ for seat in outcomes)["Seat"] > 2
    assert cohort.seats.taken().count() <= 2  # even so, PostgreSQL has no third


@pytest.mark.django_db(transaction=True)
def test_a_shrinking_cohort_and_eight_people_end_with_no_one_evicted(now):
    cohort = CohortFactory(capacity=8)
    people = UserFactory.create_batch(8)

    outcomes = race(
        *(partial(hold_one, cohort.pk, person.pk) for person in people),
        *(partial(change, cohort, size, now) for size in (7, 6, 5, 4)),
    )

    holders = [seat.holder_id for seat in outcomes[:8] if seat is not None]
    cohort.refresh_from_db()
    assert {type(seat).__name__ for seat in outcomes[:8]} <= {"Seat", "NoneType"}
    assert {type(found).__name__ for found in outcomes[8:]} <= {"Cohort", "CannotChange"}
    assert sorted(cohort.seats.taken().values_list("holder_id", flat=True)) == sorted(holders)
    assert numbers(cohort) == list(range(1, cohort.capacity + 1))
