"""The pages of a session, asked the same questions each: works, wrong method, outsider, again."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import memberships
from programs.models import MembershipState, RoleKind
from sessions import attendance, changes, joining, pages
from sessions.models import Attendance, Presence, SessionState
from tests.factories import MeetingFactory, MembershipFactory, RoleFactory, UserFactory
from tests.sessions.conftest import JULY

SECRETS = ("https://meet.example.org/a-room", "03 5550 0000", "0355500000", "2525")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def open_room(room, frozen):
    """Session 1, its door just open."""
    MeetingFactory(cohort=room.cohort)
    frozen.move_to(room.session(1).starts_at - 15 * MINUTE)
    return room


def address(room, name="session", number=1, code=None):
    return reverse(f"sessions:{name}", kwargs={"code": code or room.cohort.code, "number": number})


def secrets_in(response):
    return [secret for secret in SECRETS if secret in response.content.decode()]


def test_a_member_reads_the_page_in_their_own_zone(client, room, frozen):
    frozen.move_to(JULY)
    room.member.time_zone = "Australia/Perth"
    room.member.save()
    client.force_login(room.member)

    response = client.get(address(room, number=3))
    page = response.content.decode()

    assert response.status_code == 200
    assert "Wed 9 October 2024, 7:00 am to 9:00 am Perth time" in page
    assert "10:00 am to 12:00 pm Melbourne time" in page
    assert "The door opens at 6:45 am your time" in page
    assert room.cohort.community.name not in page.split("</title>")[0]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"


NAMES = ("session", "join", "apology", "take-back", "list")


@pytest.mark.parametrize("name", NAMES)
def test_outsiders_find_nothing(client, open_room, name):
    for user in (UserFactory(), MembershipFactory().user):
        client.force_login(user)

        assert client.get(address(open_room, name)).status_code in (404, 405)
        assert client.post(address(open_room, name)).status_code in (404, 405)
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("name", NAMES)
def test_visitors_are_asked_to_sign_in(client, open_room, name):
    response = client.get(address(open_room, name))

    assert response.status_code in (302, 405)
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("state", [MembershipState.SUSPENDED, MembershipState.REMOVED])
def test_who_was_suspended_or_removed_finds_nothing_at_once(client, open_room, name, state):
    client.force_login(open_room.member)
    client.post(address(open_room, "join"))
    assert client.get(address(open_room)).status_code == 200
    memberships_act = {"suspended": memberships.suspend, "removed": memberships.remove}[state]
    memberships_act(
        cohort_id=open_room.cohort.pk,
        user_id=open_room.member.pk,
        by=open_room.coordinator.pk,
        at=open_room.session(1).starts_at,
        reason="It was needed.",
    )

    asked = client.get if name in ("session", "list") else client.post
    assert asked(address(open_room, name)).status_code == 404


@pytest.mark.parametrize("number", [9, 0, 2**15, 2**70])
def test_a_session_there_is_none_of_is_not_found(client, open_room, number):
    client.force_login(open_room.member)

    assert client.get(address(open_room, number=number)).status_code == 404


def test_another_cohorts_session_is_not_found(client, open_room):
    other = MembershipFactory().cohort
    client.force_login(open_room.member)

    assert client.get(address(open_room, code=other.code)).status_code == 404


@pytest.mark.parametrize("name", ["join", "apology", "take-back"])
def test_acts_are_posted(client, open_room, name):
    client.force_login(open_room.member)

    assert client.get(address(open_room, name)).status_code == 405
    assert client.post(address(open_room)).status_code == 405
    assert Attendance.objects.count() == 0


def test_guests_see_the_session_of_their_time_alone(client, open_room):
    session = open_room.session(2)
    guest = RoleFactory(
        kind=RoleKind.GUEST,
        cohort=open_room.cohort,
        since=session.starts_at - timedelta(days=60),
        until=session.ends_at,
    ).user
    client.force_login(guest)

    page = client.get(address(open_room, number=2))
    assert page.status_code == 200
    assert reverse("pages:cohort", args=[open_room.cohort.code]) + '"' not in page.text
    assert client.get(address(open_room, number=3)).status_code == 404
    assert client.post(address(open_room, "join", number=3)).status_code == 404


# -- The door ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before_start", "opens", "words"),
    [
        (15 * MINUTE + timedelta(seconds=1), False, "The door opens at 9:45 am your time"),
        (15 * MINUTE, True, "The door is open"),
        (-120 * MINUTE + timedelta(seconds=1), True, "The door is open"),
        (-120 * MINUTE, False, "This session is over"),
    ],
)
def test_the_door_opens_and_closes_to_the_second(client, room, frozen, before_start, opens, words):
    MeetingFactory(cohort=room.cohort)
    frozen.move_to(room.session(1).starts_at - before_start)
    client.force_login(room.member)

    before = client.get(address(room)).content.decode()
    after = client.post(address(room, "join"), follow=True)

    assert words in before
    assert secrets_in(after) == (list(SECRETS) if opens else [])
    assert Attendance.objects.filter(joined_at__isnull=False).exists() is opens


def test_join_leads_to_the_session_page_which_holds_the_way_in(client, open_room):
    client.force_login(open_room.member)

    response = client.post(address(open_room, "join"))
    assert response.headers["Location"] == address(open_room)
    page = client.get(address(open_room))

    assert secrets_in(response) == []
    assert secrets_in(page) == list(SECRETS)
    assert (
        '<a class="btn btn-primary btn-lg" id="way-on" href="https://meet.example.org/a-room" '
        'target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">'
    ) in page.content.decode()
    assert secrets_in(client.get(address(open_room))) == list(SECRETS)  # a reload


def test_joining_twice_is_joining_once(client, open_room):
    client.force_login(open_room.member)
    for _press in range(2):
        client.post(address(open_room, "join"))

    assert Attendance.objects.get().presence == Presence.PROPOSED


def test_nothing_shows_the_way_in_to_who_has_not_joined_or_after_the_end(client, open_room, frozen):
    client.force_login(open_room.member)
    assert secrets_in(client.get(address(open_room))) == []
    client.post(address(open_room, "join"))

    assert secrets_in(client.get(address(open_room, number=2))) == []
    frozen.move_to(open_room.session(1).ends_at)
    assert secrets_in(client.get(address(open_room))) == []


def test_coordinators_see_the_page_and_not_the_way_in(client, open_room):
    client.force_login(open_room.coordinator)

    assert client.get(address(open_room)).status_code == 200
    assert client.post(address(open_room, "join")).status_code == 404
    assert secrets_in(client.get(address(open_room))) == []


def test_a_facilitator_who_left_the_room_loses_the_way_in(client, open_room):
    client.force_login(open_room.facilitator)
    assert secrets_in(client.post(address(open_room, "join"), follow=True)) == list(SECRETS)

    open_room.cohort.roles.update(until=open_room.session(1).starts_at - 15 * MINUTE)
    assert client.get(address(open_room)).status_code == 404


def test_a_door_that_waits_says_so_kindly(client, open_room):
    open_room.cohort.meeting.replace_before_opening = True
    open_room.cohort.meeting.save()
    client.force_login(open_room.member)

    page = client.post(address(open_room, "join"), follow=True)

    assert "The room is getting a new address" in page.content.decode()
    assert secrets_in(page) == []
    assert Attendance.objects.count() == 0


def test_a_session_called_off_says_so(client, open_room):
    changes.cancel(session_id=open_room.session(2).pk, by=None, at=JULY)
    client.force_login(open_room.member)

    page = client.get(address(open_room, number=2)).content.decode()

    assert "This session was called off" in page
    assert "Send an apology" not in page


def test_the_page_opens_by_itself_with_and_without_scripts(client, room, frozen):
    frozen.move_to(room.session(1).starts_at - 20 * MINUTE)
    client.force_login(room.member)

    page = client.get(address(room)).content.decode()

    assert '<noscript><meta http-equiv="refresh" content="301"></noscript>' in page
    assert 'hx-trigger="every 15s"' in page


def test_the_page_does_not_watch_a_door_that_is_far(client, room, frozen):
    frozen.move_to(room.session(1).starts_at - 76 * MINUTE)
    client.force_login(room.member)

    page = client.get(address(room)).content.decode()

    assert "hx-get" not in page
    assert "refresh" not in page


def test_the_watching_page_is_answered_only_when_something_changed(client, room, frozen):
    MeetingFactory(cohort=room.cohort)
    session = room.session(1)
    frozen.move_to(session.starts_at - 16 * MINUTE)
    client.force_login(room.member)
    seen = client.get(address(room)).context["page"].seen

    def asked():
        return client.get(address(room), {"seen": seen}, headers={"HX-Request": "true"})

    assert (asked().status_code, asked().content) == (204, b"")
    frozen.move_to(session.starts_at - 15 * MINUTE)
    assert asked().status_code == 200
    part = asked().content.decode()
    assert part.strip().startswith('<div id="door"')
    assert '<p id="door-said" hx-swap-oob="innerHTML">The door is open</p>' in part


# -- Apology -----------------------------------------------------------------------------------


def test_an_apology_is_sent_and_taken_back_with_one_press(client, room, frozen):
    frozen.move_to(JULY)
    client.force_login(room.member)

    page = client.post(address(room, "apology"), follow=True).content.decode()
    assert "You have sent an apology" in page
    page = client.post(address(room, "take-back"), follow=True).content.decode()
    assert "One press tells your facilitator" in page
    assert attendance.own(room.session(1), room.member.pk).presence == Presence.EXPECTED


def test_an_apology_that_is_too_late_is_told_so(client, open_room, frozen):
    frozen.move_to(open_room.session(1).ends_at)
    client.force_login(open_room.member)

    page = client.post(address(open_room, "apology"), follow=True).content.decode()

    assert "This session is over." in page
    assert Attendance.objects.count() == 0


def test_facilitators_send_no_apology_here(client, open_room):
    client.force_login(open_room.facilitator)

    page = client.post(address(open_room, "apology"), follow=True).content.decode()

    assert "Only members send apologies." in page


# -- Who is there ------------------------------------------------------------------------------


def headings(client, room):
    """What stands on the facilitator's page of session 1, in order."""
    client.force_login(room.facilitator)
    main = client.get(address(room)).content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r"<h2 id=[^>]*>([^<]*)", main)


def test_near_its_time_running_a_session_comes_first_and_before_that_the_names_come_last(
    client, room, frozen
):
    frozen.move_to(room.session(1).starts_at - 180 * MINUTE)
    before = headings(client, room)
    frozen.move_to(room.session(1).starts_at - 30 * MINUTE)
    near = headings(client, room)

    assert (before[0], before[-1]) == ("Run-sheet", "Who is expected")
    assert near[:3] == ["The session, now", "Who is expected", "Run-sheet"]


def test_members_see_how_many_and_facilitators_see_who(client, open_room):
    other = MembershipFactory(cohort=open_room.cohort, user__display_name="Bo Quite Else").user
    joining.join(
        session_id=open_room.session(1).pk,
        user_id=other.pk,
        at=open_room.session(1).starts_at - 15 * MINUTE,
    )

    client.force_login(open_room.member)
    page = client.get(address(open_room)).content.decode()
    assert "2 people are expected." in page
    assert "Bo Quite Else" not in page

    client.force_login(open_room.facilitator)
    page = client.get(address(open_room)).content.decode()
    assert "Bo Quite Else" in page
    assert "Expected, not in yet" in page
    assert "1 here, 1 expected" in page


@pytest.mark.parametrize("members", [1, 3])
def test_the_page_is_read_in_the_same_queries_for_few_and_many(
    open_room, members, django_assert_num_queries
):
    MembershipFactory.create_batch(members, cohort=open_room.cohort)
    user, at = open_room.facilitator, open_room.session(1).starts_at
    session = open_room.session(1)
    standing = joining.standing_of(session, user.pk, at)

    # the door's meeting, one's own row, rows, members, facilitators, stand-ins, signals; how it
    # meets, guests, relayed views; the panels of the others
    with django_assert_num_queries(13):
        page = pages.read(session, standing, user, sees_names=True, at=at)
    assert len(page.people) == members + 1


def test_the_whole_page_costs_the_same_for_few_and_many(client, open_room):
    client.force_login(open_room.facilitator)

    def cost():
        with CaptureQueriesContext(connection) as taken:
            client.get(address(open_room))
        return len(taken)

    cost()
    before = cost()
    MembershipFactory.create_batch(5, cohort=open_room.cohort)
    assert cost() == before


# -- The list ----------------------------------------------------------------------------------


@pytest.fixture
def over(open_room, frozen):
    """Two members; one joined; the session is over."""
    other = MembershipFactory(cohort=open_room.cohort, user__display_name="Bo").user
    joining.join(
        session_id=open_room.session(1).pk,
        user_id=open_room.member.pk,
        at=open_room.session(1).starts_at,
    )
    frozen.move_to(open_room.session(1).ends_at)
    open_room.other = other
    return open_room


def answers(room, first, second, *, version=0, detail=""):
    return {
        "version": version,
        f"presence_{room.member.pk}": first,
        f"detail_{room.member.pk}": detail,
        f"presence_{room.other.pk}": second,
        f"detail_{room.other.pk}": "",
    }


def test_the_list_begins_with_what_is_proposed_and_is_confirmed_on_one_screen(client, over):
    client.force_login(over.facilitator)
    page = client.get(address(over, "list"))
    form = page.context["form"]
    assert {name: form[name].value() for name in form.fields} == answers(over, "present", "absent")

    response = client.post(
        address(over, "list"), answers(over, "part", "apology", detail="phoned_in")
    )

    assert response.headers["Location"] == address(over)
    assert over.session(1).state == SessionState.HELD
    mine = attendance.own(over.session(1), over.member.pk)
    assert (mine.presence, mine.detail) == ("part", "phoned_in")


def test_members_coordinators_and_other_facilitators_do_not_keep_the_list(client, over):
    for user in (over.member, over.coordinator, RoleFactory(
        kind=RoleKind.FACILITATOR, cohort=MembershipFactory().cohort
    ).user):  # fmt: skip
        client.force_login(user)
        assert client.get(address(over, "list")).status_code == 404
        assert (
            client.post(address(over, "list"), answers(over, "present", "present")).status_code
            == 404
        )
    assert over.session(1).confirmed_at is None


def test_the_list_waits_for_the_end(client, over, frozen):
    frozen.move_to(over.session(1).ends_at - MINUTE)
    client.force_login(over.facilitator)

    page = client.get(address(over, "list")).content.decode()
    assert "The list can be confirmed when the session is over, at 12:00 pm your time." in page
    client.post(address(over, "list"), answers(over, "present", "present"))
    assert over.session(1).confirmed_at is None


def test_a_list_confirmed_meanwhile_is_shown_with_what_was_typed(client, over):
    client.force_login(over.facilitator)
    client.post(address(over, "list"), answers(over, "present", "present"))

    response = client.post(address(over, "list"), answers(over, "present", "absent"))

    page = response.content.decode()
    form = response.context["form"]
    assert "Somebody confirmed this list a moment ago." in page
    assert page.count("On the list now:") == 1
    assert form[f"presence_{over.other.pk}"].value() == "absent"
    assert form["version"].value() == "1"
    assert attendance.own(over.session(1), over.other.pk).presence == "present"

    client.post(address(over, "list"), answers(over, "present", "absent", version=1))
    assert attendance.own(over.session(1), over.other.pk).presence == "absent"


def test_confirming_twice_is_confirming_once(client, over):
    client.force_login(over.facilitator)
    for _press in range(2):
        response = client.post(address(over, "list"), answers(over, "present", "absent"))
        assert response.status_code == 302

    assert over.session(1).list_version == 1


def test_somebody_without_an_answer_is_asked_about_and_the_rest_is_kept(client, over):
    client.force_login(over.facilitator)
    typed = answers(over, "part", "absent", detail="left_early")
    del typed[f"presence_{over.other.pk}"]

    response = client.post(address(over, "list"), typed)

    assert response.status_code == 200
    assert "Please choose one." in response.content.decode()
    assert response.context["form"][f"presence_{over.member.pk}"].value() == "part"
    assert over.session(1).confirmed_at is None


def test_the_member_reads_what_was_confirmed(client, over):
    client.force_login(over.facilitator)
    client.post(address(over, "list"), answers(over, "part", "absent", detail="left_early"))
    client.force_login(over.member)

    page = client.get(address(over)).content.decode()

    assert "You, on the list" in page
    assert "present for a part" in page
    assert "left early" in page
    assert "1 person was there." in page


def send(client, url, typed):
    """Post what no browser would, byte for byte."""
    body = urlencode(typed, errors="surrogatepass")
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


NASTY = ("\0", "\ud800", "x" * 2_000_000, "-1", "99999999999999999999", "'; --", "<b>", "present\0")


@pytest.mark.parametrize("field", ["version", "presence", "detail"])
def test_a_list_filled_with_nonsense_is_no_fault_and_changes_nothing(client, over, field):
    client.force_login(over.facilitator)
    name = field if field == "version" else f"{field}_{over.other.pk}"

    for value in NASTY:
        typed = answers(over, "present", "present") | {name: value}
        assert send(client, address(over, "list"), typed).status_code in (200, 400, 413)

    assert over.session(1).confirmed_at is None


@pytest.mark.parametrize("field", ["presence_999", "next", "user"])
def test_what_nobody_asked_for_is_not_looked_at(client, over, field):
    client.force_login(over.facilitator)

    for value in NASTY:
        typed = answers(over, "present", "absent") | {field: value}
        assert send(client, address(over, "list"), typed).status_code in (302, 400, 413)

    assert over.session(1).list_version == 1
    assert Attendance.objects.count() == 2


@pytest.mark.parametrize("name", ["join", "apology", "take-back"])
def test_the_presses_take_nothing_that_is_sent_along(client, open_room, name):
    client.force_login(open_room.member)

    for value in NASTY:
        response = send(client, address(open_room, name), {"user": value, "at": value[:5]})
        assert response.status_code in (302, 400, 413)

    assert Attendance.objects.exclude(user=open_room.member).count() == 0


@pytest.mark.parametrize("seen", ["\0", "x" * 5000, "1.early.None.False..0' or 1=1", "é\u202e"])
def test_a_watching_page_may_say_anything(client, open_room, seen):
    client.force_login(open_room.member)

    response = client.get(address(open_room), {"seen": seen}, headers={"HX-Request": "true"})

    assert response.status_code == 200
