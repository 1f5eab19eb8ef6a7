"""A coordinator tunes a reminder and sees who would get it; a member sees what comes, and does
without."""

import re

import pytest

from notices import mutes
from programs.models import ReminderRule
from tests.browser.conftest import WIDTHS
from tests.browser.test_axe import LEVELS, found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looks_right(page):
    """At both widths: axe finds nothing, and nobody scrolls sideways."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert found(page, LEVELS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture
def picture(screenshot):
    """From the top: the pages themselves are long."""

    def take(page, name):
        page.evaluate("scrollTo(0, 0)")
        page.set_viewport_size({"width": 1280, "height": 1000})
        screenshot(page, name)

    return take


def test_reminders_are_tuned_and_done_without(live, page_as, world, frozen, picture):
    page = page_as(world.people["coordinator"])
    page.goto(live("admin:index"))
    page.get_by_role("link", name="Reminders", exact=True).first.click()
    page.get_by_text("7 days and 1 day before a session").wait_for()
    looks_right(page)
    picture(page, "desk-reminders")

    page.get_by_role("link", name="A session is near").click()
    page.get_by_label(re.compile("How many days before")).fill("soon")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("Whole numbers with commas between").first.wait_for()
    page.get_by_label(re.compile("How many days before")).fill("10, 2")
    page.get_by_label("At what time").fill("16:00")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_role("heading", name="10 days and 2 days before a session, at 16:00.").wait_for()
    page.get_by_label("In the next").select_option("90")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name="Who would get it, and when").wait_for()
    looks_right(page)
    picture(page, "desk-reminder")
    assert ReminderRule.objects.get().offsets == [10, 2]
    page.get_by_role("button", name="As it came").click()
    page.get_by_role("heading", name=re.compile("7 days and 1 day before")).wait_for()

    member = world.people["member"]
    page = page_as(member)
    page.goto(live("programs:own_mail"))
    looks_right(page)
    picture(page, "own-mail")
    page.get_by_role("button", name="Do without: A session is near").click()
    page.get_by_text("you do without these").wait_for()
    assert mutes.of(member.pk) == {"sessions.reminder"}
    page.get_by_role("button", name="Send me these again: A session is near").click()
    page.get_by_role("button", name="Do without all of them").click()
    page.get_by_role("heading", name="You do without all reminders").wait_for()
    looks_right(page)
