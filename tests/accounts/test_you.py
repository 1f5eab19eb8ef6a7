"""What is the person's own: profile, safe contact, access needs."""

from datetime import time
from urllib.parse import quote_from_bytes

import pytest
from django.urls import reverse

from accounts import access_needs, next_steps, safe_contacts
from accounts.models import AccessNeed, SafeContact
from audit.models import Entry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PROFILE, CONTACT, ACCESS = "/you/", "/you/contact/", "/you/access/"


@pytest.fixture
def anna(client):
    user = UserFactory(display_name="")
    client.force_login(user)
    return user


def verbs(user):
    return list(Entry.objects.filter(actor=user).order_by("id").values_list("verb", flat=True))


def test_the_profile_is_kept_and_recorded_once(client, anna):
    form = {"display_name": " Anna ", "pronouns": "she", "time_zone": "Australia/Perth"}
    answers = [client.post(PROFILE, form).status_code for _ in range(2)]
    anna.refresh_from_db()

    assert answers == [302, 302]
    assert (anna.display_name, anna.pronouns, anna.time_zone) == ("Anna", "she", "Australia/Perth")
    assert verbs(anna) == ["profile.changed"]


def test_a_language_can_be_chosen_where_there_are_several(client, anna, settings):
    assert "language" not in client.get(PROFILE).context["form"].fields
    settings.LANGUAGES = [("en-au", "English"), ("de", "Deutsch")]
    client.post(PROFILE, {"display_name": "Anna", "language": "de"})
    anna.refresh_from_db()

    assert anna.language == "de"


def test_a_zone_that_does_not_exist_is_said_and_nothing_typed_is_lost(client, anna):
    page = client.post(PROFILE, {"display_name": "Anna", "time_zone": "Mars/Olympus"})

    assert page.status_code == 200
    assert 'value="Anna"' in page.content.decode()
    assert verbs(anna) == []


def test_who_has_no_name_is_asked_for_one(anna, now):
    assert [step.url for step in next_steps.for_person(anna, now)] == [PROFILE]
    anna.display_name = "Anna"
    assert next_steps.for_person(anna, now) == []


def test_nobody_is_shown_by_their_address(anna):
    assert "@" not in str(anna)


def test_the_safe_way_is_kept(client, anna):
    client.post(
        CONTACT,
        {
            "channel": "phone",
            "phone": "03 5550 1234",
            "hours_from": "09:30",
            "hours_to": "12:00",
            "voicemail_ok": "on",
            "note": "Ask for Anna.",
        },
    )
    kept = SafeContact.objects.get(user=anna)

    assert (kept.channel, kept.phone, kept.hours_from, kept.hours_to) == (
        "phone",
        "03 5550 1234",
        time(9, 30),
        time(12),
    )
    assert (kept.voicemail_ok, kept.sms_ok, kept.note) == (True, False, "Ask for Anna.")
    assert verbs(anna) == ["safe_contact.changed"]
    assert "03 5550 1234" in client.get(CONTACT).content.decode()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"channel": "phone"}, "phone"),
        ({"channel": "phone", "phone": "call me"}, "phone"),
        ({"channel": "email", "hours_from": "12:00", "hours_to": "09:00"}, "hours_to"),
        ({"channel": "pigeon"}, "channel"),
        ({}, "channel"),
    ],
)
def test_what_would_reach_nobody_is_said(client, anna, form, field):
    page = client.post(CONTACT, form)

    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
    assert SafeContact.objects.count() == 0


def test_the_rule_itself_refuses_no_mail_without_a_number(anna, now):
    with pytest.raises(safe_contacts.NeedsANumber):
        safe_contacts.change(
            user_id=anna.pk,
            channel="phone",
            phone="",
            hours_from=None,
            hours_to=None,
            voicemail_ok=False,
            sms_ok=False,
            note="",
            by=anna.pk,
            at=now,
        )


def test_what_somebody_needs_is_kept_for_them_alone(client, anna):
    client.post(ACCESS, {"access": "Breaks every hour", "captions": "on"})
    need = AccessNeed.objects.get(user=anna)
    mine = client.get(ACCESS).content.decode()
    client.force_login(UserFactory())
    another = client.get(ACCESS).content.decode()

    assert (need.access, need.captions, need.auslan) == ("Breaks every hour", True, False)
    assert ("Breaks every hour" in mine, "Breaks every hour" in another) == (True, False)


def test_the_audit_notes_that_something_was_said_never_what(client, anna):
    client.post(ACCESS, {"access": "Breaks every hour"})
    entry = Entry.objects.get(actor=anna)

    assert (entry.verb, entry.reason) == ("access_need.changed", None)


def test_access_needs_can_be_removed_twice(client, anna):
    client.post(ACCESS, {"access": "Breaks every hour"})
    answers = [client.post(ACCESS, {"remove": ""}).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert AccessNeed.objects.count() == 0
    assert verbs(anna) == ["access_need.changed", "access_need.removed"]
    assert access_needs.of(anna.pk).pk is None


def test_the_security_page_leads_to_every_way_of_signing_in(client, anna):
    page = client.get("/you/security/").content.decode()

    for name in (
        "account_email",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "account_set_password",
        "usersessions_list",
    ):
        assert f'href="{reverse(name)}"' in page


@pytest.mark.parametrize("url", [PROFILE, CONTACT, ACCESS, "/you/security/", "/you/second-factor/"])
def test_visitors_are_asked_to_sign_in(client, url):
    assert client.get(url)["Location"] == f"/account/login/?next={url}"
    assert client.post(url)["Location"] == f"/account/login/?next={url}"


@pytest.mark.parametrize("url", [PROFILE, CONTACT, ACCESS])
def test_other_methods_are_refused(client, anna, url):
    assert client.put(url).status_code == 405


BAD = [
    "a\0b",
    "x" * 1_000_000,
    "\ud800",
    "<script>alert(1)</script>",
    "=HYPERLINK()",
    "\u202e",
    "é" * 400,
]
FIELDS = {
    PROFILE: ("display_name", "pronouns", "time_zone", "language"),
    CONTACT: ("channel", "phone", "hours_from", "hours_to", "voicemail_ok", "note"),
    ACCESS: ("access", "dietary", "caring", "captions"),
}


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("url", FIELDS)
def test_no_typed_thing_breaks_a_form(client, anna, url, bad):
    """Each field in turn, then all at once; raw bytes, as a browser never would."""
    for fields in [*((name,) for name in FIELDS[url]), FIELDS[url]]:
        raw = quote_from_bytes(bad.encode("utf-8", "surrogatepass"))
        body = "&".join(f"{name}={raw}" for name in (fields if len(raw) < 1000 else fields[:1]))
        page = client.post(url, body, content_type="application/x-www-form-urlencoded")

        assert page.status_code in (200, 302)
        assert b"<script>alert" not in page.content


def test_pages_cost_few_queries(client, anna, django_assert_max_num_queries):
    for url in (PROFILE, CONTACT, ACCESS, "/you/security/"):
        with django_assert_max_num_queries(6):
            client.get(url)
