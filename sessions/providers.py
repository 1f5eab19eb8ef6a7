"""Addresses of meetings: which may be used at all, and whose they are.

An address is opened by everybody in the session, so it is a plain https:// page at a public name:
nobody's sign-in stands in it, no number instead of a name, nothing a browser would run.
"""

import ipaddress
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

MOST = 500
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
WITH_A_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# A name that begins the address of a page: "zoom.us/j/1", also with a port.
BARE = re.compile(r"[a-z0-9.-]+\.[a-z]{2,}(:[0-9]+)?([/?#]|$)", re.IGNORECASE)
PROVIDERS = {
    "zoom.us": "Zoom",
    "zoom.com": "Zoom",
    "zoomgov.com": "Zoom",
    "teams.microsoft.com": "Microsoft Teams",
    "teams.live.com": "Microsoft Teams",
    "meet.google.com": "Google Meet",
    "meet.jit.si": "Jitsi Meet",
    "8x8.vc": "Jitsi Meet",
    "webex.com": "Webex",
}


class NoAddress(Exception):
    """A refusal, worded for the coordinator who will read it, beside a field."""

    def __init__(self, words: str, field: str = "url") -> None:
        super().__init__(words)
        self.field = field


def checked(typed: str) -> str:
    """The address as it is kept: with its scheme, and its name in small letters.

    :raises NoAddress: it is no https:// page at a public name, or would open something else.
    """
    url = typed.strip()
    if BARE.match(url):
        url = f"https://{url}"
    if settings.LOCAL and url.startswith("http://localhost"):
        return url
    if len(url) > MOST or re.search(r"[\s\\\x00-\x1f\x7f-\x9f\u2000-\u206f]", url):
        raise NoAddress(_("Something in the address is not part of it. Please copy it again."))
    if not url.lower().startswith("https://"):
        raise NoAddress(_scheme_words(url))
    return _at_a_name(url)


def named(url: str) -> str:
    """What the provider of a meeting is called: 'Zoom'; empty where it is not known."""
    host = (urlsplit(url).hostname or "").lower()
    found = (name for end, name in PROVIDERS.items() if host == end or host.endswith(f".{end}"))
    return next(found, "")


def _scheme_words(url: str) -> str:
    if WITH_A_SCHEME.match(url) and not url.lower().startswith("http:"):
        return _("This opens no meeting. The address of a meeting begins with https://")
    return _("The address begins with https://")


def _at_a_name(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise NoAddress(_("This is not the address of a page. Please copy it again.")) from None
    if "@" in parts.netloc:
        raise NoAddress(_("Somebody's sign-in stands in this address. Take out what is before @."))
    if _is_a_number(host):
        raise NoAddress(_("A number stands where the name of the provider should be."))
    if not _is_public(host):
        raise NoAddress(_("The name of the provider is not complete. Please copy it again."))
    return parts._replace(scheme="https", netloc=parts.netloc.lower()).geturl()


def _is_a_number(host: str) -> bool:
    """Also the ways to write one that only browsers understand: 2130706433, 0x7f.1."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return bool(re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last))
    return True


def _is_public(host: str) -> bool:
    """A name with a dot, in letters everybody can tell apart (no other script's look-alikes)."""
    labels = host.split(".")
    return (
        len(labels) > 1
        and len(host) <= 253
        and all(LABEL.fullmatch(label) for label in labels)
        and labels[-1] not in ("localhost", "local", "internal", "test", "invalid")
    )
