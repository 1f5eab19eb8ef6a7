"""What the walk through the slice stands on: one clock, real mail, a room elsewhere, pictures."""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from accounts.models import User
from audit import clock
from cop_platform import planning
from notices import delivery
from programs.models import Cohort, Program
from tests.smtp import Sink

MELBOURNE = ZoneInfo("Australia/Melbourne")


def melbourne(moment: str) -> datetime:
    """A moment by the program's own clock: "2024-08-14 09:45"."""
    return datetime.fromisoformat(moment).replace(tzinfo=MELBOURNE)


@dataclass
class Stage:
    """Where the walk takes place."""

    live: Callable[..., str]
    page_as: Callable[..., Page]
    watch: Any  # the frozen clock
    sink: Sink
    screenshot: Callable[..., Path]
    room: str  # the meeting's address, on another origin
    coordinator: User = field(init=False)

    @property
    def program(self) -> Program:
        return Program.objects.get(slug="safe-and-equal-2024-25")

    @property
    def cohort(self) -> Cohort:
        """The one that is walked through, as it stands now."""
        return Cohort.objects.get(
            community__slug="emerging-practitioners", intake__slug="august-2024"
        )

    def browser_of(self, user: User | None = None, **options: Any) -> Page:
        """A fresh browser, signed in as somebody or as nobody; staff with their second factor."""
        return self.page_as(user, locale="en-AU", timezone_id="Australia/Melbourne", **options)

    def states(self) -> dict[str, int]:
        """How many candidacies for the cohort are in each state."""
        return dict(Counter(self.cohort.candidacies.values_list("state", flat=True)))

    def seats(self) -> dict[str, int]:
        """How many of the cohort's seats are in each state."""
        return dict(Counter(self.cohort.seats.values_list("state", flat=True)))

    def it_is(self, moment: str) -> None:
        """Move the clock, let happen what falls due by then, and bring the mail."""
        self.watch.move_to(melbourne(moment))
        assert planning.plan(at=clock.now()) == []
        self.mail_leaves()

    def mail_leaves(self) -> None:
        delivery.drain(at=clock.now(), worker="walk")

    def newest_to(self, address: str) -> EmailMessage:
        """The last mail that reached this address."""
        self.mail_leaves()
        return self.sink.to(address)[-1]

    def code_to(self, address: str) -> str:
        """The code in the last mail that reached this address."""
        (code,) = re.findall(r"^\s*(\d{6})\s*$", plain(self.newest_to(address)), re.MULTILINE)
        return str(code)

    def picture(self, page: Page, name: str, *, at: str = "", height: int = 900) -> None:
        """What a window of 1280 by `height` shows, from the top or from a part of the page on."""
        page.set_viewport_size({"width": 1280, "height": height})
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        if at:
            page.locator(at).first.evaluate("part => part.scrollIntoView()")
        self.screenshot(page, name)
        page.set_viewport_size({"width": 1280, "height": 900})


def plain(mail: EmailMessage) -> str:
    """A mail's text, as who reads without pictures sees it."""
    return str(mail.get_body(("plain",)).get_content())


def html(mail: EmailMessage) -> str:
    return str(mail.get_body(("html",)).get_content())


def link_in(mail: EmailMessage) -> str:
    """The first link of a mail."""
    return str(re.findall(r"https?://\S+", plain(mail))[0])


class Visit(BaseHTTPRequestHandler):
    """A meeting room that only says that one is in it."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>A room</title><p>You are in the room.</p>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quietly."""


@contextmanager
def a_room() -> Iterator[str]:
    """The address of a meeting room on another origin than the site's."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Visit)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()
