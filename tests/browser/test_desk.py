"""The desk as a browser shows it."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_today_draws_each_cohort_as_a_ring(live, page_as, world, frozen):
    page = page_as(world.people["coordinator"])

    page.goto(live("admin:index"))

    assert page.locator("h1").inner_text() == "Today"
    assert page.locator(".circles > li").count() == 3
    page.screenshot(path="/tmp/f_desk.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path="/tmp/f_desk390.png", full_page=True)
