"""Who sees what of a run-sheet, and how its pages take stale edits, refusals, a second press."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from programs.models import RoleKind
from programs.reminder_rules import Ask
from sessions import mail_kinds_runsheets as mails
from sessions.afterwards import actions, notes
from sessions.models import Action, ItemKind, ItemState, RunSheetItem, SmallWin
from sessions.runsheets import items, pages, proposals, reminders, templates
from sessions.runsheets.items import Draft
from sessions.runsheets.pages import Sight
from sessions.struck import STRUCK
from tests.factories import MembershipFactory, RoleFactory, UserFactory
from tests.sessions.conftest import JULY

pytestmark = pytest.mark.usefixtures("frozen")
NOTE = "Slowly with this one"


def to(plan, name="runsheet", **more):
    code = {"code": plan.room.cohort.code, "number": 1}
    return reverse(f"sessions:{name}", kwargs={**code, **more})


def seen(client, user, path):
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def guest_of(plan):
    user = UserFactory(display_name="Guest")
    RoleFactory(
        user=user, kind=RoleKind.GUEST, program=None, cohort=plan.room.cohort,
        since=JULY - timedelta(days=30),
    )  # fmt: skip
    return user


def test_everybody_sees_what_is_theirs(client, plan):
    guest = guest_of(plan)
    plan.add(title="Theirs", lead_id=guest.pk, private_note=NOTE)
    plan.add(title="Pairs", private_note=NOTE)
    people = {
        "facilitator": plan.room.facilitator,
        "member": plan.room.member,
        "coordinator": plan.room.coordinator,
        "guest": guest,
    }

    shown = {who: seen(client, user, to(plan)) for who, user in people.items()}
    papers = {
        who: seen(client, user, to(plan, "runsheet-paper") + "?private=1")
        for who, user in people.items()
    }

    assert {who: "Pairs" in text for who, text in shown.items()} == {
        **dict.fromkeys(people, True), "guest": False,
    }  # fmt: skip
    for texts in (shown, papers):
        assert {who: NOTE in text for who, text in texts.items()} == {
            **dict.fromkeys(people, False), "facilitator": True,
        }  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_a_run_sheet_is_read_in_as_many_queries_whatever_it_holds(
    plan, rows, django_assert_num_queries
):
    for _n in range(rows):
        plan.add(lead_id=plan.room.member.pk)

    with django_assert_num_queries(7):
        pages.read(plan.session, Sight(plan.room.facilitator, plans=True, helps=True))


def test_a_stale_edit_is_shown_beside_the_newer_and_can_be_saved_over_it(client, plan):
    item = plan.add(title="Theme")
    path = to(plan, "runsheet-item", item_id=item.pk)
    client.force_login(plan.room.facilitator)
    typed = {"kind": "theory", "minutes": 20, "version": 1}
    client.post(path, {**typed, "title": "Theirs"})

    stale = client.post(path, {**typed, "title": "Mine"}).content.decode()
    client.post(path, {**typed, "title": "Mine", "version": 2})

    assert re.search(r'name="version" value="2"', stale)
    assert ("Theirs" in stale, 'value="Mine"' in stale) == (True, True)
    assert plan.titles == ["Mine"]


def test_a_plan_is_moved_without_a_script_and_alone_with_one(client, plan):
    one = plan.add(title="One")
    plan.add(title="Two")
    client.force_login(plan.room.facilitator)
    put = to(plan, "runsheet-put", item_id=one.pk)

    plain = client.post(put, {"act": "down"})
    part = client.post(put, {"act": "up"}, headers={"hx-request": "true"}).content.decode()
    client.post(to(plan, "runsheet-order"), {"item": ["x", "9" * 30, str(one.pk)]})

    assert (plain.status_code, plan.titles) == (302, ["One", "Two"])
    assert ("<html" in part, 'id="plan"' in part) == (False, True)


def test_a_member_proposes_and_offers_and_a_facilitator_answers(client, plan):
    item = plan.add(title="Theme")
    client.force_login(plan.room.member)
    client.post(to(plan, "runsheet-lead", item_id=item.pk), {"act": "lead"})
    typed = {"kind": "story", "title": "What changed", "minutes": 10, "lead_it": "on"}
    client.post(to(plan, "runsheet-propose"), typed)
    waits = RunSheetItem.objects.get(state=ItemState.PROPOSED)
    offer = item.offers.get()
    client.force_login(plan.room.facilitator)
    wordless = client.post(to(plan, "runsheet-answer", item_id=waits.pk), {"no": "1"})
    client.post(to(plan, "runsheet-answer", item_id=waits.pk), {"yes": "1", "reply": "Gladly"})
    client.post(to(plan, "runsheet-offer", offer_id=offer.pk), {"yes": "1"})
    again = client.post(to(plan, "runsheet-offer", offer_id=offer.pk), {"no": "1"})

    assert (wordless.status_code, again.status_code) == (200, 302)
    assert (waits.lead, plan.titles) == (plan.room.member, ["Theme", "What changed"])
    item.refresh_from_db()
    assert item.lead == plan.room.member


def test_a_member_tells_a_win_and_writes_no_notes(client, plan):
    client.force_login(plan.room.member)
    path = to(plan, "afterwards")
    client.post(path, {"act": "win", "win-words": "They rang back"})
    tried = client.post(path, {"act": "note", "note-words": "Whose case"})
    empty = client.post(path, {"act": "action", "action-words": ""})

    assert (tried.status_code, empty.status_code) == (200, 200)
    assert [win.words for win in SmallWin.objects.all()] == ["They rang back"]
    assert plan.session.notes.count() == 0


def test_an_action_of_somebody_else_is_not_a_members_to_end(client, plan):
    client.force_login(plan.room.facilitator)
    owner = plan.room.facilitator.pk
    client.post(
        to(plan, "afterwards"),
        {"act": "action", "action-words": "Book the room", "action-owner": owner},
    )
    action = plan.session.actions.get()
    path = to(plan, "action", action_id=action.pk)
    client.force_login(plan.room.member)
    theirs = client.post(path, {"act": "done"})
    client.force_login(plan.room.facilitator)
    client.post(path, {"act": "done"})
    action.refresh_from_db()

    assert (theirs.status_code, action.done_at is not None) == (404, True)


def test_no_member_and_no_coordinator_opens_a_debrief(client, plan):
    codes = {}
    for who in ("member", "coordinator", "facilitator"):
        client.force_login(getattr(plan.room, who))
        codes[who] = client.get(to(plan, "debrief")).status_code

    assert codes == {"member": 404, "coordinator": 404, "facilitator": 200}


# -- Five days before ------------------------------------------------------------------------------


def due(plan, at=JULY):
    return [thing.object_id for thing in reminders.near(Ask(at, JULY, plan.session.starts_at))]


def test_a_run_sheet_that_is_not_whole_is_reminded_of_and_a_whole_one_is_not(plan):
    session = plan.session.pk
    before = due(plan)
    templates.start(key="ready-two-hours", **plan.act)
    whole = due(plan)
    told = {"session_id": session, "by": plan.room.member.pk, "at": JULY}
    item = proposals.propose(draft=Draft(ItemKind.STORY, 5), **told)
    waits = due(plan)
    proposals.decline(item_id=item.pk, reply="Next time", **plan.act)
    items.cut(item_id=items.of(session).first().pk, **plan.act)

    assert (before, whole, waits, due(plan)) == ([session], [], [session], [session])


def test_its_facilitators_are_told(plan):
    ask = Ask(JULY, JULY, plan.session.starts_at)
    things = list(reminders.near(ask))

    people = reminders.facilitators(things, ask)
    assert [one.user_id for one in people[plan.session.pk]] == [plan.room.facilitator.pk]


def test_the_mails_are_neutral_and_stop_being_true(plan):
    class Told:
        object_id = plan.session.pk
        recipient_id = plan.room.facilitator.pk
        recipient = plan.room.member
        data = {"version": plan.session.version}

    letters = [mails.incomplete(Told), mails.answered(Told)]
    held = [mails.incomplete_holds(Told), mails.answered_holds(Told)]
    templates.start(key="ready-two-hours", **plan.act)

    assert [letter.subject for letter in letters] == ["Something to plan", "An answer for you"]
    assert (held, mails.incomplete_holds(Told)) == ([True, True], False)


@pytest.mark.parametrize(
    ("act", "code", "left"),
    [("done", 404, 1), ("let_go", 404, 1), ("reopen", 404, 1), ("out", 302, 0)],
)
def test_a_coordinator_strikes_an_action_and_settles_none(client, plan, act, code, left):
    made = actions.add(words="Ring the school", owner_id=plan.room.member.pk, **plan.act)
    client.force_login(plan.room.coordinator)

    answer = client.post(to(plan, "action", action_id=made.pk), {"act": act})

    assert (answer.status_code, Action.objects.open().count()) == (code, left)


def test_a_coordinator_strikes_a_note_and_never_rewords_it(client, plan):
    note = notes.add(words="Whose case it was", **plan.act)
    path = to(plan, "note", note_id=note.pk)
    client.force_login(plan.room.coordinator)
    client.post(path, {"words": "Mine", "version": 1})
    kept = [one.words for one in notes.of(plan.session.pk)]
    client.post(path, {"out": "1"})

    assert (kept, notes.of(plan.session.pk).count()) == (["Whose case it was"], 0)
    assert [notice.recipient for notice in Notice.objects.filter(kind=STRUCK)] == [
        plan.room.facilitator
    ]


def test_whoever_was_removed_and_comes_as_a_guest_sees_what_they_lead_alone(client, plan):
    guest = guest_of(plan)
    MembershipFactory(
        cohort=plan.room.cohort, user=guest, state="removed", left_at=JULY, excluded_at=JULY
    )
    plan.add(title="Pairs")

    assert "Pairs" not in seen(client, guest, to(plan))
