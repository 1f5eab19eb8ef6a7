"""The application form: worded at the desk, filled in on two devices, looked over and sent."""

import pytest
from django.urls import reverse

from intakes import protected
from intakes.models import Answer, Application, Question
from notices import delivery
from tests.browser.conftest import WIDTHS
from tests.browser.test_axe import BEST, LEVELS, found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, WIDE = 390, 1280
ASKED = "What did you try this year that went wrong?"
SECRET = "A chair by the door, please."


def looks_right(page, tags=BEST):
    """At both widths: axe finds nothing, and nobody scrolls sideways. (The desk's frame is
    unfold's, so its pages are held to the levels alone.)"""
    for width in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        assert found(page, tags) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_coordinator_words_and_retires_questions_of_an_intake(
    live, page_as, world, screenshot, frozen
):
    answered = Question.objects.get(words="What would you try first?")
    Answer.objects.create(
        application=world.applications["applicant"],
        question=answered,
        intake=answered.intake,
        words="A walk.",
    )
    page = page_as(world.people["coordinator"])
    page.goto(live(reverse("admin:intakes_intakeform_change", args=[world.intakes["open"].pk])))
    looks_right(page, LEVELS)
    page.get_by_role("link", name="Ask something more").click()
    page.get_by_label("The question").fill("Do you have lived experience?")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("We never do").wait_for()
    looks_right(page, LEVELS)
    screenshot(page, "form-refused")
    page.get_by_label("The question").fill(ASKED)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name=f"Up: {ASKED}").click()
    page.get_by_role("button", name=f"Down: {ASKED}").wait_for()
    screenshot(page, "form-questions")

    page.get_by_role("button", name="Retire: What would you try first?").click()
    page.get_by_text("One retired question").click()
    page.get_by_text("Answered by one person.").wait_for()

    assert Question.objects.get(words=ASKED).order == 3
    answered.refresh_from_db()
    assert (answered.retired_at, answered.answers.get().words) == (world.at, "A walk.")


def test_an_applicant_fills_it_in_stops_and_sends_it_from_another_device(
    live, page_as, world, screenshot, frozen
):
    draft = world.applications["drafting"]
    page = page_as(world.people["drafting"])
    page.goto(live("intakes:step", pk=draft.pk, step="about"))
    page.get_by_label("Your role").fill("")
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_role("link", name="Your role: This field is required.").click()
    assert page.evaluate("document.activeElement.id") == "id_role"
    page.get_by_label("Your role").fill("Nurse")
    page.get_by_role("button", name="Keep it for later").click()
    page.get_by_text("It is kept.").wait_for()
    page.context.close()

    page = page_as(world.people["drafting"])
    page.goto(live("intakes:step", pk=draft.pk, step="further"))
    page.get_by_label("Sport").check()
    page.get_by_label("5: Easy").check()
    looks_right(page)
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_label("What helps you take part").fill(SECRET)
    page.get_by_label("Is there anyone you would not be safe").fill("Lee, at a service")
    looks_right(page)
    screenshot(page, "form-apart")
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_role("heading", name="Look over and send", level=1).wait_for()
    looks_right(page)
    assert (page.get_by_text("Nurse").count(), page.get_by_text(SECRET).count()) == (1, 0)
    page.get_by_label("I have read what happens").check()
    page.get_by_label("Send me a copy").check()
    screenshot(page, "form-review")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("Thank you. It is sent.").wait_for()

    assert Application.objects.get(pk=draft.pk).state == "submitted"
    delivery.drain(at=world.at, worker="form")
    page.reload()
    looks_right(page)
    page.get_by_role("link", name="A copy of what you wrote").click()
    page.get_by_text("Nurse").wait_for()
    assert page.get_by_text(SECRET).count() == 0
    looks_right(page)


def test_the_part_kept_apart_is_read_at_the_desk_for_a_reason(
    live, page_as, world, screenshot, frozen
):
    draft = world.applications["drafting"]
    protected.keep(
        application_id=draft.pk,
        contact={},
        needs={"access": SECRET},
        apart_words="",
        at=world.at,
        by=draft.applicant_id,
    )
    page = page_as(world.people["coordinator"])
    page.goto(live(reverse("admin:intakes_application_change", args=[draft.pk])))
    with page.expect_navigation():
        page.get_by_role("link", name="Read the part kept apart").click()
    looks_right(page, LEVELS)
    page.get_by_label("Why do you need to read it?").fill("To book a room that suits.")
    page.get_by_role("button", name="Read it").click()
    page.get_by_text(SECRET).wait_for()
    looks_right(page, LEVELS)
    screenshot(page, "form-apart-read")

    assert protected.readings(draft) == [world.at]
