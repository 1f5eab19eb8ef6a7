"""Passkeys work under the live content policy: nothing inline, nothing evaluated."""

import pytest
from allauth.account.models import EmailAddress

from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a quiet river in june"


@pytest.fixture
def person():
    user = UserFactory(email="kim@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def page(page_as):
    """A browser on a machine with a screen lock that says yes."""
    opened = page_as(None)
    devices = opened.context.new_cdp_session(opened)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return opened


def enter_password(page, live, person):
    page.goto(live("account_login"))
    page.get_by_text("With a password").click()
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.locator("details").get_by_role("button", name="Sign in").click()


def test_a_passkey_is_added_and_then_opens_every_door(page, live, person):
    enter_password(page, live, person)
    page.wait_for_url(live("pages:next"))

    page.goto(live("mfa_add_webauthn"))
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.fill("#id_name", "Laptop")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "add" not in url)
    page.goto(live("mfa_list_webauthn"))

    assert page.locator(".people li").count() == 1
    assert "Laptop" in page.locator(".people").inner_text()

    page.context.clear_cookies()
    page.goto(live("account_login"))
    page.click("#passkey_login")
    page.wait_for_url(live("pages:next"))

    page.context.clear_cookies()
    enter_password(page, live, person)
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(live("pages:next"))

    page.goto(live("mfa_reauthenticate_webauthn"))
    page.click("#mfa_webauthn_reauthenticate")
    page.wait_for_url(live("pages:next"))


def test_a_passkey_that_nobody_confirms_is_said_in_words(page, live, troubles):
    page.goto(live("account_login"))
    page.click("#passkey_login")

    page.get_by_text("No passkey was used.").wait_for()


def test_without_scripts_no_passkey_is_offered(page_as, live):
    page = page_as(None, java_script_enabled=False)
    page.goto(live("account_login"))

    assert not page.is_visible("#passkey_login")
    assert page.get_by_role("button", name="Send me a code").is_visible()
