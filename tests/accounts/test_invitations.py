"""Invitations: a link in a mail, opened by anybody, accepted once by a POST."""

import re
from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts import invitations, proofs
from accounts.models import Invitation, User
from audit.models import Entry
from notices.models import Notice
from tests.entering import Client, give_address, give_totp, totp_code
from tests.factories import UserFactory
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ANNA = "anna@example.org"


@pytest.fixture(autouse=True)
def done(monkeypatch):
    calls = []

    def handler(*, user_id, payload, by, at):
        calls.append((user_id, payload, by))
        return "/you/security/"

    purpose = invitations.Purpose(handler, lambda payload: f"to look after {payload['what']}")
    monkeypatch.setitem(invitations._purposes, "tests.role", purpose)
    return calls


@pytest.fixture
def inviter():
    return UserFactory(display_name="Kim")


def invite(inviter, now, email=ANNA, what="the garden"):
    return invitations.invite(
        email=email, purpose="tests.role", payload={"what": what}, by=inviter.pk, at=now
    )


def link(address=ANNA):
    body = Notice.objects.filter(address=address).latest("id").data["body"]
    found = re.search(r"http\S+(/invitation/\S+/)", body)
    assert found is not None
    return found[1]


def test_the_mail_says_who_invites_and_not_to_what(inviter, now):
    invite(inviter, now, " Anna@Example.org")
    notice = Notice.objects.get()

    assert (notice.kind, notice.address, notice.data["subject"]) == (
        "accounts.mail",
        ANNA,
        "An invitation for you",
    )
    assert notice.data["body"].startswith("Kim invites you.")
    assert "garden" not in str(notice.data)


def test_the_link_is_not_kept(inviter, now):
    invite(inviter, now)
    token = link().split("/")[2]

    assert token not in str(Invitation.objects.values().get())


def test_opening_the_link_says_to_what_and_does_nothing(client, inviter, now, done):
    invite(inviter, now)
    page = client.get(link()).content.decode()

    assert ("Kim invites you" in page, "to look after the garden" in page) == (True, True)
    assert done == []
    assert User.objects.count() == 1


def test_accepting_begins_an_account_signs_in_and_does_what_it_was_about(
    client, inviter, now, done
):
    invite(inviter, now)
    accepted = client.post(link())
    anna = User.objects.get(email=ANNA)

    assert accepted["Location"] == "/you/security/"
    assert client.get("/you/security/").status_code == 200
    assert EmailAddress.objects.get(user=anna).verified
    assert done == [(anna.pk, {"what": "the garden"}, inviter.pk)]
    assert list(
        Entry.objects.filter(object_type="accounts.invitation")
        .order_by("id")
        .values_list("verb", "actor")
    ) == [("invitation.sent", inviter.pk), ("invitation.accepted", anna.pk)]


def test_accepting_twice_is_the_same_answer_twice(client, inviter, now, done):
    invite(inviter, now)
    answers = [client.post(link())["Location"] for _ in range(3)]

    assert answers == ["/you/security/"] * 3
    assert len(done) == 1


def test_a_used_link_lets_nobody_in(client, inviter, now):
    invite(inviter, now)
    client.post(link())
    stranger = Client()
    stranger.post(link())

    assert stranger.session.get("_auth_user_id") is None
    assert "has been accepted" in stranger.get(link()).content.decode()


def test_a_second_factor_comes_first(client, inviter, now, done):
    anna = UserFactory(email=ANNA)
    give_address(anna)
    secret = give_totp(anna)
    invite(inviter, now)

    assert client.post(link())["Location"] == reverse("mfa_authenticate")
    assert done == []
    there = client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})["Location"]
    client.post(there, {"finish": ""})
    assert [user_id for user_id, *_ in done] == [anna.pk]


@pytest.mark.parametrize(("days", "opens"), [(13.99, True), (14, False)])
def test_a_link_works_for_less_than_two_weeks(client, inviter, now, frozen, done, days, opens):
    invite(inviter, now)
    frozen.move_to(now + timedelta(days=days))
    client.post(link())

    assert (len(done) == 1) is opens
    assert ("has run out" in client.get(link()).content.decode()) is not opens


def test_a_withdrawn_invitation_cannot_be_accepted(client, inviter, now, done):
    invitation = invite(inviter, now)
    for _ in range(2):
        invitations.withdraw(invitation_id=invitation.pk, by=inviter.pk, at=now)

    assert client.post(link())["Location"] == link()
    assert "was taken back" in client.get(link()).content.decode()
    assert done == []
    assert Entry.objects.filter(verb="invitation.withdrawn").count() == 1


def test_inviting_again_sends_a_new_link_and_voids_the_old(client, inviter, now, done):
    first = invite(inviter, now)
    old = link()
    second = invite(inviter, now + timedelta(hours=1))

    assert first == second
    assert client.get(old).status_code == 404
    client.post(link())
    assert len(done) == 1


def test_pressing_invite_twice_sends_one_mail(inviter, now):
    assert invite(inviter, now) == invite(inviter, now)
    assert Notice.objects.count() == 1


def test_ten_presses_at_once_are_one_invitation(transactional_db, now):
    inviter = UserFactory()
    outcomes = race(*[partial(invite, inviter, now)] * 10)

    assert len({outcome.pk for outcome in outcomes}) == 1
    assert Notice.objects.count() == 1


def test_ten_acceptances_at_once_do_it_once(transactional_db, now, done):
    invite(UserFactory(), now)
    token = link().split("/")[2]

    def accept():
        proof = invitations.accept(token=token, at=now)
        return proofs.finish(token=proof.token, user_id=proof.user_id, at=now)

    outcomes = race(*[accept] * 10)

    assert set(map(str, outcomes)) <= {
        "/you/security/",
        "This invitation has been accepted. Sign in to go on.",
    }
    assert len(done) == 1
    assert User.objects.filter(email=ANNA).count() == 1


def test_one_address_gets_five_invitations_a_day(inviter, now):
    for n in range(5):
        invite(inviter, now, what=str(n))
    with pytest.raises(invitations.TooMany):
        invite(inviter, now, what="one more")

    assert Notice.objects.count() == 5


def test_an_unknown_purpose_is_said(inviter, now):
    with pytest.raises(proofs.UnknownPurpose):
        invitations.invite(email=ANNA, purpose="nothing", payload={}, by=inviter.pk, at=now)


def test_an_unknown_link_is_no_page(client):
    assert client.get("/invitation/nothing/").status_code == 404
    assert client.post("/invitation/nothing/").status_code == 404
