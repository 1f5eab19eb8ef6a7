"""A member has their dates in their own calendar and prints their hours; a coordinator sees all
cohorts at once and makes the next year."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programs.models import Program
from sessions import changes
from tests.browser.test_axe import LEVELS, found, pale
from tests.factories import SessionFactory
from tests.sessions.calendars import read

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def looks_well(tmp_path):
    """Nothing for axe to find and nothing cut off, on a phone and on a desk; in dark, no word too
    pale."""

    def look(page, name):
        troubles: dict[object, object] = {}
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            seen = found(page, LEVELS) if size is NARROW else []
            troubles[size["width"]] = (seen, wide > size["width"])
            page.screenshot(path=tmp_path / f"{name}-{size['width']}.png", full_page=True)
        page.emulate_media(color_scheme="dark")
        troubles["dark"] = pale(page)
        page.screenshot(path=tmp_path / f"{name}-dark.png", full_page=True)
        page.emulate_media(color_scheme="light")
        assert troubles == {390: ([], False), 1280: ([], False), "dark": []}

    return look


def test_a_member_subscribes_asks_for_mails_and_takes_their_hours(
    live, page_as, world, frozen, looks_well, screenshot
):
    page = page_as(world.people["member"])
    page.goto(live("sessions:session", code=world.cohorts["meeting"].code, number=5))
    page.get_by_role("link", name="All dates in your calendar").click()
    looks_well(page, "calendar")
    page.get_by_role("button", name="Make my address").click()
    address = page.get_by_label("Your secret address").input_value()
    looks_well(page, "address")
    screenshot(page, "calendar")

    phone = page_as(None)
    before = {one.uid: one for one in read(phone.request.get(address).text())}
    fifth = world.sessions[5]
    changes.move(
        session_id=fifth.pk, day=fifth.day + timedelta(days=1), start=fifth.start, minutes=120,
        by=None, at=world.at,
    )  # fmt: skip
    after = {one.uid: one for one in read(phone.request.get(address).text())}
    moved = [uid for uid in before if before[uid] != after[uid]]
    assert [(before[uid].sequence, after[uid].sequence) for uid in moved] == [(1, 2)]

    page.get_by_role("button", name="Send me dates by mail").click()
    page.get_by_role("button", name="Stop these mails").wait_for()
    page.get_by_role("button", name="Let it answer nothing").click()
    page.get_by_text("That address answers nothing any more.").wait_for()
    assert phone.request.get(address).status == 404

    page.get_by_role("link", name="Your hours").click()
    looks_well(page, "hours")
    page.get_by_role("link", name="See it, print it").click()
    looks_well(page, "certificate")
    screenshot(page, "hours")


def test_a_coordinator_sees_all_cohorts_and_makes_the_next_year(
    live, page_as, world, frozen, looks_well, screenshot
):
    fifth = world.sessions[5]
    SessionFactory(
        cohort=world.cohorts["full"], number=1, day=fifth.day, start=fifth.start,
    )  # fmt: skip
    page = page_as(world.people["coordinator"])

    page.goto(live(f"{reverse('admin:diary')}?month={fifth.day:%Y-%m}"))
    page.get_by_role("heading", name="Booked twice").wait_for()
    looks_well(page, "diary")
    screenshot(page, "diary")
    page.get_by_role("link", name="As a list").click()
    looks_well(page, "diary-list")

    page.goto(live(reverse("admin:next_year")))
    looks_well(page, "next-year-which")
    page.get_by_role("link", name=str(world.programs["here"])).last.click()
    page.get_by_role("heading", name="What comes along").wait_for()
    looks_well(page, "next-year")
    screenshot(page, "next-year")
    page.get_by_role("button", name="Make this year").click()
    page.get_by_text("It is there, planned and not public yet.").wait_for()
    assert Program.objects.filter(follows=world.programs["here"]).count() == 1
