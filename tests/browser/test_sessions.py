"""The door of a session in a real browser: it opens by itself, and the way on leads to another
origin under the live policy."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from sessions.models import Attendance, Meeting, Presence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINUTE = timedelta(minutes=1)


class Room(ThreadingHTTPServer):
    """A meeting room on another origin, which notes what it is told of its visitors."""

    def __init__(self, port: int) -> None:
        self.visits: list[dict[str, str | None]] = []
        super().__init__(("127.0.0.1", port), partial(Visit, self))

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_port}/"


class Visit(BaseHTTPRequestHandler):
    def __init__(self, room: Room, *args: object) -> None:
        self.room = room
        super().__init__(*args)

    def do_GET(self) -> None:
        if self.path == "/":
            self.room.visits.append({"referrer": self.headers.get("Referer")})
        body = b"<!doctype html><title>A room</title><p>You are in the room.</p>"
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quietly."""


@pytest.fixture
def elsewhere() -> Iterator[Room]:
    """The room, on the first free port of those set aside for it."""
    for port in range(8541, 8570):
        try:
            room = Room(port)
            break
        except OSError:
            continue
    threading.Thread(target=room.serve_forever, daemon=True).start()
    yield room
    room.shutdown()
    room.server_close()


@pytest.fixture
def meeting(world, elsewhere):
    Meeting.objects.update(url=elsewhere.url)
    return world.cohorts["meeting"]


def door(live, cohort, number=3):
    return live("sessions:session", code=cohort.code, number=number)


def test_a_member_waits_joins_and_follows_the_way_on(
    live, page_as, world, frozen, meeting, elsewhere
):
    frozen.move_to(world.sessions[3].starts_at - 16 * MINUTE)
    page = page_as(world.people["member"], watched=False)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(door(live, meeting))
    assert page.get_by_role("button", name="Join").count() == 0

    frozen.move_to(world.sessions[3].starts_at - 15 * MINUTE)
    join = page.get_by_role("button", name="Join")
    join.wait_for(timeout=20_000)  # nobody touched the page
    assert page.locator("#door-said").inner_text() == "The door is open"
    join.click()
    page.get_by_role("heading", name="You are in").wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the meeting").click()
    room = opened.value
    room.get_by_text("You are in the room.").wait_for()

    assert elsewhere.visits == [{"referrer": None}]
    assert room.evaluate("window.opener") is None
    assert page.url == door(live, meeting)
    page.reload()
    assert page.get_by_role("heading", name="You are in").count() == 1
    assert said == []
    assert Attendance.objects.get(session=world.sessions[3]).presence == Presence.PROPOSED


def test_control_a_form_that_is_answered_with_another_origin_is_blocked(
    live, page_as, world, frozen, meeting, elsewhere, monkeypatch
):
    """Why Join does not redirect to the meeting: the policy's form-action refuses it."""
    from django.shortcuts import redirect

    from sessions.views import session as views

    frozen.move_to(world.sessions[3].starts_at)
    monkeypatch.setattr(views, "_back", lambda visit: redirect(elsewhere.url))
    page = page_as(world.people["member"], watched=False)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(door(live, meeting))

    page.get_by_role("button", name="Join").click()
    page.wait_for_timeout(1_500)

    assert elsewhere.visits == []
    assert [text for text in said if "form-action" in text] != []


def test_the_door_works_without_scripts_by_keyboard_on_a_phone(
    live, page_as, world, frozen, meeting
):
    frozen.move_to(world.sessions[3].starts_at - 15 * MINUTE - timedelta(seconds=2))
    page = page_as(
        world.people["member"],
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
    )
    page.goto(door(live, meeting))
    assert page.get_by_role("button", name="Join").count() == 0

    frozen.move_to(world.sessions[3].starts_at - 15 * MINUTE)
    page.get_by_role("button", name="Join").wait_for()  # the page asked again by itself
    page.get_by_role("button", name="Join").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="You are in").wait_for()
    link = page.get_by_role("link", name="Open the meeting")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.get_by_text("1234").count() == 1


def test_a_page_left_open_forgets_the_address_when_the_door_closes(
    live, page_as, world, frozen, meeting, elsewhere
):
    frozen.move_to(world.sessions[3].ends_at - MINUTE)
    page = page_as(world.people["member"])
    page.goto(door(live, meeting))
    page.get_by_role("button", name="Join").click()
    page.get_by_role("heading", name="You are in").wait_for()

    frozen.move_to(world.sessions[3].ends_at)
    page.get_by_role("heading", name="This session is over").wait_for(timeout=20_000)

    assert elsewhere.url not in page.content()


def test_a_facilitator_confirms_the_list_by_keyboard(live, page_as, world, frozen, meeting):
    frozen.move_to(world.sessions[3].ends_at)
    page = page_as(world.people["facilitator"])
    page.goto(door(live, meeting))
    page.get_by_role("link", name="Confirm who was there").click()
    first = page.locator("fieldset.presence").first
    first.get_by_role("radio", name="absent").focus()
    page.keyboard.press("ArrowLeft")
    assert first.get_by_role("radio", name="sent an apology").is_checked()
    page.get_by_role("button", name="Confirm the list").press("Enter")

    page.get_by_text("Thank you. The list is confirmed.").wait_for()
    assert Attendance.objects.filter(session=world.sessions[3]).count() == 20


def test_a_coordinator_plans_dates(live, page_as, world, frozen):
    cohort = world.cohorts["full"]
    page = page_as(world.people["coordinator"])
    page.goto(live(reverse("admin:programs_cohort_change", args=[cohort.pk])))
    page.get_by_text("In Melbourne time.").wait_for()
    page.locator(".timezonewarning").first.wait_for(state="hidden")
    page.get_by_role("link", name="Plan its dates").click()
    page.get_by_label("First session").fill(cohort.window_first.isoformat())
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Rhythm").select_option("weeks")
    page.get_by_role("button", name="Look at the dates").click()
    page.get_by_label("Day of session 2").fill(
        (cohort.window_first + timedelta(days=15)).isoformat()
    )
    page.get_by_role("button", name="Publish these dates").click()

    page.get_by_text("The dates are published.").wait_for()
    assert cohort.sessions.count() == 8
    assert cohort.sessions.get(number=2).day == cohort.window_first + timedelta(days=15)
