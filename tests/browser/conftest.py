"""A real Chromium: one per worker, a fresh context per test, and nothing let through unseen.

    def test_x(live, page_as, world):
        page = page_as(world.people["member"])       # signed in; page_as(None) for a visitor
        page.goto(live("pages:next"))

When the test ends it fails if any page asked another origin for anything, broke the content
policy, or threw in a script. `page_as(..., watched=False)` for a page that is meant to.
"""

import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from cop_platform.local import chromium
from tests.world import sign_in

pytest.register_assert_rewrite(
    *("tests.browser.slice_desk", "tests.browser.slice_people", "tests.browser.slice_session")
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {390: 844, 1280: 900}
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker. Without one the test fails, it is never skipped."""
    # Playwright's loop runs in this thread; the ORM is called between its calls, never inside.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(chromium.ensure()), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def live(live_server: Any) -> Callable[..., str]:
    """The address of a named page: live("pages:cohort", code=...); live("/path") as it is."""
    settings.SITE_URL = live_server.url

    def address(name: str, **kwargs: Any) -> str:
        path = name if name.startswith("/") else reverse(name, kwargs=kwargs)
        return f"{live_server.url}{path}"

    return address


class Troubles(list[str]):
    """What a page did that it may not do."""

    def watch(self, page: Page, origin: str) -> None:
        page.on("request", lambda request: self._asked(request.url, origin))
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._said(page, message))

    def _asked(self, url: str, origin: str) -> None:
        parts = urlsplit(url)
        if (
            parts.scheme in ("http", "https", "ws", "wss")
            and parts.netloc != urlsplit(origin).netloc
        ):
            self.append(f"asked another origin: {url}")

    def _said(self, page: Page, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.append(f"{page.url}: {message.text}")


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    found = Troubles()

    def raised(request: HttpRequest, **kwargs: object) -> None:
        found.append(f"{request.path}: {traceback.format_exc()}")

    got_request_exception.connect(raised)
    yield found
    got_request_exception.disconnect(raised)
    assert list(found) == [], "\n".join(found)


@pytest.fixture
def page_as(
    browser: Browser, live_server: Any, troubles: Troubles
) -> Iterator[Callable[..., Page]]:
    """A page of somebody's own browser, signed in without passing the forms."""
    contexts: list[BrowserContext] = []

    def opened(user: User | None = None, *, watched: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if user is not None:
            context.add_cookies([_session_of(user, live_server.url)])
        page = context.new_page()
        if watched:
            troubles.watch(page, live_server.url)
        return page

    yield opened
    for context in contexts:
        context.close()


def _session_of(user: User, url: str) -> Any:
    """The cookie of a session in which this person is signed in, with a second factor."""
    client = Client()
    sign_in(client, user)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": url}


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[..., Path]:
    """A picture of the page; kept in docs/pictures when SHOTS=1."""
    folder = PICTURES if os.environ.get("SHOTS") == "1" else tmp_path

    def take(page: Page, name: str, **options: Any) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, **options)
        return path

    return take


@pytest.fixture
def wide_and_narrow() -> dict[int, int]:
    """The two widths every page is looked at."""
    return WIDTHS
