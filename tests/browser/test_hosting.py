"""A session in a room, walked by those who prepare it: arranged, hosted, described, and a guest."""

import re

import pytest

from sessions.models import GuestVisit, HostTurn, Session, Venue
from tests.sessions import hosted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUEST = {
    "Name": "Kim Guest",
    "Email": "kim@example.org",
    "What they bring": "What changed when a council asked young people first",
    "How they come in": "The facilitator meets you online ten minutes before.",
    "Who they can call": "Robin Facilitator",
    "On this number": "03 5550 1234",
}
PLACE = {
    "Name of the place": "The old library",
    "Address": "12 Example Street",
    "How to get there": "Ten minutes on foot from the station.",
    "What will the cohort see of your workplace?": "The reading room. Nobody else is in that day.",
}


def fill(page, said):
    for label, words in said.items():
        page.get_by_label(re.compile(rf"^{re.escape(label)}")).fill(words)


def test_a_session_in_a_room_is_arranged_hosted_and_described(
    live, page_as, world, frozen, screenshot
):
    hosted.a_room(world)
    room = {"code": world.cohorts["meeting"].code, "number": 6}
    keeper, member = page_as(world.people["facilitator"]), page_as(world.people["member"])

    keeper.goto(live("sessions:arrange", **room))
    keeper.get_by_label("Face to face").check()
    keeper.get_by_role("button", name="Keep it").click()
    keeper.get_by_text("The cohort has not agreed to meet").first.wait_for()
    keeper.goto(live("sessions:arrange", **room))
    keeper.get_by_label("In a room and online together").check()
    keeper.get_by_label("Who writes down").select_option(label=str(world.people["member"]))
    screenshot(keeper, "arrange")
    keeper.get_by_role("button", name="Keep it").click()
    keeper.wait_for_url(live("sessions:session", **room))
    session = Session.objects.get(pk=world.sessions[6].pk)
    assert (session.mode, session.scribe) == ("hybrid", world.people["member"])

    member.goto(live("sessions:hosts", code=room["code"]))
    screenshot(member, "hosts")
    turn = member.get_by_role("listitem").filter(has_text="Session 6")
    turn.get_by_role("link", name="I can host").click()
    member.get_by_role("button", name="I host it").click()
    member.get_by_role("link", name="Describe the place").click()
    fill(member, PLACE)
    member.get_by_label("A way in without steps").select_option(label="yes")
    member.get_by_role("button", name="Keep it").click()
    member.wait_for_url(live("sessions:hosting", **room))
    screenshot(member, "hosting")
    assert HostTurn.objects.get().host == world.people["member"]
    assert Venue.objects.get().step_free == "yes"
    member.goto(live("sessions:session", **room))
    member.get_by_text("12 Example Street").wait_for()

    keeper.goto(live("sessions:guests", **room))
    keeper.get_by_role("link", name="Invite a guest").click()
    fill(keeper, GUEST)
    screenshot(keeper, "guest-invite", full_page=True)
    keeper.get_by_role("button", name="Invite them").click()
    keeper.get_by_text("The invitation is on its way.").wait_for()
    assert GuestVisit.objects.get().name == "Kim Guest"

    visit = hosted.a_guest(world)
    guest = page_as(world.people["guest"], viewport={"width": 390, "height": 844})
    guest.goto(live("sessions:visit", pk=visit.pk))
    guest.get_by_role("heading", name="Nobody may ask you for your own story").wait_for()
    screenshot(guest, "visit", full_page=True)
