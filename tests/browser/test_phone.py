"""The phone rings: who it is, whom to call, words to several, and a mail in one's own words."""

import re
from datetime import timedelta

import pytest

from accounts.models import SafeChannel, SafeContact
from intakes.models import Offer
from notices.models import CallNote, Message, Notice, NoticeState, Wording
from tests.browser.conftest import WIDTHS
from tests.browser.test_axe import LEVELS, found
from tests.notices.kinds import owe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ringing(world):
    """One who gets no mail, and an offer that ends today and never arrived."""
    waiting = world.people["waiting"]
    SafeContact.objects.update_or_create(
        user=waiting,
        defaults={
            "channel": SafeChannel.PHONE,
            "phone": "0491 570 006",
            "hours_from": "09:00",
            "hours_to": "16:30",
            "note": "Ask for them by name.",
        },
    )
    owe(
        waiting,
        world.at,
        kind="intakes.waitlisted",
        state=NoticeState.CALL,
        cohort_id=world.cohorts["full"].pk,
    )
    Notice.objects.filter(key="world:0").update(state=NoticeState.FAILED, sent_at=None)
    Offer.objects.filter(pk=world.offers["holder"].pk).update(
        expires_at=world.at + timedelta(hours=6)
    )
    return world


def looks_right(page):
    """At both widths: axe finds nothing, and nobody scrolls sideways."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert found(page, LEVELS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_coordinator_on_the_phone(live, page_as, ringing, frozen, screenshot):
    world = ringing
    page = page_as(world.people["coordinator"])

    # A few letters, from any page of the desk.
    page.goto(live("admin:index"))
    page.get_by_role("searchbox").fill("robin hold")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("heading", name="Robin Holder").wait_for()
    page.get_by_text("Has an offer of a seat").wait_for()
    page.get_by_label("What was said").fill("Wants to talk to their manager first.")
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_text("Wants to talk to their manager first.").wait_for()
    looks_right(page)
    screenshot(page, "desk-person", full_page=True)

    # The call list.
    page.get_by_role("link", name="Calls to make").first.click()
    page.get_by_role("heading", name="Robin Waiting").wait_for()
    page.get_by_text("0491 570 006").wait_for()
    looks_right(page)
    screenshot(page, "desk-calls", full_page=True)
    page.get_by_role("button", name=re.compile("No answer.*Robin Holder")).click()
    page.get_by_text("Nobody answered once.").wait_for()
    page.get_by_role("button", name=re.compile("I have told them.*Robin Waiting")).click()
    page.get_by_text("Noted. Robin Waiting").wait_for()
    assert page.get_by_role("heading", name="Robin Waiting").count() == 0
    assert sorted(CallNote.objects.values_list("outcome", flat=True)) == [
        *("no_answer", "note", "said"),
    ]


def test_words_to_several_and_a_mail_in_ones_own(live, page_as, ringing, frozen, screenshot):
    world = ringing
    page = page_as(world.people["coordinator"])

    page.goto(live("admin:person_page", user_id=world.people["holder"].pk))
    page.get_by_role("button", name="Write a message").click()
    page.get_by_label("Subject").fill("About our cohort")
    page.get_by_label("Text").fill("Hello {first_name},\n\n**one** thing has changed.")
    page.get_by_role("button", name="See how it looks").click()
    page.get_by_text("please leave out “cohort”").first.wait_for()
    page.get_by_label("Subject").fill("One thing has changed")
    page.get_by_role("button", name="See how it looks").click()
    page.get_by_text("Hello Robin,").wait_for()
    looks_right(page)
    screenshot(page, "desk-message", full_page=True)
    page.get_by_role("button", name="Send it to one person").click()
    page.get_by_role("heading", name="How it went").wait_for()
    looks_right(page)
    assert Message.objects.get().subject == "One thing has changed"

    page.get_by_role("link", name="Words of our mails").first.click()
    page.get_by_role("link", name="Offer", exact=True).click()
    page.get_by_label("Text").fill("Hello {first_name},\n\nyes or no before {deadline}?")
    page.get_by_role("button", name="Keep these words").click()
    page.get_by_text("Please keep {link}").first.wait_for()
    page.get_by_label("Text").fill("Hello {first_name},\n\nyes or no before {deadline}?\n\n{link}")
    page.get_by_role("button", name="Keep these words").click()
    page.get_by_text("Your own words").first.wait_for()
    letter = page.frame_locator("iframe").get_by_role("link", name="Open the page")
    letter.wait_for()
    looks_right(page)
    page.locator(".phone-looks").screenshot()  # a frame below the fold is painted when it is seen
    screenshot(page, "desk-words", full_page=True)
    assert Wording.objects.get().kind == "intakes.offer"
    page.locator("summary", has_text="The usual words").click()
    page.get_by_role("button", name="Use the usual words again").click()
    page.locator("summary", has_text="The usual words").wait_for(state="detached")
    assert not Wording.objects.exists()
