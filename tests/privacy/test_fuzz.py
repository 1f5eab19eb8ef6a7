"""Whatever is posted about people's data: a page, a way on, or nothing there. Never a fault."""

import os
import random

import pytest
from django.urls import reverse

from accounts import data_requests
from tests.intakes.test_fuzz import NASTY
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.slow]

ROUNDS = 200 if os.environ.get("DRILL") == "1" else 15
WORDS = {
    "act": ("erase", "carry_out", "refuse", "period", "hold", "lift"),
    "kind": ("access", "correct", "erase"),
    "came_by": ("phone", "letter"),
    "category": ("drafts", "mails"),
    "received_on": ("2024-07-01", "2024-02-30", "9999-12-31"),
}
OWN = {
    "pages:held_copy": ("json",),
    "pages:held_correct": ("words",),
    "pages:held_erase": ("sure", "give_up"),
}
DESK = {
    "admin:privacy_new": ("email", "kind", "came_by", "received_on", "words", "gives_up_seat"),
    "admin:privacy_retention": ("act", "program", "category", "days", "email", "reason", "hold"),
    "admin:privacy_desk": ("act", "page"),
}


def posted(client, where, names, seed):
    chance, seen = random.Random(seed), set()
    for _n in range(ROUNDS):
        sent = {
            name: chance.choice(NASTY + WORDS.get(name, ()) * 6)
            for name in names
            if chance.random() > 0.15
        }
        big = [name for name, value in sent.items() if len(value) > 100_000]
        for name in big[1:]:  # more than one of these is more than the site takes in at all
            sent[name] = "x" * 1000
        seen.add(client.post(where, sent).status_code)
    return sorted(seen - {200, 302, 404})


@pytest.mark.parametrize("name", OWN)
def test_no_page_of_ones_own_breaks(client, world, name):
    sign_in(client, world.people["member"])

    assert posted(client, reverse(name), OWN[name], name) == []


@pytest.mark.parametrize("name", DESK)
def test_no_page_of_the_desk_breaks(client, world, name):
    sign_in(client, world.people["coordinator"])

    assert posted(client, reverse(name), DESK[name], name) == []


@pytest.mark.parametrize("kind", ["access", "correct", "erase"])
def test_no_request_breaks(client, world, kind):
    person = world.people["applicant"]
    asked = data_requests.ask(person_id=person.pk, kind=kind, words="-", at=world.at, by=person.pk)
    sign_in(client, world.people["coordinator"])
    where = reverse("admin:accounts_datarequest_change", args=[asked.pk])

    assert posted(client, where, ("act", "sure", "outcome", "reason"), kind) == []
