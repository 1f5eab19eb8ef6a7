"""What a run-sheet starts from, what it comes to, and who leads what in it."""

import pytest

from notices.models import Notice
from sessions.models import ItemKind, ItemState, Ownership, RunSheetItem
from sessions.runsheets import (
    agendas,
    answers,
    balance,
    country,
    exercises,
    items,
    leading,
    proposals,
    sheets,
    shipped,
    stories,
    templates,
)
from sessions.runsheets.exercises import Written
from sessions.runsheets.items import Draft
from sessions.runsheets.sheets import CannotPlan, ChangedMeanwhile
from tests.factories import MembershipFactory
from tests.sessions.conftest import JULY

TWO_HOURS = "ready-two-hours"
STORY = Draft(ItemKind.STORY, 12, title="A story")


def weighed(plan):
    return balance.weigh(plan.session, list(items.of(plan.session.pk)))


def by_member(plan, who=None):
    return {**plan.act, "by": (who or plan.room.member).pk}


def own(plan, dial):
    sheets.set_up(ownership=dial, standing_question="", version=0, **plan.act)


# -- From what it starts ---------------------------------------------------------------------------


def test_the_two_hours_are_those_of_the_guide():
    found = {one.key: one for one in shipped.templates()}

    assert [item.minutes for item in found["two-hours"].items] == [
        *(5, 3, 4, 13, 35, 10, 25, 12, 5, 8)
    ]
    assert [item.kind for item in found["two-hours"].items] == [
        *("arrive", "country", "reminder", "check_in", "theory", "break", "peer", "story"),
        *("actions", "check_out"),
    ]
    assert (found["half-a-day"].minutes, found["two-hours"].minutes) == (210, 120)


@pytest.mark.parametrize("one", shipped.templates(), ids=lambda one: one.key)
def test_what_comes_with_the_house_is_even_and_has_breaks(one):
    found = [RunSheetItem(kind=item.kind, minutes=item.minutes) for item in one.items]

    assert balance.longest_stretch(found) <= balance.LONGEST_MINUTES


def test_every_exercise_can_stand_in_a_run_sheet_and_says_what_care_it_needs():
    found = shipped.exercises()

    assert len(found) == len({one.key for one in found}) == 15
    assert {one.kind for one in found} <= {kind.value for kind in exercises.KINDS}
    assert [one.key for one in found if not one.care or len(one.care) > 300] == []
    assert {one.purpose for one in found} >= {"warm_up", "judgement", "assumptions", "peer"}


def test_started_from_the_guide_it_is_even(plan):
    templates.start(key=TWO_HOURS, **plan.act)
    found = weighed(plan)

    assert (found.planned, found.is_even, found.needs_a_break) == (120, True, False)


def test_a_run_sheet_that_has_begun_is_not_overwritten(plan):
    plan.add(title="Mine")

    with pytest.raises(CannotPlan):
        templates.start(key=TWO_HOURS, **plan.act)
    assert plan.titles == ["Mine"]


@pytest.mark.parametrize("key", ["", "own-1", "own-²", "ready-", "last", "own-" + "9" * 30])
def test_what_is_not_there_cannot_be_started_from(plan, key):
    with pytest.raises(CannotPlan):
        templates.start(key=key, **plan.act)


def test_a_copy_of_last_time_has_no_names_and_no_private_notes(plan):
    plan.add(title="Theme", lead_id=plan.room.member.pk, private_note="Slowly", method="Pairs")
    second = plan.room.session(2)

    offered = {one.key: one.minutes for one in templates.choices(second)}
    templates.start(key="last", **{**plan.act, "session_id": second.pk})
    copy = items.of(second.pk).get()

    assert offered["last"] == 30
    assert (copy.title, copy.method, copy.lead, copy.private_note) == ("Theme", "Pairs", None, "")


def test_a_template_of_the_program_is_kept_used_and_retired(plan):
    plan.add(title="Theme", private_note="Slowly")
    kept = templates.save_as(name="Ours", **plan.act)
    second = {**plan.act, "session_id": plan.room.session(2).pk}
    with pytest.raises(CannotPlan) as refused:
        templates.save_as(name="Ours", **plan.act)

    templates.start(key=f"own-{kept.pk}", **second)
    templates.retire(template_id=kept.pk, **plan.act)
    third = templates.choices(plan.room.session(3))

    assert refused.value.field == "name"
    assert items.of(second["session_id"]).get().private_note == ""
    assert [one.key for one in third if one.key.startswith("own")] == []


def test_an_exercise_is_added_copied_and_retired(plan):
    cohort = plan.room.cohort
    told = {"cohort_id": cohort.pk, "program_id": cohort.intake.program_id}
    told |= {"by": plan.room.facilitator.pk, "at": JULY}
    made = exercises.add(
        written=Written("peer", ItemKind.PEER, "Chairs", 20, "Swap.", care="Slowly"), **told
    )
    exercises.insert(program_id=told["program_id"], key=f"own-{made.pk}", **plan.act)
    exercises.retire(exercise_id=made.pk, **told)
    item = items.of(plan.session.pk).get()

    assert (item.title, item.method, item.content) == ("Chairs", "Swap.", "Slowly")
    assert exercises.find(told["program_id"], f"own-{made.pk}") is None


# -- What it comes to ------------------------------------------------------------------------------


def test_minutes_and_breaks_are_weighed(plan):
    for minutes in (50, 41):
        plan.add(minutes=minutes)
    long = weighed(plan)
    items.add(draft=Draft(ItemKind.BREAK, 10), after=items.of(plan.session.pk)[0].pk, **plan.act)
    with_break = weighed(plan)

    assert (long.left, long.longest, long.needs_a_break) == (29, 91, True)
    assert (with_break.longest, with_break.needs_a_break) == (50, False)
    assert (with_break.over, with_break.is_even) == (-19, False)


def test_each_item_has_its_time_by_the_clock(plan):
    plan.add(minutes=30)
    cut = plan.add(minutes=20)
    plan.add(minutes=10)
    items.cut(item_id=cut.pk, **plan.act)

    lines = balance.by_the_clock(plan.session, list(items.of(plan.session.pk)))
    from_start = [(line.starts_at - plan.session.starts_at).total_seconds() for line in lines]

    assert from_start == [0, 1800]


def test_a_word_is_said_when_two_sessions_had_no_story(plan):
    def told(number):
        return {**plan.act, "session_id": plan.room.session(number).pk}

    third = plan.room.session(3)
    asked = []
    for number in (1, 2):
        asked.append(stories.are_missed(third, []))
        items.add(draft=Draft(ItemKind.THEORY, 10), **told(number))
    asked.append(stories.are_missed(third, []))
    item = items.add(draft=STORY, **told(3))
    asked.append(stories.are_missed(third, [item]))
    items.add(draft=STORY, **told(2))
    asked.append(stories.are_missed(third, []))

    assert asked == [False, False, True, False, False]


# -- Whose it is -----------------------------------------------------------------------------------


def test_who_owns_the_agenda_goes_on_into_the_next_session(plan):
    sheets.set_up(ownership="shared", standing_question="Who is missing?", version=0, **plan.act)
    second = items.add(draft=STORY, **{**plan.act, "session_id": plan.room.session(2).pk}).run_sheet

    assert (second.ownership, second.standing_question) == ("shared", "Who is missing?")


def test_a_stale_setting_is_refused(plan):
    own(plan, Ownership.SHARED)

    with pytest.raises(ChangedMeanwhile):
        sheets.set_up(ownership="member", standing_question="", version=1, **plan.act)


def test_a_proposal_waits_and_is_answered_with_a_word(plan):
    item = proposals.propose(draft=STORY, **by_member(plan))
    with pytest.raises(CannotPlan) as wordless:
        proposals.decline(item_id=item.pk, reply="", **plan.act)
    proposals.decline(item_id=item.pk, reply="Next time, gladly", **plan.act)
    proposals.decline(item_id=item.pk, reply="Once more", **plan.act)
    item.refresh_from_db()

    assert (wordless.value.field, item.state, item.reply) == (
        *("reply", ItemState.DECLINED, "Next time, gladly"),
    )
    told = Notice.objects.filter(kind=answers.ANSWERED)
    assert [notice.recipient for notice in told] == [plan.room.member]


def test_an_accepted_proposal_stands_before_the_check_out(plan):
    item = proposals.propose(draft=STORY, **by_member(plan))
    plan.add(ItemKind.CHECK_OUT, title="Goodbye")

    proposals.accept(item_id=item.pk, **plan.act)
    proposals.accept(item_id=item.pk, **plan.act)

    assert plan.titles == ["A story", "Goodbye"]


def test_a_proposal_is_taken_back_by_its_own_person_alone(plan):
    item = proposals.propose(draft=STORY, **by_member(plan))

    proposals.take_back(item_id=item.pk, **plan.act)
    still = RunSheetItem.objects.count()
    proposals.take_back(item_id=item.pk, **by_member(plan))

    assert (still, RunSheetItem.objects.count()) == (1, 0)


def test_in_a_member_led_session_proposals_and_offers_stand_at_once(plan):
    own(plan, Ownership.MEMBER)
    item = proposals.propose(draft=STORY, **by_member(plan))
    offer = leading.take_lead(item_id=item.pk, **by_member(plan))
    item.refresh_from_db()

    assert (item.state, offer.state, item.lead) == ("planned", "accepted", plan.room.member)


def test_an_offer_to_lead_waits_until_a_facilitator_says_yes(plan):
    item = plan.add()
    offer = leading.take_lead(item_id=item.pk, **by_member(plan))
    again = leading.take_lead(item_id=item.pk, **by_member(plan))
    item.refresh_from_db()
    before = item.lead
    leading.accept(offer_id=offer.pk, **plan.act)
    item.refresh_from_db()

    assert (offer, before, item.lead) == (again, None, plan.room.member)


def test_a_second_person_leads_together_and_a_third_finds_no_place(plan):
    members = MembershipFactory.create_batch(2, cohort=plan.room.cohort)
    item = plan.add(lead_id=plan.room.member.pk)
    offers = [
        leading.take_lead(item_id=item.pk, together=True, **by_member(plan, one.user))
        for one in members
    ]
    leading.accept(offer_id=offers[0].pk, **plan.act)
    with pytest.raises(CannotPlan):
        leading.accept(offer_id=offers[1].pk, **plan.act)
    leading.decline(offer_id=offers[1].pk, reply="Thank you", **plan.act)
    leading.take_back(item_id=item.pk, **by_member(plan))
    item.refresh_from_db()

    assert (item.lead, item.co_lead) == (members[0].user, None)


def test_who_speaks_the_acknowledgement_is_said_once_for_rota_and_item(plan):
    country.take(**by_member(plan))
    item = plan.add(ItemKind.COUNTRY, 3)
    with pytest.raises(CannotPlan):
        country.take(**plan.act)
    before = item.lead
    country.give_back(**by_member(plan))
    item.refresh_from_db()
    draft = Draft(**{**vars(items.draft_of(item)), "lead_id": plan.room.facilitator.pk})
    items.change(item_id=item.pk, draft=draft, version=item.version, **plan.act)

    sheet = sheets.of(plan.session.pk)
    assert (before, item.lead, sheet.speaker) == (plan.room.member, None, plan.room.facilitator)


def test_the_agendas_side_by_side_say_how_much_members_lead(plan, django_assert_num_queries):
    plan.add(lead_id=plan.room.member.pk)
    plan.add(ItemKind.STORY, lead_id=plan.room.facilitator.pk)
    plan.add(ItemKind.BREAK)

    with django_assert_num_queries(3):
        rows = agendas.over_the_sessions(plan.room.cohort.pk, JULY)

    first = rows[0]
    assert (first.led, first.by_members, first.share, first.stories) == (2, 1, 50, 1)
    assert ([row.share for row in rows[1:]], len(rows)) == ([None] * 7, 8)
