"""A coordinator loads school terms, plans round their holidays, and shifts what follows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import SafeChannel, SafeContact
from notices.models import Notice
from programs.models import SchoolTerm
from tests.browser.test_axe import LEVELS, found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def looks_well(tmp_path):
    """Nothing for axe to find and nothing cut off, on a phone and on a desk."""

    def look(page, name):
        troubles = {}
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            seen = found(page, LEVELS) if size is NARROW else []
            troubles[size["width"]] = (seen, wide > size["width"])
            page.screenshot(path=tmp_path / f"{name}-{size['width']}.png", full_page=True)
        assert troubles == {390: ([], False), 1280: ([], False)}

    return look


def test_a_coordinator_plans_round_school_holidays_and_shifts_what_follows(
    live, page_as, world, frozen, looks_well, screenshot
):
    cohort = world.cohorts["full"]
    phone = cohort.memberships.filter(state="active").first()
    if phone:
        SafeContact.objects.update_or_create(
            user=phone.user, defaults={"channel": SafeChannel.PHONE, "phone": "03 5550 0001"}
        )
    page = page_as(world.people["coordinator"])

    page.goto(live(reverse("admin:programs_program_calendar", args=[cohort.intake.program_id])))
    page.get_by_role("button", name="Load the terms of Victoria").click()
    page.get_by_text("The school terms are here now.").wait_for()
    looks_well(page, "calendar")
    screenshot(page, "program-calendar")
    assert SchoolTerm.objects.count() == 16

    page.goto(live(reverse("admin:cop_sessions_schedule_plan", args=[cohort.pk])))
    page.get_by_label("First session").fill("2024-08-14")
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Rhythm").select_option("weeks")
    page.get_by_label("Avoid school holidays").check()
    page.get_by_role("button", name="Look at the dates").click()
    page.get_by_role("link", name="Session 4").wait_for()
    looks_well(page, "preview")
    page.locator("#preview").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#preview').scrollIntoView()")
    screenshot(page, "schedule-calendar")
    page.get_by_role("button", name="Publish these dates").click()
    page.get_by_text("The dates are published.").wait_for()

    third = cohort.sessions.get(number=3)
    page.get_by_role("link", name="Move, split or call off session 3").click()
    page.get_by_role("link", name="Shift it and all that follow").click()
    looks_well(page, "shift")
    page.get_by_label("Counted in").select_option("days")
    page.get_by_role("button", name="See what it comes to").click()
    page.get_by_role("heading", name="Who will be told").wait_for()
    looks_well(page, "shift-looked")
    screenshot(page, "schedule-shift")
    assert Notice.objects.filter(kind="sessions.changed").count() == 0
    page.get_by_role("button", name="Shift them").click()
    page.get_by_text("The sessions have new dates").wait_for()

    assert cohort.sessions.get(number=3).day == third.day + timedelta(days=1)
    assert cohort.sessions.get(number=2).version == 1
