"""Walking every address of the site, and trying each as everybody. See tests/test_doors.py."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, reverse

from tests import entering
from tests.world import World

OURS = ("accounts.", "notices.", "programs.", "sessions.", "intakes.", "cop_platform.")
METHODS = ("GET", "POST")

# The roles of RELIABILITY S1 and two more, and who of tests/world.py holds each.
ROLES = {
    "visitor": "",
    "interested": "interested",
    "applicant": "applicant",
    "offered": "holder",
    "waitlisted": "waiting",
    "member": "member",
    "ex_member": "removed",
    "member_elsewhere": "foreign_member",
    "host": "host",
    "guest": "guest",
    "facilitator": "facilitator",
    "foreign_facilitator": "foreign_facilitator",
    "coordinator": "coordinator",
    "foreign_coordinator": "foreign_coordinator",
    "lead": "lead",
    "funder": "funder",
    "reviewer": "reviewer",
    "admin": "keeper",
}
Roles = frozenset[str]
EVERYBODY: Roles = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"visitor"}

SIGN_IN = "sign in"  # a redirect to the sign-in
NOWHERE = "404"
Outcomes = dict[str, str]  # role: status


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration. Those without a name go by their route."""

    name: str
    route: str
    view: Callable[..., HttpResponse]

    @property
    def is_ours(self) -> bool:
        """Whether the code behind it is this project's, or a page of the desk."""
        target = getattr(self.view, "view_class", self.view)
        module = getattr(target, "__module__", "") or ""
        return module.startswith(OURS) or self.route.startswith("desk/")

    def url(self, values: Mapping[str, Any]) -> str:
        """Where it is, with these values in its route."""
        if self.name != self.route or "<" not in self.route:
            return reverse(self.name, kwargs=dict(values)) if self.name else "/"
        if self.route.endswith(".*)$"):  # the desk's last, for what is nowhere
            return "/desk/nothing-here/"
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(values[found[1]]), self.route)

    @property
    def holds_values(self) -> bool:
        """Whether its route names an object."""
        return bool(re.search(r"<\w+:\w+>", self.route))


def addresses(
    patterns: list[Any], route: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[Address]:
    """Every pattern, however deep."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join([*spaces, pattern.name]) if pattern.name else here
            yield Address(name, here, pattern.callback)


def unguarded(patterns: list[Any]) -> list[str]:
    """Views of ours that don't say who may enter."""
    return sorted(
        address.name
        for address in addresses(patterns)
        if address.is_ours and not hasattr(address.view, "admits")
    )


@dataclass
class Scene:
    """A world, the links in it that only mails carry, and everybody with a browser."""

    world: World
    proof: str
    invitation: str
    browsers: dict[str, entering.Client] = field(default_factory=dict)
    no_pages: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role, name in ROLES.items():
            self.browsers[role] = entering.Client(raise_request_exception=False)
            if name:
                self.browsers[role].force_login(self.world.people[name])

    def ask(self, role: str, method: str, url: str) -> HttpResponse:
        """What this role gets; what it changed is taken back."""
        browser = self.browsers[role]
        cookies = browser.cookies.copy()
        with undone():
            response = browser.generic(method, url)
        browser.cookies = cookies
        return response

    def no_page(self, role: str) -> bytes:
        """What this role sees where no page is."""
        if role not in self.no_pages:
            self.no_pages[role] = self.ask(role, "GET", "/nothing-here/").content
        return self.no_pages[role]

    def answers(self, method: str, url: str) -> dict[str, HttpResponse]:
        """What each role gets."""
        return {role: self.ask(role, method, url) for role in ROLES}


@contextmanager
def undone() -> Iterator[None]:
    """Take back everything that is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(response: HttpResponse) -> str:
    """The status; for a redirect to the sign-in, so."""
    there = response.get("Location", "")
    if response.status_code == 302 and there.startswith(reverse("account_login")):
        return SIGN_IN
    return str(response.status_code)


def outcomes(answers: Mapping[str, HttpResponse]) -> Outcomes:
    """In words, what each role got."""
    return {role: outcome(answer) for role, answer in answers.items()}


# -- The table's rows -----------------------------------------------------------------------------

Said = str | Mapping[Roles, str]
Values = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """Who gets what at one address.

    `get` and `post` map roles to what they get with an empty form. A plain status is for all
    who have signed in. Who is in none: a visitor is asked to sign in, others find nothing.
    """

    get: Said
    post: Said
    at: Callable[[Scene], Values] = lambda scene: {}

    def outcomes(self, method: str) -> Outcomes:
        """What each role should get."""
        said = self.get if method == "GET" else self.post
        by_roles = {SIGNED_IN: said} if isinstance(said, str) else said
        expected = dict.fromkeys(ROLES, NOWHERE) | {"visitor": SIGN_IN}
        for roles, status in by_roles.items():
            expected |= dict.fromkeys(roles, status)
        return expected


def nothing(values: Values) -> Values:
    """Values of the same kind behind which there is nothing."""
    return {
        name: 2**31 - 1 if isinstance(value, int) else "nothing-here"
        for name, value in values.items()
    }


def suggested(name: str, seen: Mapping[str, Outcomes], groups: Mapping[str, Roles]) -> str:
    """The line that would declare what was seen, for a person to judge."""
    said = [f"{method.lower()}={_written(seen[method], groups)}" for method in METHODS]
    return f'    "{name}": Door({", ".join(said)}),'


def _written(outcomes: Outcomes, groups: Mapping[str, Roles]) -> str:
    left = {
        role: status
        for role, status in outcomes.items()
        if status != (SIGN_IN if role == "visitor" else NOWHERE)
    }
    parts = []
    for status in sorted(set(left.values())):
        roles = frozenset(role for role, got in left.items() if got == status)
        known = next((word for word, group in groups.items() if group == roles), None)
        parts.append(f'{known or f"only{tuple(sorted(roles))}"}: "{status}"')
    return "{" + ", ".join(parts) + "}"
