"""Pages as a browser shows them."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_reads_the_page_of_the_cohort(live, page_as, world, frozen):
    page = page_as(world.people["member"])

    page.goto(live("pages:cohort", code=world.cohorts["meeting"].code))

    assert page.title() == "Your cohort · Coalesce"
    assert page.locator(".meetings > li").count() == 8
    assert page.locator(".gathering .people").first.locator("> li").count() == 20
