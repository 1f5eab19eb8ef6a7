"""The desk as a browser shows it."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_today_draws_each_cohort_as_a_ring(live, page_as, world, frozen):
    page = page_as(world.people["coordinator"])

    page.goto(live("admin:index"))

    assert page.locator("h1").inner_text() == "Today"
    assert page.locator(".circles > li").count() == 3


def test_icons_are_not_read_out(live, page_as, world, frozen):
    page = page_as(world.people["coordinator"])

    page.goto(live("admin:programs_cohort_changelist"))

    icons = page.locator(".material-symbols-outlined")
    assert icons.count() == page.locator(".material-symbols-outlined[aria-hidden=true]").count() > 0


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(live, page_as, world, frozen):
    page = page_as(world.people["coordinator"], viewport={"width": 390, "height": 844})
    page.goto(live("admin:index"))
    menu, side = page.locator(".desk-menu"), page.locator("#desk-side")
    before = side.is_visible()

    menu.press("Enter")

    assert (before, side.is_visible(), menu.get_attribute("aria-expanded")) == (False, True, "true")


def test_without_scripts_today_is_still_there(live, page_as, world, frozen):
    page = page_as(world.people["coordinator"], java_script_enabled=False, watched=False)

    page.goto(live("admin:index"))

    assert page.locator("h1").is_visible()
    assert page.locator("#desk-side").is_visible()
