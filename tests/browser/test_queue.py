"""A cohort's queue, and the question about the next intake, as a coordinator and one who waits."""

from datetime import UTC, datetime, timedelta

import pytest

from intakes.models import Rollover
from tests.browser.test_axe import LEVELS, found
from tests.factories import CandidacyFactory
from tests.intakes.making import S

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TUESDAY_AT_FIVE = datetime(2024, 7, 16, 7, tzinfo=UTC)  # in Melbourne
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def cohort(world):
    """Every seat is held or taken, and five wait; with names and places of work."""
    cohort = world.cohorts["full"]
    for days, (name, role, organisation) in enumerate(
        [
            ("Ada Vale", "Team manager", "Bluegum Health"),
            ("Nur Okafor", "Educator", "Harbour House"),
            ("Kim Tran", "Health promoter", "Mallee Women's Service"),
        ]
    ):
        CandidacyFactory(
            cohort=cohort,
            state=S.WAITLISTED,
            eligible_since=world.at - timedelta(days=20 - days),
            application__role=role,
            application__organisation=organisation,
            application__applicant__display_name=f"{name} (demo)",
        )
    for name, shown in (
        ("asked", "Robin Asado"),
        ("holder", "Ottilie Marsh"),
        ("waiting", "Wanda Rhee"),
    ):
        world.people[name].display_name = f"{shown} (demo)"
        world.people[name].save(update_fields=["display_name"])
    two = [one.candidacy.application.applicant for one in cohort.offers.live()[1:]]
    for person, shown in zip(two, ("Lin Alba (demo)", "Mai Costa (demo)"), strict=True):
        person.display_name = shown
        person.save(update_fields=["display_name"])
    cohort.offers.live().update(expires_at=TUESDAY_AT_FIVE)
    Rollover.objects.all().delete()
    return cohort


@pytest.fixture
def looks_well(screenshot, tmp_path):
    """Nothing for axe to find and nothing cut off, on a phone and on a desk; a picture of both."""

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


def opened(page, row, summary):
    """One line's small form."""
    line = page.get_by_role("row").filter(has_text=row)
    line.locator("summary", has_text=summary).click()
    return line.locator("details[open]")


def send(form, button, **fields):
    for label, value in fields.items():
        form.get_by_label(label).fill(value)
    form.get_by_role("button", name=button, exact=True).click()


def test_a_coordinator_sees_what_is_next_gives_more_time_and_a_place_out_of_turn(
    live, page_as, world, frozen, cohort, looks_well, screenshot
):
    page = page_as(world.people["coordinator"])
    page.goto(live("admin:intakes_queue_change", object_id=cohort.pk))
    queue = page.get_by_role("region", name="The waitlist")
    assert "running" in queue.inner_text().lower()
    assert "it would be offered to Wanda Rhee (demo)" in queue.inner_text()
    looks_well(page, "queue")
    screenshot(page, "queue", full_page=True)

    form = opened(page, "Ottilie", "Give more time")
    looks_well(page, "queue-form")
    send(form, "Give more time", Why="She is ill this week.")
    page.get_by_text("There is time to answer until").wait_for()
    form = opened(page, "Kim Tran", "Offer a place")
    send(form, "Offer a place out of turn", Why="Nobody from there.")
    page.get_by_text("An offer is on its way, for a place out of turn.").wait_for()

    assert cohort.seats.count() == 26
    assert cohort.offers.live().filter(extended_at=None).count() == 3


def test_who_waits_in_vain_is_asked_and_keeps_the_place(
    live, page_as, world, frozen, cohort, looks_well, screenshot
):
    cohort.backfill_until = world.at - timedelta(days=1)
    cohort.save(update_fields=["backfill_until"])
    page = page_as(world.people["coordinator"])
    page.goto(live("admin:intakes_queue_change", object_id=cohort.pk))
    page.get_by_role("link", name="Ask those who wait about the next intake").click()
    looks_well(page, "rollover")
    screenshot(page, "rollover", full_page=True)
    page.get_by_role("button", name="Ask 5 people").click()
    page.get_by_text("5 people are asked.").wait_for()
    looks_well(page, "rollover-asked")

    theirs = page_as(world.people["waiting"])
    theirs.goto(live("intakes:application", pk=world.applications["waiting"].pk))
    looks_well(theirs, "own-page")
    theirs.goto(live("pages:next"))
    looks_well(theirs, "next")
    theirs.get_by_role("link", name="Read it and answer").click()
    looks_well(theirs, "question")
    theirs.get_by_role("button", name="Yes, keep my place").click()
    theirs.get_by_role("heading", name="Your place is kept").wait_for()
    looks_well(theirs, "kept")

    page.reload()
    line = page.get_by_role("row").filter(has_text="Wanda Rhee (demo)")
    assert "yes, kept" in line.inner_text()


def test_paused_taken_back_gone_on_reordered_and_made_larger(live, page_as, world, frozen, cohort):
    page = page_as(world.people["coordinator"])
    page.goto(live("admin:intakes_queue_change", object_id=cohort.pk))
    queue = page.get_by_role("region", name="The waitlist")
    queue.locator("summary", has_text="Pause it").click()
    send(queue.locator("details[open]"), "Pause it", Why="Two of one team.")
    queue.get_by_text("Why: Two of one team.").wait_for()
    send(opened(page, "Ottilie", "Take it back"), "Take it back", Why="She moves away.")
    page.get_by_text("The offer is taken back.").wait_for()
    queue.get_by_text("One seat is free and would go to:").wait_for()
    queue.get_by_role("button", name="Go on by itself").click()
    page.get_by_text("One offer is on its way.").wait_for()

    send(opened(page, "Kim Tran", "Change"), "Change the band", Band="1", Why="Sole worker.")
    page.get_by_text("The band is changed.").wait_for()
    seats = page.get_by_role("region", name="Seats", exact=True)
    seats.locator("summary", has_text="Change the number of places").click()
    send(seats.locator("details[open]"), "Change it", Places="27", Why="A larger room.")
    page.get_by_text("2 offers are on their way.").wait_for()

    names = (
        cohort.offers.live()
        .order_by("pk")
        .values_list("candidacy__application__applicant__display_name", flat=True)
    )
    assert cohort.seats.count() == 27
    assert list(names)[2:] == ["Wanda Rhee (demo)", "Kim Tran (demo)", "Robin Asado (demo)"]
