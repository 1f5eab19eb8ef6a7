"""The pipeline: how far people have come, and how long each step takes."""

import pytest
from django.db import transaction

from intakes import candidacies, pipeline, review
from intakes.models import CandidacyState
from tests.intakes.making import DAY, MONDAY, cohort_of, coordinator_of, people_for

S = CandidacyState
pytestmark = pytest.mark.django_db


def test_each_step_is_counted_for_the_intake_and_for_each_cohort():
    cohort = cohort_of()
    people_for(cohort, 3, S.IN_REVIEW)
    people_for(cohort, 2, S.ELIGIBLE)
    people_for(cohort, 1, S.CHOSEN)

    whole, part = pipeline.read(cohort.intake, MONDAY)

    assert [bar.count for bar in part.bars] == [5, 2, 0, 0]
    assert [bar.share for bar in part.bars] == [100, 40, 0, 0]
    assert [bar.width for bar in part.bars] == [320, 128, 0, 0]
    assert (part.cohort_id, whole.cohort_id) == (cohort.pk, None)
    assert [(wait.now) for wait in part.waits] == [3, 2, 0, 0]


def test_days_are_counted_from_one_move_to_the_next():
    cohort = cohort_of()
    by = coordinator_of(cohort.intake.program)
    opened = cohort.intake.opens_at
    for days in (2, 6):
        candidacy = people_for(cohort, 1, S.CHOSEN)[0]
        with transaction.atomic():
            candidacies.move(candidacy, S.IN_REVIEW, at=opened, by=None)
        review.decide(
            candidacy_id=candidacy.pk,
            outcome=S.ELIGIBLE,
            reason="x",
            by=by.pk,
            at=opened + days * DAY,
        )

    _whole, part = pipeline.read(cohort.intake, opened + 7 * DAY)
    read, suitable = part.waits[:2]

    assert (read.middle, read.longest) == (4.0, 6.0)
    assert (suitable.middle, suitable.longest, suitable.now) == (3.0, 5.0, 2)


def test_an_empty_intake_has_bars_of_nothing():
    cohort = cohort_of()

    whole, part = pipeline.read(cohort.intake, MONDAY)

    assert {bar.width for bar in (*whole.bars, *part.bars)} == {0}
    assert part.waits[0].middle is None


def test_the_queries_do_not_grow(django_assert_num_queries):
    cohort = cohort_of()
    for count in (1, 20):
        people_for(cohort, count, S.IN_REVIEW)
        with django_assert_num_queries(4):
            pipeline.read(cohort.intake, MONDAY)
