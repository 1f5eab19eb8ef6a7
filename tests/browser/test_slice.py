"""The whole first slice in a real Chromium: from a loaded program to a joined session.

The program of 2024-25 is loaded, the clock stands still and is moved on from July to the session
of 14 August 2024. Three people walk: a coordinator at the desk, somebody who applies and becomes
a member, and a facilitator. The numbers are those of worked examples 1, 7 and 8. With SHOTS=1 the
pictures of the guides are taken on the way.
"""

import pytest

from tests.browser import slice_desk, slice_people, slice_session
from tests.browser.slice_stage import Stage, a_room

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(live, page_as, frozen, smtp_sink, screenshot):
    with a_room() as room:
        yield Stage(live, page_as, frozen, smtp_sink, screenshot, room)


def test_from_a_loaded_program_to_a_joined_session(stage):
    slice_desk.the_program_is_loaded(stage)
    desk = stage.browser_of(stage.coordinator)
    slice_desk.sets_the_window(stage, desk)
    slice_desk.names_whom_to_ask(stage, desk)
    slice_desk.invites_the_facilitator(stage, desk)
    slice_people.the_facilitator_comes(stage)
    slice_desk.publishes_the_cohort(stage)

    slice_people.somebody_applies(stage)
    slice_people.thirty_more_apply(stage)
    slice_people.a_visitor_comes_after_the_close(stage)

    stage.it_is("2024-07-29 09:30")
    desk = stage.browser_of(stage.coordinator)
    slice_desk.reads_and_decides(stage, desk)
    slice_desk.plans_eight_dates(stage, desk)
    slice_desk.says_where_they_meet(stage, desk)
    slice_desk.offers_the_seats(stage, desk)

    slice_people.the_applicant_accepts(stage)
    slice_people.twenty_one_more_accept(stage)
    slice_people.one_declines(stage)
    slice_people.the_seats_are_filled(stage)

    slice_session.reminders_arrive(stage)
    member = slice_session.the_member_looks_ahead(stage)
    slice_session.one_sends_an_apology(stage)
    slice_session.the_member_joins(stage, member)
    slice_session.nineteen_more_join(stage)
    slice_session.the_facilitator_sees_who_is_expected(stage)
    slice_session.the_facilitator_confirms_the_list(stage)
    slice_session.the_member_was_there(stage)
