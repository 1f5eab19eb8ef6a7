"""What the masthead offers, by who is looking. No database is asked."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Label = str | Promise
Offered = tuple[tuple[Label, str], ...]

VISITOR: Offered = (
    (_("Communities"), "programs:communities"),
    (_("How it works"), "pages:about"),
    (_("Sign in"), "account_login"),
)
PERSON: Offered = (
    (_("Next for you"), "pages:next"),
    (_("Your cohort"), "pages:cohorts"),
    (_("Communities"), "programs:communities"),
)
STAFF: Offered = ((_("Desk"), "admin:index"),)
ACCOUNT: Offered = (
    (_("Your profile"), "accounts:profile"),
    (_("Address and sign-in"), "account_email"),
    (_("Second factor"), "mfa_index"),
    (_("Where you are signed in"), "usersessions_list"),
    (_("Light, dark and language"), "pages:look"),
)


OFFERED: dict[str, Offered] = {
    "visitor": VISITOR,
    "person": PERSON,
    "staff": PERSON + STAFF,
    "account": ACCOUNT,
}
KNOWN_PAGES = 512


@dataclass(frozen=True)
class Item:
    """One link of the masthead."""

    label: str
    url: str
    current: bool


def main_items(request: HttpRequest) -> tuple[Item, ...]:
    """The main links: a visitor's, a person's, and the desk for those who work there."""
    user = request.user
    if not user.is_authenticated:
        return _items("visitor", request.path, get_language())
    return _items("staff" if user.is_staff else "person", request.path, get_language())


def account_items(request: HttpRequest) -> tuple[Item, ...]:
    """The links of the account menu; none for a visitor."""
    if not request.user.is_authenticated:
        return ()
    return _items("account", request.path, get_language())


@lru_cache(maxsize=KNOWN_PAGES)
def _items(offered: str, path: str, language: str | None) -> tuple[Item, ...]:
    """The offered links whose page exists in this site, in the language of the request."""
    items: list[Item] = []
    for label, name in OFFERED[offered]:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        items.append(Item(str(label), url, _here(path, url)))
    return tuple(items)


def _here(path: str, url: str) -> bool:
    """Whether the page is that of the link or lies beneath it."""
    return path == url or (url != "/" and path.startswith(url))


def forget() -> None:
    """Say everything anew: for tests that change the words themselves."""
    _items.cache_clear()
