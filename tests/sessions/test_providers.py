"""Addresses of meetings: which are taken, and what their provider is called."""

import pytest
from django.db import IntegrityError, transaction

from sessions import providers
from sessions.models import Meeting
from sessions.providers import NoAddress
from tests.factories import MeetingFactory

REFUSED = [
    "http://zoom.us/j/1",
    "javascript:alert(1)",
    "data:text/html,hello",
    "file:///etc/passwd",
    "//zoom.us/j/1",
    "https://",
    "https:///j/1",
    "https://zoom",
    "https://me:secret@zoom.us/j/1",
    "https://zoom.us@evil.example/j/1",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://localhost/",
    "https://printer.local/",
    "https://zoom.us\\@evil.example/",
    "https://zoom.us/a b",
    "https://zoom.us/\0",
    "https://zoom.us/\u202etxt",
    "https://zооm.us/j/1",
    "https://zoom.us:99999/",
    "https://-zoom.us/",
    "https://zoom..us/",
    "https://zoom.us/" + "x" * 500,
]


@pytest.mark.parametrize("typed", REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_page_at_a_public_name_is_refused(typed):
    with pytest.raises(NoAddress) as refusal:
        providers.checked(typed)

    assert refusal.value.field == "url"


@pytest.mark.parametrize(
    ("typed", "kept", "name"),
    [
        (" https://us02web.zoom.us/j/1?pwd=a ", "https://us02web.zoom.us/j/1?pwd=a", "Zoom"),
        ("zoom.us/j/1", "https://zoom.us/j/1", "Zoom"),
        ("HTTPS://Teams.Microsoft.com/l/X", "https://teams.microsoft.com/l/X", "Microsoft Teams"),
        ("https://meet.google.com/abc", "https://meet.google.com/abc", "Google Meet"),
        ("https://meet.jit.si/Room", "https://meet.jit.si/Room", "Jitsi Meet"),
        ("https://rooms.example.org:8443/x#y", "https://rooms.example.org:8443/x#y", ""),
        ("https://zoom.us.evil.example/j", "https://zoom.us.evil.example/j", ""),
    ],
)
def test_an_address_is_kept_tidily_and_its_provider_named(typed, kept, name):
    assert providers.checked(typed) == kept
    assert providers.named(kept) == name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["http://a.example/", "https://127.0.0.1/", "https://a@b.example/", "javascript:1"]
)
def test_the_database_refuses_them_too(url):
    meeting = MeetingFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(url=url)
