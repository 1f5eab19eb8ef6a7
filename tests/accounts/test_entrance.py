"""The page on which a code is typed: what it shows, to whom, and what it does once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts import proofs
from accounts.models import Proof, User
from notices.models import Notice
from tests.entering import Client, code_for, give_address, give_totp, totp_code
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def done(monkeypatch):
    calls = []

    def handler(*, user_id, payload, at):
        calls.append((user_id, payload))
        return "/you/security/"

    monkeypatch.setitem(proofs._handlers, "tests.form", handler)
    return calls


@pytest.fixture
def proof(now):
    return proofs.ask(
        email="anna@example.org",
        purpose="tests.form",
        payload={"hopes": "to learn"},
        at=now,
        back="/programs/",
    )


def url(proof):
    return reverse("accounts:prove", kwargs={"token": proof.token})


def test_the_right_code_signs_in_and_does_what_was_asked(client, proof, done):
    client.get(url(proof))
    response = client.post(url(proof), {"code": code_for(proof.email)})
    anna = User.objects.get()

    assert (response.status_code, response["Location"]) == (302, "/you/security/")
    assert done == [(anna.pk, {"hopes": "to learn"})]
    assert client.get("/you/security/").status_code == 200


def test_spaces_around_and_within_the_code_do_not_matter(client, proof, done):
    code = code_for(proof.email)
    client.post(url(proof), {"code": f" {code[:3]} {code[3:]}\n"})

    assert len(done) == 1


def test_pressing_twice_gives_the_same_answer_and_one_act(client, proof, done):
    code = code_for(proof.email)
    answers = [client.post(url(proof), {"code": code})["Location"] for _ in range(3)]

    assert answers == ["/you/security/"] * 3
    assert len(done) == 1


def test_two_tabs_that_came_before_the_sign_in_end_at_the_same_place(proof, done):
    """The second press still carries the cookie from before the first."""
    tabs = [Client(), Client()]
    tabs[0].get(url(proof))
    tabs[1].cookies.update(tabs[0].cookies)
    code = code_for(proof.email)
    answers = [tab.post(url(proof), {"code": code})["Location"] for tab in tabs]

    assert answers == ["/you/security/"] * 2
    assert len(done) == 1


def test_a_used_page_leads_on_without_signing_anybody_in(client, proof):
    client.post(url(proof), {"code": code_for(proof.email)})
    stranger = Client()

    assert stranger.get(url(proof))["Location"] == "/you/security/"
    assert stranger.get("/you/security/").status_code == 302


def test_a_wrong_code_is_said_and_nothing_is_lost(client, proof, done):
    client.get(url(proof))
    code = "000000" if code_for(proof.email) != "000000" else "000001"
    response = client.post(url(proof), {"code": code})

    assert response.status_code == 200
    assert escape("That is not the code we sent.") in response.content.decode()
    assert f"/programs/?again={proof.token}" in response.content.decode()
    assert done == []


@pytest.mark.parametrize(
    "typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "1\0" + "23456", "9" * 1_000_000]
)
def test_what_is_no_code_is_said(client, proof, typed):
    response = client.post(url(proof), {"code": typed})

    assert response.status_code == 200
    assert Proof.objects.get().tries == 0


def test_a_code_that_ran_out_is_said_and_another_can_be_had(client, proof, frozen, now):
    frozen.move_to(now + timedelta(minutes=11))
    response = client.post(url(proof), {"code": code_for(proof.email)})
    client.post(url(proof), {"resend": ""})
    again = client.post(url(proof), {"code": code_for(proof.email)})

    assert "run out" in response.content.decode()
    assert again["Location"] == "/you/security/"


def test_resending_answers_the_same_whether_or_not_a_code_left(client, proof, frozen, now):
    frozen.move_to(now + timedelta(minutes=1))
    first = client.post(url(proof), {"resend": ""}, follow=True)
    second = client.post(url(proof), {"resend": ""}, follow=True)

    assert Notice.objects.count() == 2
    assert [r.redirect_chain for r in (first, second)] == [[(url(proof), 302)]] * 2
    assert "on its way" in second.content.decode()


def test_the_address_is_shown_to_the_browser_that_asked_alone(client, proof):
    first, stranger = client.get(url(proof)), Client().get(url(proof))

    assert "anna@example.org" in first.content.decode()
    assert "anna@example.org" not in stranger.content.decode()
    assert "again=" not in stranger.content.decode()


def test_the_page_is_never_kept(client, proof):
    assert "no-store" in client.get(url(proof))["Cache-Control"]


def test_an_unknown_token_is_no_page(client):
    assert client.get("/code/nothing/").status_code == 404
    assert client.post("/code/nothing/", {"code": "123456"}).status_code == 404


def test_other_methods_are_refused(client, proof):
    assert client.put(url(proof)).status_code == 405


def test_in_local_mail_the_page_leads_to_the_mail(client, proof, settings):
    without = client.get(url(proof)).content.decode()
    settings.LOCAL_MAIL = True
    with_ = client.get(url(proof)).content.decode()

    assert ("/mail/" in without, "/mail/" in with_) == (False, True)


def test_a_second_factor_comes_before_anything_is_done(client, proof, done):
    anna = UserFactory(email="anna@example.org")
    give_address(anna)
    secret = give_totp(anna)

    stopped = client.post(url(proof), {"code": code_for(proof.email)})
    assert stopped["Location"] == reverse("mfa_authenticate")
    assert done == []
    assert client.post(url(proof), {"finish": ""}).status_code == 302
    assert done == []

    passed = client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
    assert passed["Location"] == url(proof)
    assert "still here" in client.get(url(proof)).content.decode()
    assert client.post(url(proof), {"finish": ""})["Location"] == "/you/security/"
    assert done == [(anna.pk, {"hopes": "to learn"})]


def test_somebody_else_who_is_signed_in_cannot_finish(client, proof, done):
    proofs.prove(token=proof.token, code=code_for(proof.email), at=proof.made_at)
    client.force_login(UserFactory())

    assert client.post(url(proof), {"finish": ""}).status_code == 404
    assert done == []


def test_somebody_else_s_code_signs_this_browser_over_to_them(client, proof, done):
    client.force_login(UserFactory(email="other@example.org"))
    client.post(url(proof), {"code": code_for(proof.email)})

    assert [user_id for user_id, _payload in done] == [User.objects.get(email=proof.email).pk]


def test_a_closed_account_is_not_opened_again(client, proof, done):
    UserFactory(email="anna@example.org", is_active=False)
    response = client.post(url(proof), {"code": code_for(proof.email)})

    assert response["Location"] == reverse("account_inactive")
    assert done == []


def test_asking_costs_the_same_queries_whether_or_not_the_address_is_known(now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    UserFactory(email="anna@example.org")
    shapes = []
    for email in ("anna@example.org", "emma@example.org"):
        with CaptureQueriesContext(connection) as queries:
            proofs.ask(email=email, purpose="tests.form", payload={}, at=now)
        said = [query["sql"].replace(email, "").split("VALUES")[0] for query in queries]
        said = [sql.split("=")[0] for sql in said]
        shapes.append([sql for sql in said if "SAVEPOINT" not in sql])  # they carry numbers

    assert shapes[0] == shapes[1]


def test_the_page_costs_the_same_queries_whether_or_not_the_address_is_known(
    client, now, django_assert_num_queries
):
    UserFactory(email="anna@example.org")
    pages = []
    for email in ("anna@example.org", "emma@example.org"):
        asked = proofs.ask(email=email, purpose="tests.form", payload={}, at=now)
        Client().get(url(asked))
        with django_assert_num_queries(2):
            pages.append(Client().get(url(asked)))

    assert len(pages[0].content) == len(pages[1].content)
