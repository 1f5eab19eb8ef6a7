"""Nothing that can be posted to the entrances breaks them (S4): no 5xx, whatever it is."""

from urllib.parse import quote_from_bytes

import pytest
from django.urls import reverse

from tests.entering import Client, give_address, give_passkey, give_totp
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a long way round the lake"
BAD = [
    b"a\0b@example.org",
    b"x" * 1_000_000,
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe",
    "ı@example.org".encode(),
    b"[]",
    b"{}",
    b"null",
    b'{"id": {}, "rawId": 1, "type": [], "response": "x"}',
    b'{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    b'{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
    b'"authenticatorData":"AA","signature":"AA","userHandle":"AA","attestationObject":"AA"}}',
    b"-1",
    b"9" * 400,
]
OPEN = {
    "account_login": ("login", "password", "next"),
    "account_request_login_code": ("email", "next"),
    "account_reset_password": ("email",),
    "account_signup": ("email", "password1"),
    "mfa_login_webauthn": ("credential",),
}
OWN = {
    "account_email": ("email", "action_add"),
    "account_change_password": ("oldpassword", "password1", "password2"),
    "account_set_password": ("password1", "password2"),
    "account_reauthenticate": ("password", "next"),
    "mfa_reauthenticate": ("code", "next"),
    "mfa_activate_totp": ("code",),
    "mfa_add_webauthn": ("name", "credential", "passwordless"),
    "mfa_reauthenticate_webauthn": ("credential",),
    "usersessions_list": ("action",),
}


def post(browser, url, fields, bad):
    raw = quote_from_bytes(bad)
    fields = fields if len(raw) < 10_000 else fields[:1]
    body = "&".join(f"{field}={raw}" for field in fields)
    return browser.post(url, body, content_type="application/x-www-form-urlencoded").status_code


@pytest.mark.parametrize("name", OPEN)
def test_no_entrance_breaks(name, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    browser = Client(raise_request_exception=False)
    seen = {bad[:40]: post(browser, reverse(name), OPEN[name], bad) for bad in BAD}

    assert {bad: status for bad, status in seen.items() if status >= 500} == {}


@pytest.mark.parametrize("state", ["a code by mail", "a new password", "a second factor"])
def test_no_step_in_the_middle_breaks(state, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    user = UserFactory()
    give_address(user)
    ask, confirm, fields = {
        "a code by mail": ("account_request_login_code", "account_confirm_login_code", ("code",)),
        "a new password": (
            "account_reset_password",
            "account_confirm_password_reset_code",
            ("code",),
        ),
        "a second factor": ("", "mfa_authenticate", ("code", "credential")),
    }[state]
    if not ask:
        user.set_password(PASSWORD)
        user.save()
        give_totp(user)
    seen = {}
    for bad in BAD:
        browser = Client(raise_request_exception=False)
        if ask:
            browser.post(reverse(ask), {"email": user.email})
        else:
            user.set_password("a long way round")
            user.save()
            give_totp(user) if not user.authenticator_set.exists() else None
            browser.post(
                reverse("account_login"), {"login": user.email, "password": "a long way round"}
            )
        seen[bad[:40]] = post(browser, reverse(confirm), fields, bad)
        for one in fields:
            seen[bad[:40] + one.encode()] = post(browser, reverse(confirm), (one,), bad)

    assert {bad: status for bad, status in seen.items() if status >= 500} == {}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("holder", [False, True], ids=["without", "with a factor"])
def test_no_page_of_ones_own_breaks(name, holder, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    user = UserFactory()
    give_address(user)
    if holder:
        give_totp(user)
        give_passkey(user)
    browser = Client(raise_request_exception=False)
    seen = {}
    for bad in BAD:
        browser.force_login(user)
        session = browser.session
        session["account_authentication_methods"][0]["reauthenticated"] = True
        session.save()
        browser.get(reverse(name))
        seen[bad[:40]] = post(browser, reverse(name), OWN[name], bad)

    assert {bad: status for bad, status in seen.items() if status >= 500} == {}
