"""What the masthead offers, by who is looking. No database is asked."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
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


@dataclass(frozen=True)
class Item:
    """One link of the masthead."""

    label: Label
    url: str
    current: bool


def main_items(request: HttpRequest) -> tuple[Item, ...]:
    """The main links: a visitor's, a person's, and the desk for those who work there."""
    user = request.user
    if not user.is_authenticated:
        return _items(request, VISITOR)
    return _items(request, PERSON + (STAFF if user.is_staff else ()))


def account_items(request: HttpRequest) -> tuple[Item, ...]:
    """The links of the account menu; none for a visitor."""
    return _items(request, ACCOUNT) if request.user.is_authenticated else ()


def _items(request: HttpRequest, offered: Offered) -> tuple[Item, ...]:
    """The offered links whose page exists in this site."""
    items: list[Item] = []
    for label, name in offered:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        items.append(_item(request, label, url))
    return tuple(items)


def _item(request: HttpRequest, label: Label, url: str) -> Item:
    return Item(label, url, _here(request.path, url))


def _here(path: str, url: str) -> bool:
    """Whether the page is that of the link or lies beneath it."""
    return path == url or (url != "/" and path.startswith(url))
