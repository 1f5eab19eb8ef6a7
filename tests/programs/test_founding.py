"""How an empty site begins: by a command, or in the browser on somebody's own machine."""

from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from audit.models import Entry
from programs import founding
from programs.models import Program
from tests.entering import code_for
from tests.factories import UserFactory
from tests.races import race

pytestmark = pytest.mark.django_db
KIM = "kim@example.org"


def keepers():
    return [*User.objects.filter(is_superuser=True).values_list("email", flat=True)]


def test_the_first_coordinator_keeps_the_site_and_needs_a_second_factor(now):
    user = founding.begin(email=KIM, at=now)

    assert (user.is_superuser, user.is_staff, user.holds_staff_role) == (True, True, True)
    assert user.emailaddress_set.get().verified
    assert not user.has_usable_password()
    assert Entry.objects.filter(verb="person.keeps_the_site").count() == 1


def test_asked_again_for_the_same_person_nothing_changes(now):
    founding.begin(email=KIM, at=now)
    entries = Entry.objects.count()

    founding.begin(email=KIM.upper(), at=now)

    assert (keepers(), Entry.objects.count()) == ([KIM], entries)


def test_there_is_one_first_coordinator_unless_the_shell_says_otherwise(now):
    founding.begin(email=KIM, at=now)

    with pytest.raises(founding.AlreadyBegun):
        founding.begin(email="other@example.org", at=now)
    assert keepers() == [KIM]

    founding.begin(email="other@example.org", at=now, another=True)
    assert sorted(keepers()) == [KIM, "other@example.org"]


def test_who_has_an_account_already_keeps_it(now):
    known = UserFactory(email=KIM, display_name="Kim")

    assert founding.begin(email=KIM, at=now) == known


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_are_one_first_coordinator(now):
    outcomes = race(*(partial(founding.begin, email=f"p{n}@example.org", at=now) for n in range(8)))

    assert sorted(type(found).__name__ for found in outcomes) == ["AlreadyBegun"] * 7 + ["User"]
    assert len(keepers()) == 1


# ------------------------------------------------- the command


def test_the_command_says_where_to_sign_in(settings):
    settings.SITE_URL = "https://site.example.org"
    said = StringIO()

    call_command("first_coordinator", email=KIM, stdout=said)

    assert f"{KIM} can sign in at https://site.example.org/account/" in said.getvalue()
    assert keepers() == [KIM]


def test_the_command_refuses_a_second_one_and_an_address_that_is_none():
    call_command("first_coordinator", email=KIM, stdout=StringIO())

    with pytest.raises(CommandError, match="--another"):
        call_command("first_coordinator", email="other@example.org")
    with pytest.raises(CommandError, match="--email"):
        call_command("first_coordinator", email="nobody")
    assert keepers() == [KIM]


# ------------------------------------------------- in the browser


@pytest.fixture
def local(settings):
    settings.LOCAL, settings.DEMO = True, False


BEGIN = "/setup/begin/"


@pytest.mark.usefixtures("local")
def test_an_empty_site_of_ones_own_leads_to_its_beginning(client):
    assert client.get(reverse("pages:home")).url == BEGIN


@pytest.mark.usefixtures("local")
def test_a_site_that_somebody_keeps_begins_no_more(client, now):
    founding.begin(email=KIM, at=now)

    seen = [client.get(reverse("pages:home")), client.get(BEGIN), client.post(BEGIN)]

    assert [response.status_code for response in seen] == [200, 404, 404]


def test_a_deployed_site_never_begins_in_the_browser(client, settings):
    settings.LOCAL = False

    seen = [client.get(reverse("pages:home")), client.get(BEGIN), client.post(BEGIN)]

    assert [response.status_code for response in seen] == [200, 404, 404]


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize("email", ["", "nobody", "a\0b@example.org", "a" * 1_000_000])
def test_an_address_that_is_none_is_asked_for_again(client, email):
    response = client.post(BEGIN, {"email": email})

    assert (response.status_code, bool(response.context["form"].errors)) == (200, True)


@pytest.mark.usefixtures("local", "frozen")
def test_who_proves_an_address_keeps_the_site_and_is_led_to_the_set_up(client):
    page = client.post(BEGIN, {"email": KIM}).url

    response = client.post(page, {"code": code_for(KIM)}, follow=True)

    assert keepers() == [KIM]
    # On the way stands the second factor, which is not set up yet.
    assert any("/setup/" in url for url, _status in response.redirect_chain)
    assert Program.objects.count() == 0


@pytest.mark.usefixtures("frozen")
def test_a_code_asked_for_before_the_site_was_deployed_makes_nobody_its_keeper(settings, now):
    settings.LOCAL = False

    founding.proved(user_id=UserFactory().pk, payload={}, at=now)

    assert keepers() == []
