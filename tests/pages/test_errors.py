"""Error pages, with and without a database."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

PUBLIC = ["pages:home", "pages:about", "pages:safety", "pages:privacy", "pages:look", "healthz"]


@pytest.fixture
def database_away(django_db_blocker: Any) -> Iterator[None]:
    """Nobody answers at the database's address."""
    with django_db_blocker.unblock():
        kept = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict |= {"HOST": "/nowhere-at-all", "PORT": "1"}
        yield
        connection.close()
        connection.settings_dict |= {"HOST": kept["HOST"], "PORT": kept["PORT"]}


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("name", PUBLIC)
def test_what_asks_no_database_goes_on_without_one(name):
    assert Client().get(reverse(name)).status_code == 200


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("path", ["/programs/", "/next/", "/desk/", "/c/0000000000/"])
def test_without_a_database_it_is_503_and_when_to_try_again(path):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32

    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Quick exit" in answer.text


@pytest.mark.usefixtures("database_away")
def test_a_form_sent_without_a_database_is_503_too():
    client = Client(raise_request_exception=False)

    assert client.post("/account/login/", {"login": "a@example.org"}).status_code == 503


@pytest.mark.django_db
def test_nothing_there_is_404_in_our_own_words(client):
    answer = client.get("/nothing-is-here/")

    assert answer.status_code == 404
    assert "Quick exit" in answer.text


@pytest.mark.django_db
def test_a_stale_form_is_403_and_says_so():
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("pages:look"), {"theme": "dark"})

    assert answer.status_code == 403
    assert "This form had been open for a while" in answer.text
