"""Reading: decided once, with a reason, by a coordinator of the program."""

from datetime import timedelta

import pytest

from audit import history
from intakes import review
from intakes.models import Candidacy, CandidacyState
from notices.models import Notice
from tests.factories import UserFactory
from tests.intakes.making import MONDAY, cohort_of, coordinator_of, people_for

S = CandidacyState


@pytest.fixture
def candidacy(db):
    return people_for(cohort_of(), 1, S.IN_REVIEW)[0]


@pytest.fixture
def coordinator(candidacy):
    return coordinator_of(candidacy.cohort.intake.program)


def decide(candidacy, by, outcome=S.ELIGIBLE, reason="Fits well.", at=MONDAY):
    return review.decide(candidacy_id=candidacy.pk, outcome=outcome, reason=reason, by=by.pk, at=at)


def test_a_decision_is_kept_with_who_when_and_why_and_tells_nobody_yet(candidacy, coordinator):
    decided = decide(candidacy, coordinator)

    entry = history.about(candidacy).get()
    assert (decided.state, decided.eligible_since, decided.told_at) == (S.ELIGIBLE, MONDAY, None)
    assert (entry.verb, entry.actor, entry.at) == ("candidacy.eligible", coordinator, MONDAY)
    assert (entry.reason.text, entry.cohort_id) == ("Fits well.", candidacy.cohort_id)
    assert Notice.objects.count() == 0


def test_decided_twice_alike_it_stays_decided_otherwise_it_is_refused(candidacy, coordinator):
    decide(candidacy, coordinator)
    again = decide(candidacy, coordinator, at=MONDAY + timedelta(hours=1))

    assert again.eligible_since == MONDAY
    assert history.about(candidacy).count() == 1
    with pytest.raises(review.CannotDecide):
        decide(candidacy, coordinator, S.UNSUCCESSFUL)


@pytest.mark.parametrize("outcome", [S.OFFERED, S.WAITLISTED, S.ACCEPTED])
def test_a_decision_is_nothing_else(candidacy, coordinator, outcome):
    with pytest.raises(review.CannotDecide):
        decide(candidacy, coordinator, outcome)


def test_a_reason_is_needed(candidacy, coordinator):
    with pytest.raises(review.CannotDecide):
        decide(candidacy, coordinator, reason="  ")


def test_only_a_coordinator_of_the_program_decides(candidacy):
    for person in (UserFactory(), coordinator_of(cohort_of().intake.program)):
        with pytest.raises(review.CannotDecide):
            decide(candidacy, person)

    assert decide(candidacy, UserFactory(is_superuser=True)).state == S.ELIGIBLE


def test_what_was_not_successful_can_be_read_again(candidacy, coordinator):
    decide(candidacy, coordinator, S.UNSUCCESSFUL)

    with pytest.raises(review.CannotDecide):
        review.reopen(candidacy_id=candidacy.pk, reason="", by=coordinator.pk, at=MONDAY)
    for _press in range(2):
        reopened = review.reopen(
            candidacy_id=candidacy.pk, reason="New facts.", by=coordinator.pk, at=MONDAY
        )

    assert (reopened.state, reopened.told_at) == (S.IN_REVIEW, None)
    assert [e.verb for e in history.about(candidacy)] == [
        "candidacy.in_review",
        "candidacy.unsuccessful",
    ]
    Candidacy.objects.filter(pk=candidacy.pk).update(state=S.WAITLISTED, eligible_since=MONDAY)
    with pytest.raises(review.CannotDecide):
        review.reopen(candidacy_id=candidacy.pk, reason="Why not", by=coordinator.pk, at=MONDAY)
