"""S1, S2: every address, as everybody, against tests/doors_table.py.

One world per process; each request is taken back, so that none is seen by the next.
"""

import inspect
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, get_resolver, path

from accounts import invitations, proofs
from accounts.access import admits, anyone, signed_in
from accounts.middleware import says_who_may_enter
from notices.models import Notice
from tests import doors
from tests.doors import METHODS, NOWHERE, ROLES, Address, Door, Scene
from tests.doors_table import DOORS, GROUPS
from tests.world import build

ALL = list(doors.addresses(get_resolver().url_patterns))
NOW = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)
TABLE = "tests/doors_table.py"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Everybody in one world, none of which is kept."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=False),
        doors.undone(),
    ):
        world = build(NOW)
        proof = proofs.ask(email="new@example.org", purpose=invitations.PURPOSE, payload={}, at=NOW)
        invitations.on_accepted("tests.doors", _accepted, lambda payload: "to help")
        invitations.invite(
            email="newer@example.org",
            purpose="tests.doors",
            payload={},
            by=world.people["coordinator"].pk,
            at=NOW,
        )
        body = Notice.objects.get(address="newer@example.org").data["body"]
        link = re.search(r"/invitation/([^/]+)/", body)
        assert link is not None
        yield Scene(world, proof.token, link[1])


def _accepted(**values: Any) -> str:
    return "/you/"


def test_every_address_is_in_the_table():
    """Those that are missing fail below too, with the line to add."""
    assert [address.name for address in ALL if address.name not in DOORS] == []


def test_every_line_of_the_table_is_an_address():
    assert sorted(set(DOORS) - {address.name for address in ALL}) == []


def test_every_view_of_ours_says_who_may_enter():
    assert doors.unguarded(get_resolver().url_patterns) == []


@pytest.mark.parametrize("address", ALL, ids=[address.name for address in ALL])
def test_everybody_gets_what_the_table_says(scene: Scene, address: Address):
    """And what is not theirs looks, to the last byte, like what is not there."""
    if address.name not in DOORS:
        pytest.fail(_line_to_add(scene, address))
    door = DOORS[address.name]
    values = door.at(scene)
    there = {method: scene.answers(method, address.url(values)) for method in METHODS}
    wrong = [*_wrong(door, there)]
    if wrong:
        seen = {method: doors.outcomes(answers) for method, answers in there.items()}
        wrong += [f"If that is as it should be, {TABLE} needs:"]
        wrong += [doors.suggested(address.name, seen, GROUPS)]
    if address.holds_values:
        wrong += _different(scene, there, address.url(doors.nothing(values)))

    assert wrong == [], "\n".join(["", address.url(values), *wrong])


Answers = dict[str, dict[str, HttpResponse]]  # by method and role


def _wrong(door: Door, there: Answers) -> Iterator[str]:
    for method, answers in there.items():
        seen = doors.outcomes(answers)
        for role, expected in door.outcomes(method).items():
            if seen[role] != expected:
                yield f"{method} as {role}: {seen[role]}, not {expected}"


def _different(scene: Scene, there: Answers, nowhere: str) -> Iterator[str]:
    """Where outsiders could tell the two apart, and where nothing breaks something.

    All outsiders get the one page of their own for what is nowhere; that the headers are the
    same as well is looked at for the first of them.
    """
    for method in METHODS:
        outsiders = [role for role in ROLES if doors.outcome(there[method][role]) == NOWHERE]
        for role in outsiders:
            if there[method][role].content != scene.no_page(role):
                yield f"{method} as {role} is not what stands where nothing is"
        for role in [role for role in ROLES if role not in outsiders] + outsiders[:1]:
            other = scene.ask(role, method, nowhere)
            if role in outsiders and _seen(there[method][role]) != _seen(other):
                yield f"{method} as {role} differs from {other.status_code} for what is not there"
            if other.status_code not in {404, 302, 403, 405}:
                yield f"{method} as {role}: {other.status_code} for what is not there"


def _seen(response: HttpResponse) -> tuple[Any, ...]:
    headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
    return response.status_code, response.get("Location"), response.content, headers


def _line_to_add(scene: Scene, address: Address) -> str:
    said = [f"{address.name} (/{address.route}) is not in {TABLE}. "]
    if address.holds_values:
        said.append("Its route holds values: give the line an `at=` that finds them in the world.")
        said.append(f'    "{address.name}": Door(get={{...: "200"}}, post="405", at=...),')
        return "\n".join(said)
    url = address.url({})
    seen = {method: doors.outcomes(scene.answers(method, url)) for method in METHODS}
    said.append("This is what everybody gets now. If that is as it should be, add:")
    return "\n".join([*said, doors.suggested(address.name, seen, GROUPS)])


# -- The checker itself ---------------------------------------------------------------------------


def open_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


open_view.__module__ = "intakes.views"


@admits(anyone)
def guarded_view(request: HttpRequest, user: Any) -> HttpResponse:
    return HttpResponse()


def test_control_a_view_without_a_door_is_found():
    patterns = [path("open/", open_view, name="open"), path("shut/", guarded_view, name="shut")]

    assert doors.unguarded(patterns) == ["open"]
    assert [says_who_may_enter(view) for view in (open_view, guarded_view)] == [False, True]


@pytest.mark.parametrize("name", ["pages:cohort", "admin:index", "accounts:profile"])
def test_control_removing_one_door_is_found(name, monkeypatch):
    address = next(address for address in ALL if address.name == name)
    monkeypatch.delattr(address.view, "admits")

    assert doors.unguarded(get_resolver().url_patterns) == [name]


def test_control_a_door_that_opens_too_wide_is_found(scene, monkeypatch):
    """Let the facilitators' door admit whoever has signed in: the table notices."""
    address = next(address for address in ALL if address.name == "programs:profile")
    pattern = next(p for p in _patterns(get_resolver()) if p.callback is address.view)
    monkeypatch.setattr(pattern, "callback", admits(signed_in)(inspect.unwrap(address.view)))
    clear_url_caches()
    try:
        wrong = list(_wrong(DOORS[address.name], {"GET": scene.answers("GET", address.url({}))}))
    finally:
        monkeypatch.undo()
        clear_url_caches()

    assert "GET as member: 200, not 404" in wrong
    assert "GET as funder: 200, not 404" in wrong


def test_control_an_unlisted_address_is_told_the_line_to_add(scene, monkeypatch):
    address = next(address for address in ALL if address.name == "pages:next")
    monkeypatch.delitem(DOORS, "pages:next")

    assert _line_to_add(scene, address).splitlines()[-1] == (
        '    "pages:next": Door(get={SIGNED_IN: "200"}, post={SIGNED_IN: "405"}),'
    )


def test_everything_that_a_request_writes_is_taken_back(scene):
    from accounts.models import AccessNeed

    scene.ask("member", "POST", "/you/access/")

    assert AccessNeed.objects.count() == 0
    assert transaction.get_connection().in_atomic_block


def _patterns(resolver: Any) -> Iterator[Any]:
    for pattern in resolver.url_patterns:
        yield from _patterns(pattern) if hasattr(pattern, "url_patterns") else [pattern]
