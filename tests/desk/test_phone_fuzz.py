"""Whatever is posted to the pages of the phone: a page, a way on, or nothing there."""

import random

import pytest
from django.urls import reverse

from tests.intakes.test_fuzz import NASTY, ROUNDS
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ACTS = {
    "act": ("note", "reach", "again", "said", "no_answer", "save", "preview", "reset"),
    "step": ("preview", "send"),
    "key": ("a-page-that-was-opened", "another-page"),
    "text": ("Hello {first_name}", "{link} {deadline}", "{", "{}", "{{x}}", "](", "[x]({link})"),
    "call": ("offer-1", "notice-1", "offer-999999999999999999"),
}


def forms(world):
    """Where something is posted, and the names of the fields there."""
    person = world.people["holder"].pk
    ACTS["person"] = ACTS["people"] = (str(person),)
    ACTS["waiting"] = ACTS["members"] = (str(world.cohorts["full"].pk),)
    word = [world.programs["here"].pk, "intakes.offer"]
    chosen = ("person", "people", "application", "candidacy", "members", "waiting", "program")
    return [
        (reverse("admin:person_page", args=[person]), ("act", "key", "words", "program", "notice")),
        (reverse("admin:call_list"), ("act", "call", "key", "words")),
        (reverse("admin:message"), ("step", "key", "subject", "text", *chosen)),
        (reverse("admin:letter_text", args=word), ("act", "subject", "text")),
    ]


def typed(chance, names):
    """Something for most of the fields; one of them at most is very long."""
    sent = {name: chance.choice(NASTY + ACTS.get(name, ()) * 9) for name in names}
    sent = {name: value for name, value in sent.items() if chance.random() > 0.15}
    for name in [name for name, value in sent.items() if len(value) > 100_000][1:]:
        sent[name] = "x" * 1000
    return sent


@pytest.mark.slow
@pytest.mark.parametrize("place", range(4))
def test_nothing_that_is_posted_is_a_fault(client, world, place):
    where, names = forms(world)[place]
    chance = random.Random(place)
    sign_in(client, world.people["coordinator"])

    answers = [client.post(where, typed(chance, names)).status_code for _n in range(ROUNDS * 8)]

    assert sorted(set(answers) - {200, 302, 404}) == []


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
