"""What is next for you, and what the masthead offers to whom."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.steps import Step
from cop_platform.pages import gathering
from tests.world import sign_in


def test_the_most_urgent_comes_first_and_among_equals_what_is_due():
    early, late = datetime(2024, 7, 11, tzinfo=UTC), datetime(2024, 7, 12, tzinfo=UTC)
    steps = [
        Step("can wait", "/a/"),
        Step("due later", "/b/", urgency=1, due_at=late),
        Step("not due", "/c/", urgency=1),
        Step("due first", "/d/", urgency=1, due_at=early),
        Step("needs an answer", "/e/", urgency=0),
    ]

    assert [step.title for step in gathering.in_order(steps)] == [
        "needs an answer",
        "due first",
        "due later",
        "not due",
        "can wait",
    ]


@pytest.mark.django_db
def test_after_signing_in_everyone_lands_there(settings):
    assert settings.LOGIN_REDIRECT_URL == "pages:next"


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_with_nothing_to_do_it_says_so(client, world):
    sign_in(client, world.people["stranger"])

    response = client.get(reverse("pages:next"))

    assert "Nothing waits for you" in response.text
    assert "<title>What is next for you · Coalesce</title>" in response.text


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_a_coordinator_is_led_to_the_desk(client, world):
    sign_in(client, world.people["coordinator"])

    response = client.get(reverse("pages:next"))

    assert reverse("admin:index") in [
        step.url for step in [response.context["first"], *response.context["others"]]
    ]


def offered(client, name, world):
    sign_in(client, world.people[name])
    nav = client.get(reverse("pages:next")).context["nav"]
    return [str(item.label) for item in nav()]


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("name", ["stranger", "member", "facilitator", "coordinator"])
def test_the_masthead_offers_what_is_theirs(client, world, name):
    assert offered(client, name, world) == [
        "Next for you",
        "Your cohort",
        "Communities",
        *(["Desk"] if name == "coordinator" else []),
    ]
