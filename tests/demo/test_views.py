from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import User
from audit import clock
from cop_platform.demo import people, state, time_travel, tour
from cop_platform.demo.cards import CARDS
from intakes.models import DeclineChoice, Offer, OfferState
from tests.demo.conftest import NOW
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings, demo_at):
    settings.LOCAL = settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("card", [card for card in CARDS if card.email], ids=lambda c: c.word)
def test_one_click_and_one_is_somebody(client, card):
    answer = client.post(reverse("demo:enter", args=[card.word]), {"next": "/safety/"})

    assert (answer.status_code, answer["Location"]) == (302, "/safety/")
    assert client.session["_auth_user_id"] == str(User.objects.by_email(card.email).pk)


def test_the_visitor_signs_out(client):
    client.force_login(User.objects.by_email(people.MEMBER))

    client.post(reverse("demo:enter", args=["visitor"]))

    assert "_auth_user_id" not in client.session


def test_a_card_never_signs_in_a_real_person(client):
    User.objects.filter(email=people.MEMBER).update(is_demo=False)

    client.post(reverse("demo:enter", args=["member"]))

    assert "_auth_user_id" not in client.session


def test_a_card_that_is_not_there_is_a_404(client):
    assert client.post(reverse("demo:enter", args=["nobody"])).status_code == 404


def test_next_leads_to_no_other_site(client):
    answer = client.post(
        reverse("demo:enter", args=["visitor"]), {"next": "https://elsewhere.example"}
    )

    assert answer["Location"] == reverse("pages:home")


@pytest.mark.parametrize(
    ("method", "name", "args"),
    [
        ("get", "cards", []),
        ("post", "enter", ["member"]),
        ("post", "clock", ["day"]),
        ("post", "afresh", []),
        ("post", "tour", ["away"]),
    ],
)
def test_outside_the_demo_nothing_is_there(client, settings, method, name, args):
    settings.DEMO = False

    assert getattr(client, method)(reverse(f"demo:{name}", args=args)).status_code == 404


@pytest.mark.parametrize(("name", "args"), [("enter", ["member"]), ("clock", ["day"])])
def test_a_link_does_nothing(client, name, args):
    assert client.get(reverse(f"demo:{name}", args=args)).status_code == 405


def test_a_day_on(client):
    client.post(reverse("demo:clock", args=["day"]))

    assert clock.now() == NOW + timedelta(days=1)


def test_to_the_next_deadline_the_offers_lapse_and_the_next_are_offered(client):
    offer = Offer.objects.get(pk=state.current().places["offer"])

    client.post(reverse("demo:clock", args=["deadline"]))

    offer.refresh_from_db()
    assert (clock.now(), offer.state) == (offer.expires_at, OfferState.EXPIRED)
    assert Offer.objects.live().count() == 2


def test_to_the_next_session_its_door_is_about_to_open(client):
    client.post(reverse("demo:clock", args=["deadline"]))
    client.post(reverse("demo:clock", args=["session"]))

    assert clock.now() == time_travel.next_session(clock.now() - timedelta(minutes=1))


def test_afresh_asks_first(client):
    UserFactory(email="new@example.org", display_name="New (demo)", is_demo=True)

    assert client.get(reverse("demo:afresh")).status_code == 200
    assert User.objects.filter(email="new@example.org").count() == 1

    client.post(reverse("demo:afresh"))
    assert User.objects.filter(email="new@example.org").count() == 0


def test_staff_hold_a_second_factor():
    holders = Authenticator.objects.values_list("user__email", flat=True)

    reviewers = ["reviewer2@example.org", "reviewer@example.org"]
    assert sorted(holders) == [people.COORDINATOR, people.FACILITATOR, *reviewers]


def test_the_tour_ticks_itself_off(client):
    def done():
        return [thing.done for thing in tour.things(state.current())]

    assert done() == [False] * 7
    client.post(reverse("demo:enter", args=["coordinator"]))
    client.get(reverse("admin:index"))
    assert done() == [False, True, False, False, False, False, False]
    decline()
    assert done() == [False, True, True, True, False, False, False]


def decline():
    from intakes import offers

    offer = Offer.objects.get(pk=state.current().places["offer"])
    holder = offer.candidacy.application.applicant_id
    offers.decline(offer_id=offer.pk, choice=DeclineChoice.LEAVE, at=NOW, by=holder)


def test_the_tour_can_be_put_away_and_brought_back(client):
    client.post(reverse("demo:tour", args=["away"]))
    assert state.current().dismissed is True

    client.post(reverse("demo:tour", args=["back"]))
    assert state.current().dismissed is False
