"""20,000 posts of nonsense to every form of choosing people: see tests/intakes/posting.py."""

import pytest

from tests.intakes import posting

PARTS, EACH = 40, 500


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_that_is_posted_is_a_fault(world, frozen, part):
    answers, faults = posting.post(world, 1_000 + part, EACH)

    assert faults == set()
    assert answers.total() >= EACH
