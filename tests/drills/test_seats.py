"""Eight processes apply, offer, accept, decline, withdraw and promote on one cohort, again and
again: never a 26th holder. Beside it a control: without lock and guards it must go wrong.

20 runs in `make drill`, 2 otherwise.
"""

import multiprocessing
import os
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from intakes.models import CandidacyState, Offer
from tests.drills import seat_worker
from tests.intakes.making import cohort_of, people_for

S = CandidacyState
RUNS = 20 if os.environ.get("DRILL") else 2
PROCESSES, ACTS, PLACES = 8, 25, 25
GUARDS = (
    "DROP INDEX offer_one_live_per_seat",
    "ALTER TABLE intakes_offer DROP CONSTRAINT offer_sent_holds_a_seat",
)
MEND = (
    "DELETE FROM intakes_offer",
    "CREATE UNIQUE INDEX offer_one_live_per_seat ON intakes_offer (seat_id) "
    "WHERE state IN ('sent', 'accepted')",
    "ALTER TABLE intakes_offer ADD CONSTRAINT offer_sent_holds_a_seat "
    "CHECK (state <> 'sent' OR seat_id IS NOT NULL)",
)

pytestmark = [pytest.mark.drill, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def run(seed: int, *, locked: bool = True, places: int = PLACES) -> tuple[Any, list[list[str]]]:
    """Eight workers at one cohort; the cohort and what went wrong in each."""
    from tests.factories import UserFactory

    cohort = cohort_of(places)
    people_for(cohort, places, S.ELIGIBLE)
    people_for(cohort, 2 * places, S.WAITLISTED)
    by = UserFactory(is_superuser=True).pk
    name = connection.settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    context = multiprocessing.get_context("spawn")
    gate, out = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(
            target=seat_worker.work, args=(url, cohort.pk, by, seed + n, ACTS, locked, gate, out)
        )
        for n in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    faults = [out.get(timeout=300) for _ in processes]
    for process in processes:
        process.join()
    return cohort, faults


def told(cohort: Any) -> int:
    """How many have been told that a seat is theirs, or held for them, and have not let go."""
    rows = Offer.objects.filter(cohort=cohort, state__in=("sent", "accepted"))
    return rows.filter(candidacy__state__in=(S.OFFERED, S.ACCEPTED)).count()


@pytest.mark.parametrize("seed", range(RUNS))
def test_never_a_26th_holder(seed):
    cohort, faults = run(1000 * seed)

    assert [fault for found in faults for fault in found] == []
    assert told(cohort) == cohort.seats.taken().count() <= PLACES
    assert cohort.seats.count() == PLACES


def test_control_without_lock_and_guards_it_goes_wrong():
    with connection.cursor() as cursor:
        for drop in GUARDS:
            cursor.execute(drop)
    try:
        wrong = 0
        for seed in range(5):
            cohort, faults = run(seed, locked=False, places=3)
            wrong += told(cohort) > 3 or any(faults)
            if wrong:
                break
    finally:
        with connection.cursor() as cursor:
            for mend in MEND:
                cursor.execute(mend)

    assert wrong
