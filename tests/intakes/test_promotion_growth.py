"""Promoting many asks the database as much however long the list is, and a look that finds nothing
free does not look at the list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from intakes import allocation, offering, queues
from intakes.models import Application, ApplicationState, Candidacy, CandidacyState
from notices.models import Notice
from tests.intakes.making import DAY, MONDAY, cohort_of, live, taken

S = CandidacyState
MOST_QUERIES = 60

pytestmark = pytest.mark.django_db


def waiting(cohort, count):
    """So many people who wait, written at once."""
    people = User.objects.bulk_create(
        User(email=f"waits{cohort.pk}-{n}@example.org", password="!") for n in range(count)
    )
    applications = Application.objects.bulk_create(
        Application(
            applicant=person,
            intake=cohort.intake,
            state=ApplicationState.SUBMITTED,
            started_at=MONDAY - DAY,
            saved_at=MONDAY - DAY,
            submitted_at=MONDAY - DAY,
        )
        for person in people
    )
    return Candidacy.objects.bulk_create(
        Candidacy(
            application=application,
            cohort=cohort,
            intake=cohort.intake,
            rank=1,
            state=S.WAITLISTED,
            eligible_since=MONDAY - DAY + timedelta(seconds=n),
        )
        for n, application in enumerate(applications)
    )


def queries_of(call):
    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


def test_25_seats_with_100_waiting_or_1000_are_as_many_queries_and_at_most_60():
    counts = []
    for many in (100, 1000):
        cohort = cohort_of(25)
        people = waiting(cohort, many)
        counts.append(queries_of(lambda c=cohort: allocation.promote(cohort_id=c.pk, at=MONDAY)))
        assert live(cohort) == people[:25]

    assert counts[0] == counts[1] <= MOST_QUERIES
    assert Notice.objects.filter(kind="intakes.promoted").count() == 50


def test_the_sweep_looks_at_no_list_where_nothing_is_free():
    cohort = cohort_of(2)
    waiting(cohort, 30)
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)

    with CaptureQueriesContext(connection) as asked:
        assert allocation.promote_all(MONDAY) == []

    assert len(asked) == 1
    assert "intakes_candidacy" not in asked[0]["sql"]
    assert taken(cohort) == (2, 0)


def test_the_next_in_line_are_read_off_an_index_without_sorting_the_list():
    cohort = cohort_of(25)
    waiting(cohort, 3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE intakes_candidacy, intakes_application, programs_seat")
    with CaptureQueriesContext(connection) as asked:
        found = queues.next_ones(offering.of(cohort, S.WAITLISTED), 25)

    assert len(found) == 25
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        line = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"EXPLAIN {asked[1]['sql']}")
        stretch = " ".join(row[0] for row in cursor.fetchall())
    assert "candidacy_waiting" in line
    assert "Sort" not in line
    assert "Seq Scan on intakes_candidacy" not in stretch
