"""What stays of a session: notes, actions, small wins, and debriefs for facilitators alone."""

from uuid import uuid4

import pytest

from audit import personal
from programs.models import RoleKind
from sessions import plan_holdings, privacy
from sessions.afterwards import actions, debriefs, notes, wins
from sessions.afterwards.debriefs import Words
from sessions.afterwards.keeping import CannotKeep, ChangedMeanwhile
from sessions.models import Action, Debrief, ItemKind, SessionNote, SmallWin
from sessions.runsheets import proposals, steps
from sessions.runsheets.items import Draft
from tests.factories import RoleFactory, UserFactory
from tests.sessions.conftest import JULY


@pytest.fixture
def co_facilitator(plan):
    user = UserFactory(display_name="Co", holds_staff_role=True)
    RoleFactory(user=user, kind=RoleKind.FACILITATOR, program=None, cohort=plan.room.cohort)
    return user


def of_cohort(plan):
    return {**{name: plan.act[name] for name in ("by", "at")}, "cohort_id": plan.room.cohort.pk}


def taken_on(plan, **more):
    owner = {"owner_id": plan.room.member.pk, "words": "Ring the school", **more}
    return actions.add(**owner, **plan.act)


# -- Notes -----------------------------------------------------------------------------------------


def test_of_case_advice_nothing_is_noted(plan):
    case = plan.add(ItemKind.CASE_ADVICE)

    with pytest.raises(CannotKeep) as refused:
        notes.add(words="Whose", item_id=case.pk, **plan.act)
    assert (refused.value.field, SessionNote.objects.count()) == ("item", 0)


def test_a_note_posted_twice_is_one_and_a_stale_change_is_refused(plan):
    key = uuid4()
    note, again = (notes.add(words="Slowly", key=key, **plan.act) for _twice in range(2))
    notes.change(note_id=note.pk, words="Slower", version=1, **plan.act)

    with pytest.raises(ChangedMeanwhile) as refused:
        notes.change(note_id=note.pk, words="Faster", version=1, **plan.act)
    assert (note.pk, refused.value.newer.words) == (again.pk, "Slower")


def test_a_form_of_another_session_makes_nothing(plan):
    key = uuid4()
    notes.add(words="Slowly", key=key, **plan.act)

    with pytest.raises(CannotKeep):
        notes.add(words="Slowly", key=key, **{**plan.act, "session_id": plan.room.session(2).pk})


def test_what_is_taken_out_is_gone(plan):
    note = notes.add(words="Too much", **plan.act)
    win = wins.add(words="Too much", **plan.act)

    for _twice in range(2):
        notes.take_out(note_id=note.pk, **plan.act)
        wins.take_out(win_id=win.pk, **plan.act)
    assert (SessionNote.objects.count(), SmallWin.objects.count()) == (0, 0)


# -- Actions and small wins ------------------------------------------------------------------------


def test_an_action_comes_up_at_each_session_until_it_is_done(plan):
    action = taken_on(plan)
    first, third = plan.session, plan.room.session(3)
    open_ = list(actions.from_before(third))
    actions.done(action_id=action.pk, **of_cohort(plan))
    done = list(actions.from_before(third))
    actions.reopen(action_id=action.pk, **of_cohort(plan))
    actions.let_go(action_id=action.pk, **of_cohort(plan))

    assert (open_, done, list(actions.from_before(third))) == ([action], [], [])
    assert list(actions.from_before(first)) == []


def test_its_owner_must_be_in_the_session(plan):
    with pytest.raises(CannotKeep) as refused:
        taken_on(plan, owner_id=UserFactory().pk)
    assert refused.value.field == "owner"


def test_small_wins_open_the_next_session_that_takes_place(plan):
    win = wins.add(words="They rang back", **plan.act)

    assert list(wins.opening(plan.room.session(2))) == [win]
    assert list(wins.opening(plan.room.session(3))) == []


# -- Debriefs --------------------------------------------------------------------------------------


def test_what_is_handed_over_waits_for_that_person_until_they_have_it(plan, co_facilitator):
    said = Words("heavy", "The silence", co_facilitator.pk, "Ring Ari before the next one")
    kept = debriefs.write(said=said, version=0, **plan.act)
    waits = [step.title for step in steps.for_person(co_facilitator, JULY)]
    others_see = [step.title for step in steps.for_person(plan.room.facilitator, JULY)]
    debriefs.take_up(session_id=plan.session.pk, debrief_id=kept.pk, by=co_facilitator.pk, at=JULY)

    assert (waits, others_see) == (["Something was handed to you"], [])
    assert list(debriefs.waiting_for(co_facilitator, JULY)) == []


def test_handing_over_takes_another_facilitator_and_words(plan, co_facilitator):
    fields = []
    for said in (
        Words("light", handed_to_id=co_facilitator.pk),
        Words("light", handed_words="Ring Ari"),
        Words("light", handed_to_id=plan.room.facilitator.pk, handed_words="Ring Ari"),
        Words("light", handed_to_id=plan.room.member.pk, handed_words="Ring Ari"),
    ):
        with pytest.raises(CannotKeep) as refused:
            debriefs.write(said=said, version=0, **plan.act)
        fields.append(refused.value.field)

    assert fields == ["handed_words", "handed_to", "handed_to", "handed_to"]


def test_a_debrief_is_written_anew_by_its_version(plan):
    debriefs.write(said=Words("light"), version=0, **plan.act)
    debriefs.write(said=Words("light"), version=0, **plan.act)
    debriefs.write(said=Words("heavy"), version=1, **plan.act)

    with pytest.raises(ChangedMeanwhile):
        debriefs.write(said=Words("steady"), version=1, **plan.act)
    assert Debrief.objects.get().load == "heavy"


# -- Whoever is erased -----------------------------------------------------------------------------


def test_whoever_is_erased_leads_and_owns_without_a_name_and_their_own_words_go(plan):
    member = plan.room.member
    item = plan.add(lead_id=member.pk, private_note="Ari is new")
    action = taken_on(plan)
    wins.add(words="I said no", session_id=plan.session.pk, by=member.pk, at=JULY)
    notes.add(words="Pairs first", session_id=plan.session.pk, by=member.pk, at=JULY)

    for _twice in range(2):
        privacy.erase(member.pk, JULY, None)

    item.refresh_from_db()
    assert (item.private_note, item.lead) == ("", None)
    assert (Action.objects.get(pk=action.pk).let_go_at, Action.objects.open().count()) == (JULY, 0)
    assert (SmallWin.objects.count(), SessionNote.objects.get().words) == (0, "Pairs first")


def test_a_copy_has_what_somebody_led_and_what_they_proposed(plan):
    member = plan.room.member
    plan.add(title="Led", lead_id=member.pk, private_note="Ari is new")
    told = {"session_id": plan.session.pk, "by": member.pk, "at": JULY}
    proposals.propose(draft=Draft(ItemKind.STORY, 5, title="Proposed"), **told)

    copy = personal.export(plan_holdings.HOLDINGS, member.pk, JULY)
    items = copy["cop_sessions.RunSheetItem"]

    assert sorted(item["title"] for item in items) == ["Led", "Proposed"]
    assert [item for item in items if "private_note" in item] == []
