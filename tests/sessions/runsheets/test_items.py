"""Items: added, changed, put in order, cut and brought back; what the database refuses."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from sessions import rooms
from sessions.models import ItemKind, RunSheet, RunSheetItem
from sessions.runsheets import items
from sessions.runsheets.items import DOWN, UP, Draft
from sessions.runsheets.sheets import CannotPlan, ChangedMeanwhile
from tests.factories import MembershipFactory, UserFactory
from tests.races import race


def changed(plan, item, **words):
    draft = Draft(**{**vars(items.draft_of(item)), **words})
    return partial(items.change, item_id=item.pk, draft=draft, version=item.version, **plan.act)


def test_an_item_without_a_title_has_the_name_of_its_type(plan):
    assert plan.add(ItemKind.CASE_ADVICE).title == "Case advice"


def test_what_is_added_last_stands_before_the_check_out(plan):
    plan.add(title="Theme")
    plan.add(ItemKind.CHECK_OUT, title="Goodbye")
    plan.add(title="Pairs")

    assert plan.titles == ["Theme", "Pairs", "Goodbye"]


def test_an_item_can_be_added_right_after_another(plan):
    first = plan.add(title="One")
    plan.add(title="Three")

    items.add(draft=Draft(ItemKind.THEORY, 5, title="Two"), after=first.pk, **plan.act)

    assert plan.titles == ["One", "Two", "Three"]


def test_a_form_posted_twice_adds_one_item(plan):
    key = uuid4()
    draft = Draft(ItemKind.THEORY, 5)

    made = [items.add(draft=draft, key=key, **plan.act).pk for _twice in range(2)]

    assert len(set(made)) == RunSheetItem.objects.count() == 1


def test_items_move_up_and_down_and_stop_at_the_ends(plan):
    one, _two, three = (plan.add(title=title) for title in ("One", "Two", "Three"))

    items.move(item_id=three.pk, direction=UP, **plan.act)
    items.move(item_id=one.pk, direction=UP, **plan.act)
    items.move(item_id=three.pk, direction=UP, **plan.act)
    items.move(item_id=one.pk, direction=DOWN, **plan.act)

    assert plan.titles == ["Three", "Two", "One"]


def test_an_order_that_knows_nothing_of_a_new_item_leaves_it_where_it_is(plan):
    one, two = plan.add(title="One"), plan.add(title="Two")
    plan.add(title="New")

    items.arrange(order=[two.pk, one.pk, 999_999, two.pk], **plan.act)

    assert plan.titles == ["Two", "New", "One"]


def test_a_cut_item_comes_back_to_its_place(plan):
    plan.add(title="One")
    two = plan.add(title="Two")
    plan.add(title="Three")

    items.cut(item_id=two.pk, **plan.act)
    items.cut(item_id=two.pk, **plan.act)
    cut = plan.titles
    items.bring_back(item_id=two.pk, **plan.act)

    assert (cut, plan.titles) == (["One", "Three"], ["One", "Two", "Three"])


def test_a_stale_change_is_refused_and_shows_the_newer(plan):
    item = plan.add(title="Theme", method="In pairs")
    changed(plan, item, title="Their theme")()

    with pytest.raises(ChangedMeanwhile) as refused:
        changed(plan, item, title="My theme")()

    assert refused.value.newer.title == "Their theme"
    assert plan.titles == ["Their theme"]


def test_the_same_change_twice_is_one(plan):
    item = plan.add(title="Theme")
    again = changed(plan, item, title="Mine")

    assert [again().version, again().version] == [2, 2]


def test_every_act_tells_the_room_of_the_session(plan):
    before = rooms.version(plan.session.pk)

    plan.add()

    assert rooms.version(plan.session.pk) == before + 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"kind": ItemKind.CASE_ADVICE, "private_note": "Whose case"}, "private_note"),
        ({"co_lead_id": 1}, "lead"),
        ({"lead_id": 1, "co_lead_id": 1}, "co_lead"),
        ({"lead_id": 0}, "lead"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(plan, words, field):
    draft = Draft(**{"kind": ItemKind.THEORY, "minutes": 10, **words})

    with pytest.raises(CannotPlan) as refused:
        items.add(draft=draft, **plan.act)

    assert refused.value.field == field


def test_members_lead_and_others_do_not(plan):
    other = UserFactory()
    member = MembershipFactory(cohort=plan.room.cohort).user

    assert plan.add(lead_id=member.pk, co_lead_id=plan.room.facilitator.pk).lead == member
    with pytest.raises(CannotPlan):
        plan.add(lead_id=other.pk)


def test_an_item_of_another_session_is_not_found(plan):
    item = plan.add()

    with pytest.raises(CannotPlan):
        items.cut(**{**plan.act, "session_id": plan.room.session(2).pk}, item_id=item.pk)


@pytest.mark.django_db(transaction=True)
def test_eight_who_add_at_once_get_eight_places(plan):
    act = plan.act
    race(*(partial(items.add, draft=Draft(ItemKind.THEORY, 5), **act) for _n in range(8)))

    places = list(RunSheetItem.objects.order_by("position").values_list("position", flat=True))
    assert (places, RunSheet.objects.count()) == ([*range(1, 9)], 1)


# -- What the database refuses by itself -----------------------------------------------------------

NOTE = (
    "INSERT INTO cop_sessions_sessionnote (session_id, item_id, item_kind, words, by_id, at,"
    " version) SELECT {session}, {item}, {kind}, 'x', {user}, now(), 1"
)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cop_sessions_runsheetitem SET minutes = 0 WHERE id = {item}",
        "UPDATE cop_sessions_runsheetitem SET title = '' WHERE id = {item}",
        "UPDATE cop_sessions_runsheetitem SET co_lead_id = {user} WHERE id = {item}",
        "UPDATE cop_sessions_runsheetitem SET state = 'proposed' WHERE id = {item}",
        "UPDATE cop_sessions_runsheetitem SET position = 2 WHERE id = {item}",
        "UPDATE cop_sessions_runsheetitem SET private_note = 'x' WHERE id = {case}",
        "UPDATE cop_sessions_runsheet SET current_id = {item}, current_since = now()",
        "UPDATE cop_sessions_runsheet SET started_at = now(), current_id = {item}",
        "UPDATE cop_sessions_runsheet SET ended_at = now()",
        "UPDATE cop_sessions_runsheet SET started_at = now(), current_since = now(),"
        " current_id = {item} WHERE session_id = {second}",
        NOTE.replace("{item}", "{case}").replace("{kind}", "'case_advice'"),
        NOTE.replace("{item}", "{case}").replace("{kind}", "'theory'"),
        NOTE.replace("{kind}", "''"),
        NOTE.replace("{item}", "NULL").replace("{kind}", "'theory'"),
        NOTE.replace("{kind}", "'theory'")
        + "; UPDATE cop_sessions_runsheetitem SET kind = 'case_advice' WHERE id = {item}",
        "INSERT INTO cop_sessions_leadoffer (item_id, user_id, together, state, reply, offered_at)"
        " SELECT {item}, {user}, false, 'accepted', '', now()",
    ],
)
def test_the_database_refuses(plan, sql):
    item = plan.add()
    case = plan.add(ItemKind.CASE_ADVICE)
    items.add(**{**plan.act, "session_id": plan.room.session(2).pk}, draft=Draft("theory", 5))
    numbers = {
        "item": item.pk,
        "case": case.pk,
        "session": plan.session.pk,
        "second": plan.room.session(2).pk,
        "user": plan.room.member.pk,
    }

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{sql.format(**numbers)}; SET CONSTRAINTS ALL IMMEDIATE")
