"""What PostgreSQL refuses by itself, whichever path writes (DOMAIN 0.1, 0.6)."""

import pytest
from django.db import IntegrityError, connection, transaction

from intakes import allocation
from intakes.models import CandidacyState
from programs.models import Seat
from tests.factories import ApplicationFactory, CohortFactory, UserFactory
from tests.intakes.making import MONDAY, cohort_of, offer_of, people_for

S = CandidacyState

pytestmark = pytest.mark.django_db


def refused(sql, *values):
    """The name of the guard that refuses this statement."""
    with pytest.raises(IntegrityError) as refusal:
        run(f"{sql}; SET CONSTRAINTS ALL IMMEDIATE", values)
    return refusal.value.__cause__.diag.constraint_name


@transaction.atomic
def run(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def cohort():
    return cohort_of(2)


@pytest.fixture
def offers_made(cohort):
    people = people_for(cohort, 2, S.WAITLISTED)
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)
    return [offer_of(candidacy) for candidacy in people]


def test_two_live_offers_on_a_seat(offers_made):
    first, second = offers_made

    guard = refused("UPDATE intakes_offer SET seat_id = %s WHERE id = %s", first.seat_id, second.pk)

    assert guard == "offer_one_live_per_seat"


def test_two_live_offers_for_one_candidacy(offers_made):
    first, second = offers_made

    guard = refused(
        "UPDATE intakes_offer SET candidacy_id = %s WHERE id = %s",
        first.candidacy_id,
        second.pk,
    )

    assert guard == "offer_one_live_per_candidacy"


def test_one_person_on_two_seats_of_an_intake(cohort, offers_made):
    other = CohortFactory(intake=cohort.intake, capacity=1)
    holder = offers_made[0].candidacy.application.applicant_id

    guard = refused(
        "UPDATE programs_seat SET holder_id = %s, state = 'held' WHERE cohort_id = %s",
        holder,
        other.pk,
    )

    assert guard == "seat_per_person_once"


def test_a_seat_above_the_capacity(cohort):
    seat = Seat.objects.filter(cohort=cohort).first()

    guard = refused("UPDATE programs_seat SET number = 3 WHERE id = %s", seat.pk)

    assert guard == "seat_within_capacity_or_extra"


ANOTHER_SEAT = """
    INSERT INTO programs_seat
        (cohort_id, intake_id, ceiling, number, extra_reason, state, holder_id)
    SELECT cohort_id, intake_id, ceiling, %s, '', 'held', %s FROM programs_seat WHERE id = %s
"""


def test_a_26th_holder():
    cohort = cohort_of(25)
    *seated, one_more = UserFactory.create_batch(26)
    for seat, holder in zip(cohort.seats.order_by("number"), seated, strict=True):
        Seat.objects.filter(pk=seat.pk).update(state="confirmed", holder=holder)

    above = refused(ANOTHER_SEAT, 26, one_more.pk, seat.pk)
    beside = refused(ANOTHER_SEAT, 25, one_more.pk, seat.pk)

    assert (above, beside) == ("seat_within_capacity_or_extra", "seat_number_once")


def test_fewer_places_than_are_held():
    cohort = cohort_of(2)
    for seat, holder in zip(cohort.seats.all(), UserFactory.create_batch(2), strict=True):
        Seat.objects.filter(pk=seat.pk).update(state="confirmed", holder=holder)

    guard = refused("UPDATE programs_cohort SET capacity = 1 WHERE id = %s", cohort.pk)

    assert guard == "seat_within_capacity_or_extra"


def test_a_holder_of_a_seat_that_is_said_to_be_free(cohort):
    seat, person = cohort.seats.first(), UserFactory()

    guard = refused("UPDATE programs_seat SET holder_id = %s WHERE id = %s", person.pk, seat.pk)

    assert guard == "seat_held_by_someone_or_free"


def test_a_ceiling_that_is_not_the_cohorts():
    cohort = cohort_of(25)
    seat = cohort.seats.get(number=25)

    guard = refused("UPDATE programs_seat SET ceiling = 26 WHERE id = %s", seat.pk)

    assert guard == "seat_ceiling_is_the_cohorts"


def test_an_offer_on_another_cohorts_seat(offers_made):
    elsewhere = cohort_of(1).seats.get()

    guard = refused(
        "UPDATE intakes_offer SET seat_id = %s WHERE id = %s", elsewhere.pk, offers_made[0].pk
    )

    assert guard == "offer_seat_is_the_cohorts"


def test_a_candidacy_in_another_intake(cohort):
    candidacy = people_for(cohort, 1)[0]

    guard = refused(
        "UPDATE intakes_candidacy SET intake_id = %s WHERE id = %s",
        cohort_of(1).intake_id,
        candidacy.pk,
    )

    assert guard.startswith("candidacy_intake_is_the_")


def test_two_live_applications_of_one_person(cohort):
    first, second = ApplicationFactory.create_batch(2, intake=cohort.intake)

    guard = refused(
        "UPDATE intakes_application SET applicant_id = %s WHERE id = %s",
        first.applicant_id,
        second.pk,
    )

    assert guard == "application_live_once"
