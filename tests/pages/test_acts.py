"""The audit in words a coordinator reads."""

import ast
from pathlib import Path

import pytest
from django.db import transaction

from audit import record
from cop_platform.pages import acts

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "notices", "programs", "sessions", "intakes", "cop_platform")


def verbs():
    """Every verb written in the source; for one made of a state, what stands before it."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if _records(node) and node.args:
                    yield from _words(node.args[0])


def _records(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("record", "record_many", "say", "take_out")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("record", "sheets", "keeping")
    )


def _words(node):
    if isinstance(node, ast.Constant):
        yield node.value, False
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield node.values[0].value, True


def test_every_verb_has_words():
    missing = [
        verb
        for verb, made_of_a_state in set(verbs())
        if verb not in (acts.STATES if made_of_a_state else acts.WORDS)
        and not acts._of_a_state(verb)
    ]

    assert sorted(missing) == []


@pytest.mark.django_db
def test_an_act_says_what_was_done_to_whom(world):
    membership = world.people["member"].memberships.get()
    with transaction.atomic():
        record.record("membership.left", membership, at=world.at, by=None)
        record.record("session.moved", world.sessions[3], at=world.at, by=None)
        record.record("role.granted.host", membership, at=world.at, by=None)
        entries = list(acts.Entry.objects.order_by("-pk")[:3])[::-1]

    assert [(str(act.words), act.about) for act in acts.acts(entries)] == [
        ("Left the cohort", "Robin Member"),
        ("Session moved", "session 3"),
        ("Role given: host", "Robin Member"),
    ]


@pytest.mark.django_db
def test_many_acts_cost_no_more_than_few(world, django_assert_num_queries):
    everything = acts.Entry.objects.select_related("actor", "reason").filter(
        object_type__in=("programs.membership", "programs.role")
    )
    with django_assert_num_queries(3):
        assert len(acts.acts(everything)) > 5
