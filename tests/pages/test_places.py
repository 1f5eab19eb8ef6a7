"""Every page is looked at by somebody, and opens for them."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.places import NOT_LOOKED_AT, desk, personal, places, public
from tests.world import sign_in


@pytest.fixture(autouse=True)
def _on_ones_own_machine(settings):
    settings.LOCAL_MAIL = True


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def names(patterns, space=""):
    """Every named page outside the desk."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        elif pattern.namespace != "admin":
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)


def test_no_page_is_forgotten(world):
    looked_at = {place.name for place in places(world)} | set(NOT_LOOKED_AT)

    assert sorted(set(names(get_resolver().url_patterns)) - looked_at) == []


def test_no_reason_outlives_its_page():
    assert sorted(set(NOT_LOOKED_AT) - set(names(get_resolver().url_patterns))) == []


@pytest.mark.parametrize("kind", [public, personal, desk])
def test_each_page_opens(world, kind):
    answers = {}
    for place in kind(world):
        client = Client()
        if place.who:
            sign_in(client, world.people[place.who])
        answer = client.get(place.path, follow=not place.own)
        if answer.status_code != 200:
            answers[str(place)] = (answer.status_code, answer.get("Location", ""))
        if not place.own and place.name != "admin:index":
            # The desk sends people home from where they may not be.
            assert answer.request["PATH_INFO"] != "/desk/"

    assert answers == {}


def test_the_desk_has_pages():
    assert len(admin.site._registry) > 5
