"""Pages as a browser shows them."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_reads_the_page_of_the_cohort(live, page_as, world, frozen):
    page = page_as(world.people["member"])

    page.goto(live("pages:cohort", code=world.cohorts["meeting"].code))

    assert page.title() == "Your cohort · Coalesce"
    assert page.locator(".meetings > li").count() == 8
    page.screenshot(path="/tmp/f_cohort.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path="/tmp/f_cohort390.png", full_page=True)
    page.goto(live("pages:next"))
    page.screenshot(path="/tmp/f_next.png", full_page=True)
