"""Until when an offer can be answered: worked example 9, and the cut-off that ends it sooner."""

from datetime import UTC, date, datetime, timedelta

import pytest

from intakes import deadlines
from programs.models import Break
from tests.factories import IntakeFactory
from tests.intakes.making import MONDAY, cohort_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    intake = IntakeFactory()
    Break.objects.create(
        program=intake.program,
        name="Shutdown",
        first=date(2024, 12, 24),
        last=date(2025, 1, 3),
        shutdown=True,
    )
    return cohort_of(1, intake=intake)


@pytest.mark.parametrize(
    ("sent", "ends"),
    [
        # Over the change to daylight saving: 17:00 AEDT is 06:00 UTC.
        (datetime(2024, 10, 3, 1, 0, tzinfo=UTC), datetime(2024, 10, 10, 6, 0, tzinfo=UTC)),
        # Over Cup Day, Tuesday 5 November.
        (datetime(2024, 10, 31, 1, 0, tzinfo=UTC), datetime(2024, 11, 8, 6, 0, tzinfo=UTC)),
        # Over Christmas and the shutdown.
        (datetime(2024, 12, 18, 1, 0, tzinfo=UTC), datetime(2025, 1, 7, 6, 0, tzinfo=UTC)),
    ],
)
def test_holidays_the_shutdown_and_the_clocks_are_reckoned_with(cohort, sent, ends):
    term = deadlines.term(cohort, sent)

    assert (term.sent_at, term.expires_at) == (sent, ends)


def test_an_intake_can_give_more_days(cohort):
    cohort.intake.offer_business_days = 7

    assert deadlines.term(cohort, MONDAY).expires_at == datetime(2024, 8, 7, 7, tzinfo=UTC)


def test_at_the_cut_off_itself_it_is_too_late_and_a_day_before_it_is_not_too_short(cohort):
    def term(left):
        cohort.backfill_until = MONDAY + left
        found = deadlines.term(cohort, MONDAY)
        return found.too_late, found.too_short

    second = timedelta(seconds=1)
    assert term(timedelta()) == (True, True)
    assert term(second) == (False, True)
    assert term(timedelta(hours=24) - second) == (False, True)
    assert term(timedelta(hours=24)) == (False, False)
