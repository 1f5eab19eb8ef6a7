"""What the masthead offers, by who is looking. For a visitor no database is asked."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import clock
from programs import access

Label = str | Promise
Offered = tuple[tuple[Label, str], ...]

VISITOR: Offered = (
    (_("Communities"), "programs:communities"),
    (_("How it works"), "pages:about"),
    (_("Sign in"), "account_login"),
)
PERSON: Offered = (
    (_("Next for you"), "pages:next"),
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


def main_items(request: HttpRequest) -> list[Item]:
    """The main links: a visitor's, a person's, and the desk for those who work there."""
    if not hasattr(request, "_main_items"):
        request._main_items = _main_items(request)  # type: ignore[attr-defined]
    found: list[Item] = request._main_items  # type: ignore[attr-defined]
    return found


def _main_items(request: HttpRequest) -> list[Item]:
    user = request.user
    if not isinstance(user, User):
        return _items(request, VISITOR)
    first, *others = _items(request, PERSON + (STAFF if user.is_staff else ()))
    return [first, *_cohorts(request, user), *others]


def _cohorts(request: HttpRequest, user: User) -> list[Item]:
    """One neutral link to the person's cohort, or to the list of them; one query."""
    codes = list(access.cohorts_of(user, clock.now()).values_list("code", flat=True)[:2])
    if not codes:
        return []
    if len(codes) > 1:
        return [_item(request, _("Your cohorts"), reverse("pages:cohorts"))]
    return [_item(request, _("Your cohort"), reverse("pages:cohort", args=codes))]


def account_items(request: HttpRequest) -> list[Item]:
    """The links of the account menu; none for a visitor."""
    return _items(request, ACCOUNT) if request.user.is_authenticated else []


def _items(request: HttpRequest, offered: Offered) -> list[Item]:
    """The offered links whose page exists in this site."""
    items = []
    for label, name in offered:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        items.append(_item(request, label, url))
    return items


def _item(request: HttpRequest, label: Label, url: str) -> Item:
    return Item(label, url, _here(request.path, url))


def _here(path: str, url: str) -> bool:
    """Whether the page is that of the link or lies beneath it."""
    return path == url or (url != "/" and path.startswith(url))
