"""axe finds nothing: WCAG 2.0 to 2.2 A and AA on every page, its best practices on our own.

Each page at the width of a phone or of a desk, the next page at the other, in light; every other
page in dark, the colours again. In `make drill` each page at both and in dark, and as everybody.
"""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve, reverse
from playwright.sync_api import Page

from cop_platform.demo import state
from notices.models import Notice
from programs import invited
from programs.models import RoleKind
from tests.browser.conftest import WIDTHS
from tests.entering import code_for
from tests.places import Place, desk, personal, public
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Stations = Iterator[str]  # the names of the pages that were come to
Flow = Callable[[Page, Any, Any], Stations]

AXE = Axe()
PARTS = 4  # so that all workers look
EVERYTHING = bool(os.environ.get("DRILL"))
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

BEST = [*LEVELS, "best-practice"]


def found(page: Page, tags: list[str]) -> list[str]:
    """What axe finds, a line each."""
    return _run(page, {"type": "tag", "values": tags})


def pale(page: Page) -> list[str]:
    """Words that are too pale."""
    return _run(page, {"type": "rule", "values": ["color-contrast"]})


def _run(page: Page, only: dict[str, Any]) -> list[str]:
    """axe goes into a page once and hands over just what it found: that is half of its time."""
    page.wait_for_load_state()  # styles too: without them any colour is found
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE.axe_script}; 0")
    options = {"runOnly": only, "resultTypes": ["violations"]}
    violations = page.evaluate("options => axe.run(options).then(r => r.violations)", options)
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[1:2]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def look_at(page: Page, url: str, own: bool, turn: int) -> dict[str, list[str]]:
    """What is found on one page in both themes, at the width whose turn it is, or at both."""
    page.emulate_media(color_scheme="light")
    page.goto(url)
    answers = {}
    for number, (width, height) in enumerate(WIDTHS.items()):
        page.set_viewport_size({"width": width, "height": height})
        if EVERYTHING or turn % len(WIDTHS) == number:
            answers[f"{width}"] = found(page, BEST if own else LEVELS)
        answers[f"{width} wide"] = too_wide(page)
    answers["twice"] = said_twice(page)
    if EVERYTHING or turn % 2:
        page.emulate_media(color_scheme="dark")
        answers["dark"] = pale(page)
    return {how: what for how, what in answers.items() if what}


def to_look_at(places: list[Place]) -> list[Place]:
    """One of each address, the last person's who may open it; all of them in the drill."""
    return places if EVERYTHING else list({place.name: place for place in places}.values())


def too_wide(page: Page) -> list[str]:
    """Nobody scrolls sideways (WCAG 1.4.10)."""
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"the page is {over} px wider than the window"] if over > 0 else []


def said_twice(page: Page) -> list[str]:
    """No page says a heading of the first two levels twice."""
    said = [
        " ".join(one.split()) for one in page.locator("h1:visible, h2:visible").all_inner_texts()
    ]
    return sorted({f"the heading {one!r} stands twice" for one in said if said.count(one) > 1})


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", [public, personal, desk])
def test_axe_finds_nothing(
    live: Callable[..., str],
    page_as: Callable[..., Page],
    world: Any,
    frozen: Any,
    settings: Any,
    kind: Callable[[Any], list[Place]],
    part: int,
) -> None:
    settings.LOCAL_MAIL = True
    pages: dict[str | None, Page] = {}
    problems = {}
    for turn, place in enumerate(to_look_at(kind(world))[part::PARTS]):
        if place.who not in pages:
            pages[place.who] = page_as(world.people[place.who] if place.who else None)
        answer = look_at(pages[place.who], live(place.path), place.own, turn)
        if answer:
            problems[str(place)] = answer

    assert problems == {}, report(problems)


def report(problems: dict[str, dict[str, list[str]]]) -> str:
    """Each finding once, with the first places that have it."""
    by_line: dict[str, list[str]] = {}
    for place, answer in problems.items():
        for how, what in answer.items():
            for line in what:
                by_line.setdefault(" ".join(line.split()), []).append(f"{place} [{how}]")
    return "\n".join(
        ["", *(f"{line}\n    {len(at)}: {', '.join(at[:3])}" for line, at in by_line.items())]
    )


# -- Pages in the middle of something -------------------------------------------------------------


def send(page: Page, url: str, fields: dict[str, str], action: str) -> None:
    """Open a page, fill in the form that posts to `action`, and send it."""
    page.goto(url)
    form = page.locator(f'form[action="{action}"]').first
    for name, value in fields.items():
        box = form.locator(f'[name="{name}"]')
        if not box.is_visible():
            page.locator("details > summary", has_text="password").click()
        box.fill(value)
    form.locator('button[type="submit"]').first.click()
    page.wait_for_load_state()


def wants_a_login_code(page: Page, live: Any, world: Any) -> Stations:
    path = reverse("account_request_login_code")
    send(page, live(path), {"email": world.people["member"].email}, path)
    yield "account_confirm_login_code"


def shows_a_second_factor(page: Page, live: Any, world: Any) -> Stations:
    facilitator = world.people["facilitator"]
    facilitator.set_password(PASSWORD)
    facilitator.save(update_fields=["password"])
    path = reverse("account_login")
    send(page, live(path), {"login": facilitator.email, "password": PASSWORD}, path)
    yield "mfa_authenticate"


def has_forgotten_a_password(page: Page, live: Any, world: Any) -> Stations:
    path = reverse("account_reset_password")
    send(page, live(path), {"email": world.people["completed"].email}, path)
    yield "account_confirm_password_reset_code"
    page.fill("[name=code]", code_for(world.people["completed"].email))
    page.press("[name=code]", "Enter")
    page.wait_for_load_state()
    yield "account_complete_password_reset"
    for name in ("password1", "password2"):
        page.fill(f"[name={name}]", "another sentence, just as long")
    page.press("[name=password2]", "Enter")
    page.wait_for_load_state()
    yield "account_password_reset_completed"


def is_invited(page: Page, live: Any, world: Any) -> Stations:
    address = "invited@example.org"
    invited.invite(
        email=address,
        kind=RoleKind.FACILITATOR,
        by=world.people["coordinator"].pk,
        at=world.at,
        cohort_id=world.cohorts["full"].pk,
    )
    said = str(Notice.objects.filter(address=address).latest("id").data)
    found = re.search(r"/invitation/[\w-]+/", said)
    assert found
    page.goto(live(found.group()))
    yield "accounts:invitation"


def changes_the_address(page: Page, live: Any, world: Any) -> Stations:
    path = reverse("account_email")
    send(page, live(path), {"email": "moved@example.org"}, path)
    yield "account_email_verification_sent"


def looks_around_the_demo(page: Page, live: Any, world: Any) -> Stations:
    """Its cards, its clock, and the seven things to try, opened."""
    places = {
        "program": "together",
        "offer": world.offers["holder"].pk,
        "full": world.cohorts["full"].pk,
        "planning": world.cohorts["forming"].pk,
        "upcoming": world.sessions[3].pk,
        "upcoming_code": world.cohorts["meeting"].code,
    }
    state.remember(day=world.at.date(), at=world.at, places=places)
    page.goto(live("demo:cards"))
    page.locator(".demo-tour > summary").click()
    yield "demo:cards"
    page.goto(live("demo:afresh"))
    yield "demo:afresh"


FLOWS: dict[Flow, str | None] = {  # and who goes there
    wants_a_login_code: None,
    shows_a_second_factor: None,
    has_forgotten_a_password: None,
    is_invited: None,
    changes_the_address: "member",
    looks_around_the_demo: None,
}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_axe_finds_nothing_on_the_way(
    live: Callable[..., str],
    page_as: Callable[..., Page],
    world: Any,
    frozen: Any,
    settings: Any,
    flow: Flow,
) -> None:
    settings.LOCAL = settings.DEMO = flow is looks_around_the_demo
    who = FLOWS[flow]
    page = page_as(world.people[who] if who else None)
    problems: dict[tuple[str, str], list[str]] = {}
    for name in flow(page, live, world):
        assert resolve(urlsplit(page.url).path).view_name == name
        answers = {}
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            answers[f"{width}"] = [*found(page, BEST), *too_wide(page)]
        page.emulate_media(color_scheme="dark")
        answers["dark"] = pale(page)
        page.emulate_media(color_scheme="light")
        problems |= {(name, how): what for how, what in answers.items() if what}

    assert problems == {}


def test_control_a_picture_without_words_and_pale_words_are_found(page_as: Callable[..., Page]):
    page = page_as(None)
    page.set_content("<img src='data:,'><p style='color: #ddd; background: #fff'>Pale</p>")

    assert [line.split(":")[0] for line in found(page, LEVELS) if "html" not in line] == [
        "color-contrast",
        "image-alt",
    ]
    assert [line.split(":")[0] for line in pale(page)] == ["color-contrast"]
