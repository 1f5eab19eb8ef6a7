"""30,000 posts of nonsense to every form of choosing people, and to the pages of sessions: see
tests/intakes/posting.py and tests/sessions/posting.py."""

import pytest

from tests.intakes import posting
from tests.sessions import posting as meeting

PARTS, EACH = 40, 500


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_that_is_posted_is_a_fault(world, frozen, part):
    answers, faults = posting.post(world, 1_000 + part, EACH)

    assert faults == set()
    assert answers.total() >= EACH


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS // 2))
def test_nothing_that_is_posted_to_a_session_is_a_fault(world, frozen, part):
    answers, faults = posting.post(world, 2_000 + part, EACH, meeting.FORMS)

    assert faults == set()
    assert answers.total() >= EACH
