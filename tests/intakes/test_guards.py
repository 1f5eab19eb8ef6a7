"""What PostgreSQL refuses by itself, whichever path writes (DOMAIN 0.1, 0.6)."""

import pytest
from django.db import IntegrityError, connection, transaction

from intakes import allocation
from intakes.models import CandidacyState
from programs.models import Seat
from tests.factories import ApplicationFactory, CohortFactory
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
