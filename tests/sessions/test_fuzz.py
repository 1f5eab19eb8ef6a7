"""Whatever is posted to the pages of sessions: a page, a way on, or nothing there. Never a fault.

Each form once here, 10,000 posts in `make drill` (tests/drills/test_posts.py).
"""

import re

import pytest
from django.urls import get_resolver

from tests import doors
from tests.intakes import posting
from tests.intakes.test_fuzz import takes_posts
from tests.sessions.posting import FORMS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

OURS = r"sessions:|admin:cop_sessions_"
GIVEN_BY_DJANGO = ("_history", "_add", "_delete")


def test_every_address_that_takes_a_post_is_posted_to():
    there = {one.name for one in doors.addresses(get_resolver().url_patterns) if one.is_ours}
    taking = {name for name in there if re.match(OURS, name) and takes_posts(name)}
    ours = {name for name in taking if not name.endswith(GIVEN_BY_DJANGO)}

    assert sorted(ours - {one.name for one in FORMS}) == []


@pytest.mark.slow
def test_nothing_that_is_posted_is_a_fault(world):
    answers, faults = posting.post(world, 70, len(FORMS) * 6 // 5, FORMS, a_turn=1)

    assert faults == set()
    assert answers["302"] + answers["200"] > answers.total() / 2
