"""People and invitations at the desk."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts import closing, invitations
from accounts.models import AccessNeed, Invitation, SafeContact
from audit.models import Entry
from notices.models import Notice
from programs.models import RoleKind
from tests.entering import Client, give_address
from tests.factories import ProgramFactory, RoleFactory, UserFactory

pytestmark = pytest.mark.django_db
PEOPLE = "/desk/accounts/user/"
INVITATIONS = "/desk/accounts/invitation/"


@pytest.fixture
def keeper(client):
    user = UserFactory(is_superuser=True, is_staff=True, holds_staff_role=True)
    client.force_login(user)
    return user


@pytest.fixture
def coordinator():
    user = UserFactory(is_staff=True, holds_staff_role=True)
    RoleFactory(user=user, kind=RoleKind.COORDINATOR, program=ProgramFactory(), cohort=None)
    return user


@pytest.fixture(autouse=True)
def _purpose(monkeypatch):
    purpose = invitations.Purpose(lambda **values: "/you/", lambda payload: "to help")
    monkeypatch.setitem(invitations._purposes, "tests.role", purpose)


def act(client, url, action, *chosen):
    return client.post(
        url, {"action": action, "_selected_action": [one.pk for one in chosen]}, follow=True
    )


def test_secrets_and_health_are_not_at_the_desk():
    named = {model._meta.label for model in admin.site._registry}

    assert named.isdisjoint(
        {
            "mfa.Authenticator",
            "account.EmailAddress",
            "usersessions.UserSession",
            "auth.Group",
            AccessNeed._meta.label,
            SafeContact._meta.label,
        }
    )


def test_who_keeps_the_site_sees_people_and_changes_nothing_by_typing(client, keeper):
    person = UserFactory()

    assert person.email in client.get(PEOPLE).content.decode()
    assert client.get(f"{PEOPLE}{person.pk}/change/").status_code == 200
    assert client.post(f"{PEOPLE}{person.pk}/change/", {"is_superuser": "on"}).status_code == 403


def test_coordinators_see_no_list_of_people(client, coordinator):
    client.force_login(coordinator)

    assert client.get(PEOPLE).status_code == 403


def test_a_closed_account_is_out_and_can_be_opened_again(client, keeper):
    person, browser = UserFactory(), Client()
    give_address(person)
    browser.force_login(person)
    act(client, PEOPLE, "close_accounts", person)
    closed = browser.get("/you/").status_code
    act(client, PEOPLE, "reopen_accounts", person)
    still_out = browser.get("/you/").status_code
    person.refresh_from_db()
    browser.force_login(person)

    assert (closed, still_out, browser.get("/you/").status_code) == (302, 302, 200)
    assert list(
        Entry.objects.filter(object_id=person.pk).order_by("id").values_list("verb", "actor")
    ) == [("person.closed", keeper.pk), ("person.reopened", keeper.pk)]


def test_nobody_closes_their_own_account(client, keeper):
    page = act(client, PEOPLE, "close_accounts", keeper)
    keeper.refresh_from_db()

    assert "somebody must keep the site" in page.content.decode()
    assert keeper.is_active


def test_closing_twice_is_recorded_once(keeper, now):
    person = UserFactory()
    for _ in range(2):
        closing.close(user_id=person.pk, by=keeper.pk, at=now)

    assert Entry.objects.filter(verb="person.closed").count() == 1


def test_somebody_can_be_signed_out_everywhere(client, keeper):
    person, browser = UserFactory(), Client()
    browser.force_login(person)
    act(client, PEOPLE, "sign_out_everywhere", person)

    assert browser.get("/you/").status_code == 302


def test_each_sees_the_invitations_they_sent(client, keeper, coordinator, now):
    for by, email in ((keeper, "a@example.org"), (coordinator, "b@example.org")):
        invitations.invite(email=email, purpose="tests.role", payload={}, by=by.pk, at=now)
    everything = client.get(INVITATIONS).content.decode()
    client.force_login(coordinator)
    own = client.get(INVITATIONS).content.decode()

    assert ("a@example.org" in everything, "b@example.org" in everything) == (True, True)
    assert ("a@example.org" in own, "b@example.org" in own) == (False, True)
    theirs = Invitation.objects.get(email="a@example.org")
    assert (
        client.get(reverse("admin:accounts_invitation_change", args=[theirs.pk])).status_code == 404
    )


def test_an_invitation_can_be_sent_again_and_taken_back(client, keeper, now):
    sent = invitations.invite(
        email="a@example.org", purpose="tests.role", payload={}, by=keeper.pk, at=now
    )
    act(client, INVITATIONS, "send_again", sent)
    act(client, INVITATIONS, "withdraw", sent)
    sent.refresh_from_db()

    assert Notice.objects.count() == 2
    assert sent.withdrawn_at is not None
    assert "taken back" in client.get(INVITATIONS).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    client, keeper, now, rows, django_assert_max_num_queries
):
    for n in range(rows):
        invitations.invite(
            email=f"{n}@example.org", purpose="tests.role", payload={}, by=keeper.pk, at=now
        )
    with django_assert_max_num_queries(9):
        client.get(INVITATIONS)
    with django_assert_max_num_queries(9):
        client.get(PEOPLE)
