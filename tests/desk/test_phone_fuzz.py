"""Whatever is asked of the pages of the phone: a page, or a way on."""

import random

import pytest
from django.urls import reverse

from tests.intakes.posting import NASTY
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.mark.slow
def test_nothing_that_is_asked_is_a_fault(client, world):
    chance = random.Random(1)
    sign_in(client, world.people["coordinator"])
    pages = {
        "find_person": "q",
        "call_list": "page",
        "message": "person",
        "letter_texts": "program",
    }

    for name, field in pages.items():
        for words in chance.sample(NASTY, 12):
            said = {field: words[:2000], "page": words[:100]}
            assert client.get(reverse(f"admin:{name}"), said).status_code in (200, 302)
