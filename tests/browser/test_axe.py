"""axe finds nothing: WCAG 2.0 to 2.2 A and AA on every page, its best practices on our own.

Each page at the width of a phone and of a desk, in light; in dark, the colours again.
"""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import WIDTHS
from tests.places import Place, desk, personal, public

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Axe()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

BEST = [*LEVELS, "best-practice"]
# What unfold does and our overrides don't reach, each with the reason it is let be.
LET_BE: dict[str, str] = {}


def found(page: Page, tags: list[str]) -> list[str]:
    """What axe finds, a line each."""
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
    return _said(AXE.run(page, options=options).response)


def pale(page: Page) -> list[str]:
    """Words that are too pale."""
    options = {
        "runOnly": {"type": "rule", "values": ["color-contrast"]},
        "resultTypes": ["violations"],
    }
    return _said(AXE.run(page, options=options).response)


def _said(response: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[1:2]}"
        for violation in response["violations"]
        for node in violation["nodes"]
        if violation["id"] not in LET_BE
    ]


def look_at(page: Page, url: str, own: bool) -> dict[str, list[str]]:
    """What is found on one page, at both widths and in both themes."""
    page.emulate_media(color_scheme="light")
    answers = {}
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(url)
        answers[f"{width}"] = found(page, BEST if own else LEVELS)
        answers[f"{width} wide"] = too_wide(page)
    page.emulate_media(color_scheme="dark")
    answers["dark"] = pale(page)
    return {how: what for how, what in answers.items() if what}


def too_wide(page: Page) -> list[str]:
    """Nobody scrolls sideways (WCAG 1.4.10)."""
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"the page is {over} px wider than the window"] if over > 0 else []


@pytest.mark.parametrize("kind", [public, personal, desk])
def test_axe_finds_nothing(
    live: Callable[..., str],
    page_as: Callable[..., Page],
    world: Any,
    frozen: Any,
    settings: Any,
    kind: Callable[[Any], list[Place]],
) -> None:
    settings.LOCAL_MAIL = True
    pages: dict[str | None, Page] = {}
    problems = {}
    for place in kind(world):
        if place.who not in pages:
            pages[place.who] = page_as(world.people[place.who] if place.who else None)
        answer = look_at(pages[place.who], live(place.path), place.own)
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
