"""The door in a browser: tried the day before, opened in a room, and what is said quietly."""

from datetime import timedelta

import pytest

from accounts.models import SafeContact
from sessions import attendance, wall_codes
from sessions.models import Attendance, Mode, Presence, Session, Signal, SignalKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def hybrid(world):
    """The third session, which some come to in a room."""
    Session.objects.filter(pk=world.sessions[3].pk).update(mode=Mode.HYBRID)
    return Session.objects.select_related("cohort").get(pk=world.sessions[3].pk)


def go(page, live, name, session):
    page.goto(live(f"sessions:{name}", code=session.cohort.code, number=session.number))


def test_it_is_tried_opened_with_the_code_and_kept_on_a_phone(
    live, page_as, world, frozen, hybrid, screenshot
):
    frozen.move_to(hybrid.starts_at - timedelta(days=1))
    member = page_as(world.people["member"], viewport=PHONE)
    go(member, live, "try", hybrid)
    member.get_by_role("heading", name="Your way in works").wait_for()
    assert "meet.example.org" not in member.content()
    screenshot(member, "door-try")

    frozen.move_to(hybrid.starts_at - timedelta(minutes=10))
    host = page_as(world.people["host"], viewport=PHONE)
    go(host, live, "arrivals", hybrid)
    first = host.get_by_role("button", name="Is here").first
    first.click()
    host.get_by_role("button", name="Undo").first.wait_for()
    screenshot(host, "door-arrivals")
    assert Attendance.objects.filter(session=hybrid, presence=Presence.PROPOSED).count() == 1

    facilitator = page_as(world.people["facilitator"])
    go(facilitator, live, "poster", hybrid)
    code = facilitator.locator(".poster__code").inner_text()
    assert code.replace(" ", "") == wall_codes.code_of(hybrid)
    screenshot(facilitator, "door-poster", full_page=True)

    member = page_as(world.people["member"], viewport=PHONE)
    go(member, live, "session", hybrid)
    member.get_by_text("In the room?").click()
    member.get_by_label("The code on the wall").fill("AAAAAA")
    member.get_by_role("button", name="I am here").click()
    member.get_by_text("That is not the code on the wall.").first.wait_for()
    member.get_by_label("The code on the wall").fill(code.lower())
    screenshot(member, "door-code")
    member.get_by_role("button", name="I am here").click()
    member.get_by_role("heading", name="You are in").wait_for()


def test_a_signal_is_given_unseen_and_reaches_the_facilitators_alone(
    live, page_as, world, frozen, hybrid, screenshot
):
    frozen.move_to(hybrid.starts_at)
    member = page_as(world.people["member"], viewport=PHONE)
    go(member, live, "session", hybrid)
    closed = member.locator("#taking-part + details > summary")
    before = closed.inner_text()
    closed.click()
    screenshot(member, "door-signals")
    member.get_by_role("button", name="A break").click()
    member.wait_for_load_state()

    assert closed.inner_text() == before
    assert not member.get_by_role("button", name="A break").is_visible()
    assert Signal.objects.get().kind == SignalKind.PAUSE
    facilitator = page_as(world.people["facilitator"])
    go(facilitator, live, "session", hybrid)
    assert not facilitator.get_by_text("Needs a pause").is_visible()
    facilitator.get_by_text("For you alone (1)").click()
    assert facilitator.get_by_text("Needs a pause").is_visible()


def test_two_misses_running_lead_to_a_call(live, page_as, world, frozen, screenshot):
    missing = world.people["member"]
    held = (world.sessions[1], world.sessions[2])
    Attendance.objects.filter(session__in=held, user=missing).update(presence=Presence.ABSENT)
    SafeContact.objects.create(user=missing, phone="0400 000 000", facilitators_may_call=True)
    page = page_as(world.people["facilitator"])
    session = Session.objects.select_related("cohort").get(pk=world.sessions[2].pk)
    page.goto(live("pages:next"))
    page.get_by_text("Somebody was missed twice running").first.wait_for()
    go(page, live, "reach", session)
    page.get_by_role("link", name="0400 000 000").wait_for()
    screenshot(page, "door-reach")

    page.get_by_role("button", name="Done: somebody was in touch").click()

    page.get_by_text("Nobody to reach").wait_for()
    assert attendance.own(session, missing.pk).presence == Presence.ABSENT
