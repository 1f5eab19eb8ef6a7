"""What somebody does alone: interest, a form that is late, a seat that went on, goodbye."""

from datetime import timedelta

import pytest

from intakes.models import Candidacy, CandidacyState, Interest, Rollover
from intakes.models.interest import InterestState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
S = CandidacyState


def state_of(world, name):
    return Candidacy.objects.get(application=world.applications[name]).state


def test_interest_is_expressed_changed_and_taken_back(live, page_as, world, frozen):
    page = page_as(world.people["stranger"])
    page.goto(live("intakes:interest", slug=world.programs["here"].slug))
    page.get_by_label("The community you would like most").select_option(label="Work in schools")
    page.get_by_label("What you hope for").fill("To meet others.")
    page.get_by_label("I have read what happens").check()
    page.get_by_role("button", name="Join the pool").click()
    page.get_by_role("heading", name="Thank you").wait_for()

    page.get_by_role("link", name="Change it").click()
    page.get_by_label("Second choice").select_option(label="Meeting resistance")
    page.get_by_label("What you hope for").fill("To hear what went wrong.")
    page.get_by_label("I have read what happens").check()
    page.get_by_role("button", name="Join the pool").click()
    page.get_by_role("heading", name="Brought up to date").wait_for()
    page.get_by_text("To hear what went wrong.").wait_for()
    interest = Interest.objects.get(person=world.people["stranger"])
    chosen = list(interest.choices.order_by("rank").values_list("community__slug", flat=True))

    page.get_by_role("link", name="Take it back").click()
    page.get_by_role("button", name="Leave the pool").click()
    page.get_by_text("You are out of the pool.").wait_for()
    interest.refresh_from_db()
    assert (chosen, interest.state) == (["schools", "resistance"], InterestState.WITHDRAWN)


def test_a_form_sent_after_the_close_is_kept_for_the_next_intake(live, page_as, world, frozen):
    draft = world.applications["drafting"]
    frozen.move_to(world.intakes["open"].closes_at + timedelta(minutes=1))
    page = page_as(draft.applicant)
    page.goto(live("intakes:application", pk=draft.pk))
    page.get_by_text("This intake closed before your form was sent").wait_for()
    page.get_by_role("link", name="Look it over").click()
    page.get_by_label("I have read what happens").check()
    page.get_by_role("button", name="Keep it for the next intake").click()
    page.get_by_role("heading", name="It reached us after the close").wait_for()
    pool = page.get_by_role("region", name="The next intake")
    pool.get_by_role("link", name="See or change it").click()
    page.get_by_text("In the pool", exact=True).wait_for()

    assert Interest.objects.get(person=draft.applicant).state == InterestState.SUBMITTED


def test_not_answered_in_time_somebody_waits_again_leaves_the_list_and_another_withdraws(
    live, page_as, world, frozen
):
    Rollover.objects.all().delete()
    offer = world.offers["holder"]
    frozen.move_to(offer.expires_at)
    page = page_as(world.people["holder"])
    page.goto(live("intakes:offer", pk=offer.pk))
    page.get_by_role("heading", name="The time to answer is over").wait_for()
    page.get_by_role("button", name="Yes, I am still interested").click()
    page.get_by_text("You are on the waitlist again.").wait_for()
    assert state_of(world, "holder") == S.WAITLISTED
    page.get_by_role("link", name="Leave this waitlist").click()
    page.get_by_role("button", name="Leave the list").click()
    page.get_by_role("heading", name="You left the waitlist").wait_for()

    page = page_as(world.people["asked"])
    page.goto(live("intakes:application", pk=world.applications["asked"].pk))
    page.get_by_role("link", name="Take this application back").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("heading", name="You have taken this application back").wait_for()
    assert [state_of(world, name) for name in ("holder", "asked")] == [S.LEFT, S.WITHDRAWN]
