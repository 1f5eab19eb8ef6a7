"""The pages of the live run-sheet: who sees what, who moves it, and what a poll hears."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import memberships
from sessions import rooms, signals
from sessions.models import RunSheet, RunSheetItem
from sessions.runsheets import live
from tests.entering import Client

PLAN = (
    ("check_in", "How are we here", 10),
    ("case_advice", "Two situations", 25),
    ("story", "What changed", 15),
)
SECRET = "Ask Robin first, quietly."


@pytest.fixture
def session(world, frozen):
    """The session that begins in ten minutes; a member leads its last item."""
    rooms.memory.forget()
    found = world.sessions[3]
    sheet = RunSheet.objects.create(session=found, standing_question="What is participation?")
    for place, (kind, title, minutes) in enumerate(PLAN, start=1):
        RunSheetItem.objects.create(
            run_sheet=sheet, position=place, kind=kind, title=title, minutes=minutes
        )
    sheet.items.filter(position=3).update(
        lead=world.people["member"], private_note=SECRET, method="In a circle."
    )
    return found


def url(session, name="live"):
    where = {"code": session.cohort.code, "number": session.number}
    return reverse(f"sessions:{name}", kwargs=where)


def signed_in(world, who):
    client = Client()
    client.force_login(world.people[who])
    return client


def text(client, session, name="live", **look):
    return client.get(url(session, name), look).content.decode()


def started(session, world, acts=("start",)):
    for moves, act in enumerate(acts):
        live.do(
            session_id=session.pk,
            act=act,
            moves=moves,
            by=world.people["facilitator"].pk,
            at=world.at,
        )


def poll(client, session, page, name="live"):
    """Ask again as the page does that was answered with `page`."""
    headers = {"Room-Ticket": page["Room-Ticket"], "If-None-Match": page["ETag"]}
    return client.get(url(session, name), headers=headers | {"HX-Request": "true"})


def press(client, session, act, moves, **more):
    return client.post(url(session, "live-act"), {"act": act, "moves": moves, **more})


# -- What is seen ----------------------------------------------------------------------------------


def test_a_member_sees_the_plan_then_what_the_room_is_at(session, world):
    member = signed_in(world, "member")
    assert "We begin at 10:10 am" in text(member, session)

    started(session, world)
    page = text(member, session)

    assert "How are we here" in page
    assert "10 min left" in page
    assert "What is participation?" in page
    assert "led by you" in page
    assert "Go on to" not in page
    assert SECRET not in page


def test_case_advice_says_no_identifying_detail(session, world):
    started(session, world, ("start", "on"))

    for name in ("live", "live-projector"):
        assert "No identifying detail." in text(signed_in(world, "member"), session, name)


def test_names_show_to_a_facilitator_who_asks_and_to_nobody_else(session, world):
    started(session, world, ("start", "on"))
    name = str(world.people["member"])

    def shows(who, page="live", **look):
        found = text(signed_in(world, who), session, page, **look)
        return name in found.split("<main")[1]

    assert shows("facilitator", names=1)
    assert not shows("facilitator")
    assert not shows("facilitator", "live-projector", names=1)
    assert not shows("coordinator", names=1)
    assert not shows("host", names=1)


def test_hosts_and_guests_see_what_is_now_and_next_and_nothing_of_the_rest(session, world):
    started(session, world)
    page = text(signed_in(world, "guest"), session)

    assert "How are we here" in page
    assert "Two situations" in page
    assert "What changed" not in page


def test_how_it_goes_is_for_who_leads(session, world):
    started(session, world, ("start", "on", "on"))

    assert "In a circle." in text(signed_in(world, "facilitator"), session)
    assert "In a circle." in text(signed_in(world, "member"), session)
    assert "In a circle." not in text(signed_in(world, "host"), session)


def test_what_is_private_stands_in_a_window_of_its_own(session, world):
    at = session.starts_at + timedelta(minutes=1)
    member = world.people["member"]
    signals.give(session_id=session.pk, user_id=member.pk, kind="pause", at=at)
    facilitator = signed_in(world, "facilitator")
    page = text(facilitator, session, "live-private")

    assert "Do not share" in page
    assert SECRET in page
    assert "Needs a pause" in page
    assert SECRET not in text(facilitator, session, names=1)
    for who in ("member", "coordinator", "host", "keeper"):
        assert signed_in(world, who).get(url(session, "live-private")).status_code == 404


def test_a_session_without_a_plan_says_so(session, world):
    RunSheet.objects.all().delete()

    assert "Nothing is planned yet" in text(signed_in(world, "member"), session)


def test_a_session_that_was_called_off_or_never_began_says_so(session, world, frozen):
    member = signed_in(world, "member")
    frozen.move_to(session.ends_at)
    assert "That was it for today" in text(member, session)

    type(session).objects.filter(pk=session.pk).update(state="cancelled")
    assert "This session was called off" in text(member, session)
    assert "This session was called off" in text(member, session, "live-projector")


def test_a_member_writes_a_small_win_while_it_runs(session, world):
    started(session, world)
    member = signed_in(world, "member")
    assert url(session, "afterwards") in text(member, session)
    win = {"act": "win", "win-words": "A door opened.", "win-key": str(uuid4())}
    assert member.post(url(session, "afterwards"), win).status_code == 302

    assert "A door opened." in text(member, session)


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_asks_as_much_whatever_it_holds(session, world, items):
    started(session, world)
    RunSheetItem.objects.filter(position__gt=items).delete()
    member = signed_in(world, "member")
    member.get(url(session))

    with CaptureQueriesContext(connection) as asked:
        member.get(url(session))

    assert len(asked) == QUERIES


QUERIES = 12


# -- What is pressed -------------------------------------------------------------------------------


def test_a_facilitator_starts_goes_on_and_a_second_press_changes_nothing(session, world, frozen):
    facilitator = signed_in(world, "facilitator")
    assert press(facilitator, session, "start", 0).url == url(session)
    assert press(facilitator, session, "on", 1, names=1).url == f"{url(session)}?names=1"
    press(facilitator, session, "on", 1)

    assert RunSheet.objects.get().current.title == "Two situations"


@pytest.mark.parametrize("who", ["member", "host", "coordinator", "keeper", "removed"])
def test_nobody_else_moves_it(session, world, who):
    client = signed_in(world, who)
    answers = {
        press(client, session, "start", 0).status_code,
        client.post(url(session, "live-item"), {"item": 1, "what": "cut"}).status_code,
        client.post(url(session, "live-add"), {}).status_code,
    }

    assert answers == {404}
    assert RunSheet.objects.get().started_at is None


def test_a_refusal_is_said_on_the_page(session, world):
    facilitator = signed_in(world, "facilitator")
    answer = facilitator.post(
        url(session, "live-act"), {"act": "on", "moves": 0}, follow=True
    ).content.decode()

    assert "It has not begun." in answer


def test_an_item_is_left_out_taken_in_again_and_one_is_added(session, world):
    facilitator = signed_in(world, "facilitator")
    started(session, world)
    story = RunSheetItem.objects.get(kind="story")
    for what, state in (("cut", "cut"), ("cut", "cut"), ("bring_back", "planned")):
        facilitator.post(url(session, "live-item"), {"item": story.pk, "what": what})
        story.refresh_from_db()
        assert story.state == state

    form = {"kind": "warm_up", "title": "", "minutes": 5, "content": "", "key": str(uuid4())}
    for _twice in range(2):
        assert facilitator.post(url(session, "live-add"), form).url == url(session)
    titles = RunSheetItem.objects.order_by("position").values_list("title", flat=True)
    assert list(titles) == ["How are we here", "Warm-up", "Two situations", "What changed"]


def test_what_was_typed_stays_when_something_is_missing(session, world):
    form = {"kind": "story", "title": "A long story", "minutes": "", "key": str(uuid4())}
    answer = signed_in(world, "facilitator").post(url(session, "live-add"), form)

    assert (answer.status_code, "A long story" in answer.content.decode()) == (200, True)


# -- What a poll hears -----------------------------------------------------------------------------


def test_while_nothing_has_changed_a_poll_hears_304_and_asks_nothing(session, world):
    member = signed_in(world, "member")
    page = member.get(url(session))
    assert poll(member, session, page).status_code == 304

    with CaptureQueriesContext(connection) as asked:
        answer = poll(member, session, page)

    assert (answer.status_code, answer.content, len(asked)) == (304, b"", 0)
    assert "Room-Ticket" not in answer  # only the door gives one out


def test_a_poll_after_a_change_hears_the_part_that_changed(session, world):
    member = signed_in(world, "member")
    page = member.get(url(session))
    started(session, world)
    rooms.memory.forget()

    part = poll(member, session, page)

    assert part.status_code == 200
    assert "How are we here" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert poll(member, session, part).status_code == 304


def test_a_touch_that_this_person_sees_nothing_of_leaves_their_page_alone(session, world):
    member = signed_in(world, "member")
    page = member.get(url(session))
    at = world.at
    signals.give(session_id=session.pk, user_id=world.people["member"].pk, kind="pause", at=at)
    rooms.memory.forget()

    answer = poll(member, session, page)

    assert (answer.status_code, answer.content) == (204, b"")
    assert poll(member, session, answer).status_code == 304


def test_after_a_minute_the_door_is_asked_again(session, world, frozen):
    member = signed_in(world, "member")
    page = member.get(url(session))
    frozen.move_to(world.at + timedelta(seconds=rooms.TICKET_S + 1))

    answer = poll(member, session, page)

    assert answer.status_code == 204
    assert poll(member, session, answer).status_code == 304


def test_who_was_removed_gets_nothing_but_silence_and_no_content_at_all(session, world, frozen):
    member = signed_in(world, "member")
    page = member.get(url(session))
    memberships.remove(
        cohort_id=session.cohort_id,
        user_id=world.people["member"].pk,
        by=world.people["coordinator"].pk,
        at=world.at,
        reason="-",
    )
    assert poll(member, session, page).status_code == 304

    started(session, world)
    rooms.memory.forget()
    assert poll(member, session, page).status_code == 404
    frozen.move_to(world.at + timedelta(seconds=rooms.TICKET_S + 1))
    assert poll(member, session, page).status_code == 404


def test_somebody_elses_ticket_is_none(session, world):
    page = signed_in(world, "member").get(url(session))

    assert poll(signed_in(world, "stranger"), session, page).status_code == 404
    assert poll(Client(), session, page).status_code == 302  # to the sign-in
