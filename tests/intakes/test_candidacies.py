"""The table of states is DOMAIN 0.2, and nothing else is possible."""

import pytest

from intakes import candidacies
from intakes.models import CandidacyState
from tests.intakes.making import MONDAY, cohort_of, people_for

S = CandidacyState


def test_the_arrows_are_those_of_the_rules():
    assert {
        (str(start), str(end)) for start, ends in candidacies.MOVES.items() for end in ends
    } == {
        ("chosen", "in_review"),
        ("chosen", "withdrawn"),
        ("in_review", "eligible"),
        ("in_review", "unsuccessful"),
        ("in_review", "withdrawn"),
        ("unsuccessful", "in_review"),
        ("eligible", "in_review"),  # ADR 0011
        ("eligible", "offered"),
        ("eligible", "waitlisted"),
        ("eligible", "withdrawn"),
        ("rolled_over", "withdrawn"),  # ADR 0011
        ("waitlisted", "offered"),
        ("waitlisted", "left"),
        ("waitlisted", "rolled_over"),
        ("waitlisted", "lapsed"),
        ("waitlisted", "withdrawn"),
        ("offered", "accepted"),
        ("offered", "declined"),
        ("offered", "expired"),
        ("offered", "rescinded"),
        ("expired", "waitlisted"),
        ("accepted", "withdrawn"),
        ("accepted", "completed"),
    }


@pytest.mark.django_db
def test_what_has_no_arrow_is_refused_in_words():
    candidacy = people_for(cohort_of(1), 1, S.LEFT)[0]

    with pytest.raises(candidacies.NotPossible) as refusal:
        candidacies.move(candidacy, S.OFFERED, at=MONDAY, by=None)

    assert str(refusal.value) == "“left the waitlist” can't become “offered a seat”."
