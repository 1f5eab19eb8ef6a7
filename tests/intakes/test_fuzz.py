"""Whatever is posted where people are chosen: a page, a way on, or nothing there. Never a fault.

1,200 posts here, 20,000 in `make drill` (tests/drills/test_posts.py).
"""

import re

import pytest
from django.urls import get_resolver

from cop_platform.pages.desk_pages import PAGES
from tests import doors
from tests.doors_table import DOORS
from tests.intakes import posting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

DESK = "|".join(["job", *(name for _route, _view, name in PAGES)])
OURS = rf"intakes:|pages:|admin:(intakes|privacy|accounts_datarequest)_|admin:({DESK})$"
GIVEN_BY_DJANGO = ("_history", "_add", "_delete", "_change")
SHUT = {"403", "405", doors.SIGN_IN}


def takes_posts(name: str) -> bool:
    """Whether a page is there for somebody, and their POST is not turned away at the door."""
    door = DOORS[name]
    seen = door.outcomes("GET")
    taken = {role for role, said in door.outcomes("POST").items() if said not in SHUT}
    return any(seen[role] not in {"404", "403", doors.SIGN_IN} for role in taken)


def test_every_address_that_takes_a_post_is_posted_to():
    there = {one.name for one in doors.addresses(get_resolver().url_patterns) if one.is_ours}
    taking = {name for name in there if re.match(OURS, name) and takes_posts(name)}
    history = {name for name in taking if name.endswith("_history")}  # Django's own, read alone

    assert sorted(taking - history - {one.name for one in posting.FORMS}) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_is_posted_is_a_fault(world, seed):
    answers, faults = posting.post(world, seed, 200)

    assert faults == set()
    assert answers["302"] + answers["200"] > answers.total() / 2
