"""The board as a browser shows it: a reviewer says what they think, a coordinator decides."""

from typing import Any

import pytest
from playwright.sync_api import Page

from intakes import opinions
from intakes.models import Candidacy, CandidacyState, Opinion
from tests.browser.conftest import WIDTHS
from tests.browser.test_axe import LEVELS, found, too_wide
from tests.intakes.making import people_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
S = CandidacyState
PLACES = ("Gippsland", "Mallee", "Hume", "Barwon")


def looks_right(page: Page) -> None:
    """At both widths: axe finds nothing, and nobody scrolls sideways."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert [*found(page, LEVELS), *too_wide(page)] == []
    page.set_viewport_size({"width": 1280, "height": 900})


def some_people(world: Any) -> list[Any]:
    made = people_for(world.cohorts["forming"], 4, S.IN_REVIEW)
    for candidacy, place in zip(made, PLACES, strict=True):
        application = candidacy.application
        application.region, application.setting = place, "Schools"
        application.organisation, application.hopes = "A school", f"To hear of {place}."
        application.save()
    return made


def test_a_reviewer_says_what_they_think_and_then_sees_the_others(
    live, page_as, world, frozen, screenshot
):
    one = some_people(world)[0]
    by = world.people["coordinator"].pk
    opinions.give(candidacy_id=one.pk, verdict="maybe", reason="Far away.", by=by, at=world.at)
    page = page_as(world.people["reviewer"])

    page.goto(live("admin:index"))
    page.get_by_role("heading", name="Applications", level=1).wait_for()
    looks_right(page)
    page.get_by_role("link", name=str(one.application.applicant)).click()
    page.get_by_text("once you have said what you think yourself").wait_for()
    assert page.get_by_text("Far away.").count() == 0
    looks_right(page)
    screenshot(page, "board-read", full_page=True)

    page.get_by_label("yes").check()
    page.get_by_label("Why?").fill("Just whom this is for.")
    page.get_by_role("button", name="Keep my opinion").click()
    page.get_by_text("Far away.").wait_for()
    assert Opinion.objects.get(reader=world.people["reviewer"]).verdict == "yes"

    page.get_by_role("link", name="I should not read this").click()
    page.get_by_label("What connects you?").fill("We share an office.")
    looks_right(page)
    page.get_by_role("button", name="I should not read it").click()
    page.get_by_text("One application is not shown").wait_for()


def test_a_coordinator_filters_compares_and_decides(live, page_as, world, frozen, screenshot):
    made = some_people(world)
    page = page_as(world.people["coordinator"])

    page.goto(live("admin:intakes_board"))
    screenshot(page, "board")
    looks_right(page)
    boxes = page.locator("input[name=pick]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Side by side").click()
    page.get_by_role("heading", name="Side by side", level=1).wait_for()
    looks_right(page)
    screenshot(page, "board-beside")

    page.get_by_role("link", name="Back to the board").click()
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Heard of us").check()
    page.get_by_text("More filters").click()
    page.locator("#look-region").select_option("Mallee")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Region: Mallee").wait_for()
    page.get_by_role("button", name="Keep these columns for next time").click()
    page.get_by_role("columnheader", name="Heard of us").wait_for()
    page.get_by_label("All of them").check()
    page.get_by_role("button", name="Suitable …").click()
    page.get_by_label("Why?").fill("The mix is a good one.")
    looks_right(page)
    page.get_by_role("button", name="Keep the decision").click()
    page.get_by_text("Kept for one person.").wait_for()
    assert Candidacy.objects.get(pk=made[1].pk).state == S.ELIGIBLE

    page.get_by_text("All of them").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Take away as a file …").click()
    looks_right(page)
    with page.expect_download() as file:
        page.get_by_role("button", name="Take it away").click()
    assert file.value.suggested_filename == "applications.xlsx"

    page.goto(live("admin:intakes_pipeline"))
    looks_right(page)
    screenshot(page, "pipeline", full_page=True)
