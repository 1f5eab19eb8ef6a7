"""Composing a cohort and sending its round, as a coordinator does it."""

import pytest

from intakes import apart, targets
from tests.browser.test_axe import LEVELS, found
from tests.factories import CandidacyFactory
from tests.intakes.making import S

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def cohort(world):
    cohort, by = world.cohorts["forming"], world.people["coordinator"].pk
    for n, (region, role) in enumerate(
        [("Gippsland", "Team manager"), ("Mallee", "Educator"), ("Geelong", "Health promoter")]
    ):
        made = CandidacyFactory(
            cohort=cohort,
            application__region=region,
            application__role=role,
            application__organisation="Bluegum Health" if n < 2 else "Harbour House",
            application__career_stage="emerging",
            application__applicant__display_name=f"{('Ada', 'Nur', 'Kim')[n]} Vale (demo)",
        )
    other = cohort.candidacies.filter(state=S.ELIGIBLE).first().application.applicant
    other.display_name = "Sam Okafor (demo)"
    other.save(update_fields=["display_name"])
    person = made.application.applicant
    apart.say(person_id=person.pk, words=other.display_name, at=world.at, by=person.pk)
    for kind, value, number in (("region", "Mallee", 2), ("sole_worker", "", 1)):
        targets.wish(cohort_id=cohort.pk, kind=kind, value=value, number=number, by=by, at=world.at)
    return cohort


def looks_well(page):
    troubles = {}
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        seen = found(page, LEVELS) if size is NARROW else []
        troubles[size["width"]] = (seen, wide > size["width"])
    assert troubles == {390: ([], False), 1280: ([], False)}


def test_a_coordinator_composes_a_cohort_sends_its_round_and_stops_it(
    live, page_as, world, frozen, cohort, screenshot
):
    page = page_as(world.people["coordinator"])
    page.goto(live("admin:intakes_compose", cohort_id=cohort.pk))
    looks_well(page)
    screenshot(page, "compose", full_page=True)

    page.get_by_text("Set something out").click()
    page.get_by_label("What", exact=True).select_option("region")
    page.get_by_label("Which region or setting").fill("Gippsland")
    page.get_by_label("How many").fill("1")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Take off: Gippsland").wait_for()

    page.get_by_label("Nur Vale (demo)").check()
    page.get_by_label("Why?").fill("From the regions.")
    page.get_by_role("button", name="Choose", exact=True).press("Enter")
    page.get_by_text("Done for one person.").wait_for()

    page.goto(live("admin:intakes_apart", cohort_id=cohort.pk))
    looks_well(page)
    screenshot(page, "compose-apart", full_page=True)
    page.get_by_label("Not together").check()
    page.get_by_label("Why?").fill("We spoke with both by phone.")
    page.get_by_role("button", name="Keep the decision").click()
    page.get_by_text("Neither of them is told.").wait_for()

    page.goto(live("admin:intakes_compose_round", cohort_id=cohort.pk))
    looks_well(page)
    screenshot(page, "round-preview", full_page=True)
    page.get_by_role("button", name="Send the round").click()
    page.get_by_role("heading", name="The round waits").wait_for()
    looks_well(page)
    screenshot(page, "round-waits", full_page=True)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("heading", name="This round was stopped").wait_for()
    assert cohort.offers.count() == 0
