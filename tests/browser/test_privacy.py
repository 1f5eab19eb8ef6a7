"""From seeing what is held to being erased, in a real browser, and the desk beside it."""

import pytest

from accounts import consents, data_requests
from accounts.models import ConsentKind, User
from tests.browser.conftest import WIDTHS
from tests.browser.test_axe import LEVELS, found
from tests.browser.test_set_up import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looks_right_at_the_desk(page):
    """As the site's own pages, save for what unfold draws around them."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert found(page, LEVELS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_what_is_held_to_nobody(live, page_as, world, frozen, screenshot):
    member, at = world.people["member"], world.at
    consents.give(
        user_id=member.pk, kinds=[ConsentKind.NEWSLETTER], notice_id=None, at=at, by=member.pk
    )
    page = page_as(member)
    page.goto(live("pages:held"))
    page.get_by_text("Your attendance").click()
    looks_right(page)
    screenshot(page, "held")
    with page.expect_download() as copy:
        page.get_by_role("button", name="To read").click()
    assert copy.value.suggested_filename == "copy.html"
    page.get_by_role("button", name="Take back").click()
    page.get_by_text("From now on it does not count").wait_for()
    with page.expect_navigation():
        page.get_by_role("link", name="Read what that means").click()
    looks_right(page)
    page.get_by_label("I give up the seat").check()
    page.get_by_label("I have read what goes").check()
    page.get_by_role("button", name="Ask to be erased").click()
    page.get_by_role("heading", name="You have asked to be erased").wait_for()

    desk = page_as(world.people["coordinator"])
    data_requests.ask(
        person_id=world.people["applicant"].pk, kind="correct", words="My region has changed.",
        at=at, by=member.pk,
    )  # fmt: skip
    desk.goto(live("admin:privacy_desk"))
    looks_right_at_the_desk(desk)
    screenshot(desk, "desk-privacy")
    with desk.expect_navigation():
        desk.get_by_role("link", name=str(member)).click()
    looks_right_at_the_desk(desk)
    desk.get_by_label("I am sure").check()
    desk.get_by_role("button", name="Erase now").click()
    desk.get_by_text("Numbers stay as they were").wait_for()
    desk.goto(live("admin:privacy_new"))
    looks_right_at_the_desk(desk)
    desk.goto(live("admin:privacy_retention"))
    looks_right_at_the_desk(desk)
    screenshot(desk, "desk-keeping")
    desk.locator("summary", has_text="Place a hold").click()
    desk.get_by_label("Email of the person").fill("applicant@example.org")
    desk.get_by_label("Why").fill("A dispute is open.")
    desk.get_by_role("button", name="Place it").click()
    desk.get_by_role("button", name="Lift the hold on Robin Applicant").wait_for()

    page.goto(live("pages:held"))
    assert "/account/login/" in page.url
    assert User.objects.get(pk=member.pk).erased_at == at
