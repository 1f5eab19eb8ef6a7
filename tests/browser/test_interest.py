"""An intake opens: the pool is told, somebody begins, and a manager is asked and answers."""

import re
from datetime import timedelta

import pytest

from audit import clock
from intakes import interests, support, support_reminders
from intakes.models import Invited
from notices import delivery
from tests.browser.conftest import WIDTHS
from tests.browser.test_axe import BEST, LEVELS, found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looks_right(page, levels=BEST):
    """At both widths: axe finds nothing, and nobody scrolls sideways."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert found(page, levels) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture
def keen(world):
    """Somebody of the pool who would like what the open intake offers."""
    person, cohort = world.people["stranger"], world.cohorts["forming"]
    said = interests.express(
        person_id=person.pk,
        program_id=cohort.intake.program_id,
        community_ids=[cohort.community_id],
        hopes="To meet others",
        at=world.at,
        by=person.pk,
    )
    return said.interest


def test_the_pool_is_told_and_somebody_begins_with_their_own_words(
    live, page_as, frozen, world, keen, screenshot
):
    desk = page_as(world.people["coordinator"])
    desk.goto(live("admin:intakes_interest_changelist"))
    desk.get_by_role("link", name="Look and tell them").click()
    desk.get_by_role("heading", name="Who would be told").wait_for()
    looks_right(desk, LEVELS)
    screenshot(desk, "pool")
    desk.get_by_role("button", name="Tell one person").click()
    desk.get_by_text("One person is told.").wait_for()
    looks_right(desk, LEVELS)
    assert Invited.objects.get().person == keen.person

    page = page_as(keen.person)
    page.goto(live("intakes:apply_now", pk=keen.pk))
    looks_right(page)
    page.get_by_role("button", name="Begin my form").click()
    page.wait_for_url("**/form/**")


def test_a_manager_is_asked_once_more_and_answers_without_an_account(
    live, page_as, frozen, world, screenshot, mailoutbox
):
    application = world.applications["applicant"]
    page = page_as(application.applicant)
    page.goto(live("intakes:support", pk=application.pk))
    looks_right(page)
    page.get_by_label("Ask my manager").check()
    page.get_by_label("Your manager's name").fill("Kim")
    page.get_by_label("Your manager's work email").fill("kim@example.org")
    page.get_by_label("I know that my manager will learn").check()
    looks_right(page)
    screenshot(page, "manager-ask")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("We have asked your manager").wait_for()
    looks_right(page)

    frozen.move_to(world.at + timedelta(days=7))
    support_reminders.plan(clock.now())
    delivery.drain(at=clock.now(), worker="nudge")
    _first, nudge = (mail for mail in mailoutbox if mail.to == ["kim@example.org"])
    manager = page_as(None)
    manager.goto(re.findall(r"https?://\S+", nudge.body)[0])
    looks_right(manager)
    screenshot(manager, "manager-answer")
    manager.get_by_label("Yes, I support it").check()
    manager.get_by_role("button", name="Send my answer").click()
    manager.get_by_text("You said yes. Thank you.").wait_for()
    looks_right(manager)
    manager.get_by_role("link", name="The page for managers, also to print").click()
    manager.get_by_role("heading", name="What we never tell you").wait_for()
    looks_right(manager)
    screenshot(manager, "manager-brief")
    sheet = manager.get_by_role("link", name="One sheet to print (PDF)")
    with manager.expect_response("**/brief.pdf") as printed:
        sheet.click()
    assert printed.value.headers["content-type"] == "application/pdf"

    page = page_as(application.applicant)
    page.goto(live("intakes:support", pk=application.pk))
    page.get_by_text("Your manager says yes").wait_for()
    assert support.state_of([application.pk]) == {application.pk: "confirmed"}


def test_a_letter_is_looked_at_kept_and_printed(live, page_as, frozen, world, screenshot):
    page = page_as(world.people["coordinator"])
    page.goto(live("admin:intakes_letter_add"))
    page.get_by_label("Organisation", exact=True).fill("A library service")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("invites A library service to take part").wait_for()
    looks_right(page, LEVELS)
    screenshot(page, "letter")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("The letter is kept.").wait_for()
    looks_right(page, LEVELS)
    with page.expect_download() as printed:
        page.get_by_role("link", name="PDF").click()
    assert printed.value.suggested_filename.endswith(".pdf")
    with page.expect_download() as written:
        page.get_by_role("link", name="Word document").click()
    assert written.value.suggested_filename.endswith(".docx")
