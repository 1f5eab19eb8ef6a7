"""Nonsense at every form around the board, from who may post there: never a fault."""

import random

import pytest
from django.urls import reverse

from tests.intakes.test_fuzz import NASTY, ROUNDS
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

CHOICES = {
    "act": (
        *("opinion", "note", "decide", "reopen", "lift", "compare", "export", "message"),
        *("suitable", "not_this_time", "read_again"),
    ),
    "verdict": ("yes", "maybe", "no"),
    "outcome": ("eligible", "unsuccessful", "offered"),
    "kind": ("csv", "xlsx"),
    "pick": ("1", "2", "all"),
}
READING = ("act", "verdict", "reason", "words", "outcome", "conflict")
LOOK = ("intake", "cohort", "state", "region", "stage", "search", "sort", "page", "c", "pick")


def places(world):
    one = world.applications["applicant"].candidacies.get().pk
    program = world.programs["here"].pk
    return [
        ("coordinator", reverse("admin:intakes_candidacy_change", args=[one]), READING),
        ("reviewer", reverse("admin:intakes_candidacy_change", args=[one]), READING),
        ("lead", reverse("admin:intakes_conflict", args=[one]), ("reason",)),
        ("coordinator", reverse("admin:intakes_board_act"), ("act", "pick", "all", "reason")),
        ("coordinator", reverse("admin:intakes_board_columns"), ("c",)),
        ("coordinator", reverse("admin:intakes_board_export"), ("kind", "protected", "reason")),
        (
            "coordinator",
            reverse("admin:intakes_criteria", args=[program]),
            tuple(f"line{n}" for n in range(9)),
        ),
        ("coordinator", reverse("admin:intakes_board"), ()),
    ]


def some(chance, names, longest=2_000_000):
    sent = {name: chance.choice(NASTY + CHOICES.get(name, ()) * 8) for name in names}
    kept = {name: value[:longest] for name, value in sent.items() if chance.random() > 0.15}
    for name in [name for name, value in kept.items() if len(value) > 100_000][1:]:
        kept[name] = "x" * 1000
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("place", range(8))
def test_nothing_that_is_posted_around_the_board_is_a_fault(client, world, place):
    who, where, names = places(world)[place]
    chance = random.Random(place)
    sign_in(client, world.people[who])

    answers = set()
    for _turn in range(ROUNDS * 5):
        address = client.get(where, some(chance, LOOK, 500)).request["QUERY_STRING"]
        answers.add(client.post(f"{where}?{address}", some(chance, names)).status_code)
        answers.add(client.get(f"{where}?{address}").status_code)

    assert sorted(answers - {200, 302, 404}) == []
