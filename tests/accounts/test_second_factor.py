"""Staff hold a second factor: without one nothing opens, with one it must have been shown."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts import middleware
from tests.entering import Client, give_address, give_totp, totp_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SET_UP = "/you/second-factor/"


@pytest.fixture
def facilitator():
    user = UserFactory(holds_staff_role=True)
    give_address(user)
    return user


@pytest.fixture
def browser(facilitator):
    browser = Client()
    browser.force_login(facilitator, second_factor=False)
    return browser


@pytest.mark.parametrize("path", ["/next/", "/", "/you/security/", "/desk/", "/account/email/"])
def test_without_one_every_page_leads_to_setting_one_up(browser, path):
    assert browser.get(path)["Location"] == SET_UP
    assert browser.post(path)["Location"] == SET_UP


@pytest.mark.parametrize(
    "path", [SET_UP, "/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"]
)
def test_what_sets_one_up_opens(browser, path):
    assert browser.get(path).status_code == 200


def test_health_and_signing_out_work_meanwhile(browser):
    assert browser.get("/healthz").status_code == 200
    assert browser.post(reverse("account_logout"))["Location"] == "/"
    assert browser.get("/next/")["Location"].startswith("/account/login/")


@pytest.mark.django_db(transaction=True)
def test_once_set_up_everything_opens_in_the_same_session(browser, facilitator):
    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session["mfa.totp.secret"]
    browser.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})

    assert browser.get("/you/security/").status_code == 200
    assert browser.get(SET_UP)["Location"] == "/you/security/"


@pytest.mark.django_db(transaction=True)
def test_once_set_up_the_recovery_codes_are_shown_at_once(browser):
    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session["mfa.totp.secret"]

    answer = browser.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})

    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_view_recovery_codes"))
    assert browser.get(answer["Location"]).status_code == 200


def test_who_has_one_and_did_not_show_it_signs_in_again(browser, facilitator):
    give_totp(facilitator)

    assert browser.get("/you/security/")["Location"] == "/account/login/?next=/you/security/"
    assert browser.session.get("_auth_user_id") is None


def test_who_has_shown_it_comes_in(facilitator):
    give_totp(facilitator)
    browser = Client()
    browser.force_login(facilitator)

    assert browser.get("/you/security/").status_code == 200


def test_a_role_granted_while_signed_in_counts_on_the_next_request():
    member, browser = UserFactory(), Client()
    browser.force_login(member, second_factor=False)
    before = browser.get("/you/security/").status_code
    member.holds_staff_role = True
    member.save(update_fields=["holds_staff_role"])

    assert before == 200
    assert browser.get("/you/security/")["Location"] == SET_UP


def test_members_need_none():
    browser = Client()
    browser.force_login(UserFactory(), second_factor=False)

    assert browser.get("/you/security/").status_code == 200


@pytest.mark.parametrize(
    ("demo", "local", "person", "needed"),
    [
        (True, True, True, False),
        (True, True, False, True),
        (True, False, True, True),
        (False, True, True, True),
    ],
)
def test_demo_people_on_a_local_demo_need_none(facilitator, settings, demo, local, person, needed):
    settings.DEMO, settings.LOCAL = demo, local
    facilitator.is_demo = person
    facilitator.save(update_fields=["is_demo"])
    browser = Client()
    browser.force_login(facilitator, second_factor=False)

    assert browser.get("/you/security/").status_code == (302 if needed else 200)


def test_the_last_factor_of_staff_cannot_be_removed(facilitator):
    give_totp(facilitator)
    browser = Client()
    browser.force_login(facilitator)
    session = browser.session
    session["account_authentication_methods"][0]["reauthenticated"] = True
    session.save()
    browser.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=facilitator, type="totp").count() == 1


def test_recovery_codes_alone_are_no_factor(facilitator, browser):
    Authenticator.objects.create(
        user=facilitator, type="recovery_codes", data={"seed": "x", "used_mask": 0}
    )

    assert browser.get("/next/")["Location"] == SET_UP


# -- How long a session lasts (real time, whatever the demo's clock says) -------------------------


def opens_after(user, *steps):
    """Whether pages opened after each pause."""
    with time_machine.travel("2024-07-10T00:00:00+00:00", tick=False) as clock:
        browser = Client()
        browser.force_login(user)
        browser.get("/you/security/")
        answers = []
        for pause in steps:
            clock.shift(pause)
            answers.append(browser.get("/you/security/").status_code == 200)
    return answers


MINUTE = timedelta(minutes=1)


def test_staff_who_are_idle_for_half_an_hour_are_signed_out(facilitator):
    assert opens_after(facilitator, 29 * MINUTE, 29 * MINUTE, 30 * MINUTE) == [True, True, False]


def test_members_are_not_signed_out_for_being_idle():
    assert opens_after(UserFactory(), 300 * MINUTE, 300 * MINUTE) == [True, True]


def test_after_twelve_hours_everybody_signs_in_again():
    steps = [60 * MINUTE] * 11

    assert opens_after(UserFactory(), *steps, 59 * MINUTE, 1 * MINUTE) == [True] * 12 + [False]


def test_the_demo_s_clock_signs_nobody_out(facilitator, settings):
    from audit import clock

    browser = Client()
    browser.force_login(facilitator)
    settings.DEMO = True
    clock.set_ahead(timedelta(days=30))

    assert browser.get("/you/security/").status_code == 200


def test_being_there_is_written_down_once_a_minute_not_on_every_page(facilitator):
    browser = Client()
    with time_machine.travel("2024-07-10T00:00:00+00:00", tick=False) as clock:
        browser.force_login(facilitator)
        browser.get("/you/security/")
        first = browser.session[middleware.SEEN]
        clock.shift(59)
        browser.get("/you/security/")
        second = browser.session[middleware.SEEN]
        clock.shift(1)
        browser.get("/you/security/")

        assert (second - first, browser.session[middleware.SEEN] - first) == (0, 60)
