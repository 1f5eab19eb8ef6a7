"""A run-sheet as a browser shows it: begun from a template, dragged, led by a member, kept."""

import re
from typing import Any

import pytest

from sessions.models import ItemKind, RunSheetItem
from sessions.runsheets import items
from sessions.runsheets.items import Draft
from tests.browser.test_board import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def order(page: Any) -> list[str]:
    return [title.strip() for title in page.locator(".plan h3").all_inner_texts()]


def drag(page: Any, title: str, above: str) -> None:
    """By its grip, to the upper half of another."""
    grip = page.locator("[data-item]", has_text=title).first.locator(".plan__grip").bounding_box()
    to = page.locator("[data-item]", has_text=above).first.bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(to["x"] + 40, to["y"] + 4, steps=3)
    page.mouse.up()


def test_a_session_is_planned_shared_and_kept(live, page_as, world, frozen, screenshot):
    facilitator, member = world.people["facilitator"], world.people["member"]
    here = {"code": world.cohorts["meeting"].code, "number": 3}
    page = page_as(facilitator)

    page.goto(live("sessions:runsheet", **here))
    page.get_by_role("button", name="Start from this Two hours").click()
    page.get_by_text("120 of 120 minutes").wait_for()
    page.get_by_role("link", name="Change this and the standing question").click()
    page.get_by_label("shared").check()
    page.get_by_label("Standing question").fill("What is taking part, for us?")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("What is taking part, for us?").wait_for()

    # By keyboard, and by drag.
    before = order(page)
    up = page.get_by_role("button", name="A story or a resource: up")
    up.focus()
    with page.expect_response("**/put/"):
        page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id.startsWith('up-')")
    moved = order(page)
    assert moved.index("A story or a resource") == before.index("A story or a resource") - 1
    with page.expect_response("**/order/"):
        drag(page, "Actions, and who hosts next", above="A story or a resource")
    page.wait_for_function("!document.querySelector('.is-held')")
    page.reload()
    dragged = order(page)
    assert (
        dragged.index("Actions, and who hosts next") == dragged.index("A story or a resource") - 1
    )

    # An exercise from the library, with the care it needs.
    page.get_by_role("link", name="From the exercise library").click()
    page.get_by_role("heading", name="The fear of being judged").wait_for()
    screenshot(page, "exercises")
    page.get_by_role("button", name=re.compile("Put it.*Weather report")).click()
    page.get_by_text("6 minutes too many").wait_for()

    # A member reads the agenda, offers to lead and proposes.
    theirs = page_as(member)
    theirs.goto(live("sessions:runsheet", **here))
    screenshot(theirs, "agenda")
    theirs.get_by_role("button", name=re.compile("I'll lead this.*A story")).click()
    theirs.get_by_text("You offered to lead this").wait_for()
    theirs.get_by_role("link", name="Propose something").click()
    theirs.get_by_label("What it is about").fill("Role-play a hard phone call")
    theirs.get_by_role("button", name="Propose it").click()
    theirs.get_by_text("waits for an answer").wait_for()

    page.reload()
    page.get_by_text("Members have").wait_for()
    looks_right(page)
    screenshot(page, "run-sheet", full_page=True)
    page.get_by_role("link", name=f"Answer {member}").click()
    page.get_by_role("button", name="Yes, please").click()
    page.get_by_role("link", name="Answer Role-play").click()
    page.get_by_label("A word for them").fill("Gladly, next time.")
    page.get_by_role("button", name="Not this time").click()
    story = RunSheetItem.objects.select_related("run_sheet").get(kind=ItemKind.STORY)
    assert story.lead == member

    # Somebody else saves first: both are shown.
    page.goto(live("sessions:runsheet-item", **here, item_id=story.pk))
    draft = Draft(**{**vars(items.draft_of(story)), "title": "A story, told in two voices"})
    items.change(
        session_id=story.run_sheet.session_id, item_id=story.pk, draft=draft,
        version=story.version, by=facilitator.pk, at=world.at,
    )  # fmt: skip
    page.get_by_label("Private note").fill("Ask before the break.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("heading", name="What stands by now").wait_for()
    looks_right(page)
    screenshot(page, "run-sheet-newer")
    page.get_by_role("button", name="Save mine over it").click()
    page.goto(live("sessions:runsheet-paper", **here) + "?private=1")
    page.get_by_text("Ask before the break.").wait_for()
    screenshot(page, "run-sheet-paper", full_page=True)

    # What stays, and the debrief that facilitators alone read.
    page.goto(live("sessions:afterwards", **here))
    page.get_by_label("What changed, however small").fill("A school rang back.")
    page.get_by_role("button", name="Tell it").click()
    page.get_by_label("What", exact=True).fill("Ask the library for a room")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_label("Note", exact=True).fill("Pairs first.")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_text("Pairs first.").wait_for()
    screenshot(page, "kept")
    page.goto(live("sessions:debrief", **here))
    page.get_by_label("heavy", exact=True).check()
    page.get_by_label("What was hard").fill("The silence after the break.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("for facilitators alone").wait_for()
    theirs.goto(live("sessions:agendas", code=here["code"]))
    theirs.get_by_role("button", name="I'll speak in session 4").click()
    theirs.get_by_role("button", name="Give my turn back for session 4").wait_for()
    screenshot(theirs, "agendas")
