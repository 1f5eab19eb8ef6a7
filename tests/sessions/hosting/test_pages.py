"""The pages of hosts and guests: what each sees, and what stands in nobody's way."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts import proofs
from accounts.models import AccessNeed, Invitation
from notices import delivery, letters, neutrality
from notices.models import Notice
from sessions.hosting import guests, relayed, turns, venues
from sessions.hosting import letters as owed
from sessions.hosting.venues import Place
from sessions.mail_kinds_hosting import KINDS
from sessions.models import GuestVisit, HostTurn
from tests.factories import MembershipFactory
from tests.sessions import hosted

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(frozen, world):
    """The world with its fifth session in a room."""
    hosted.a_room(world)
    return world


def url(world, name, *rest):
    args = (world.cohorts["meeting"].code, hosted.NUMBER, *rest)
    return reverse(f"sessions:{name}", args=args)


def as_(client, world, name):
    client.force_login(world.people[name])
    return client


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_a_member_takes_a_turn_with_two_presses_and_gives_it_back(client, at):
    member = as_(client, at, "member")
    rota = reverse("sessions:hosts", args=[at.cohorts["meeting"].code])
    assert url(at, "host-take") in member.get(rota).text

    assert member.get(url(at, "host-take")).status_code == 200
    for _time in range(2):
        assert member.post(url(at, "host-take")).headers["Location"] == url(at, "hosting")
    assert HostTurn.objects.get().host == at.people["member"]
    assert "You host it" in words_of(member.get(rota))
    for _time in range(2):
        assert member.post(url(at, "host-give-back")).status_code in (302, 404)
    assert turns.of(at.sessions[5].pk) is None


def test_who_comes_second_is_told_kindly(client, at):
    hosted.a_turn(at)
    other = MembershipFactory(cohort=at.cohorts["meeting"], joined_at=at.at).user
    client.force_login(other)

    assert "Somebody took this turn a moment ago" in words_of(client.post(url(at, "host-take")))


def test_a_host_sees_numbers_and_no_name(client, at):
    needy = MembershipFactory(
        cohort=at.cohorts["meeting"], user__display_name="Quite Unmistakable", joined_at=at.at
    ).user
    AccessNeed.objects.create(user=needy, dietary="vegan", captions=True, share_adjustments=True)
    hosted.a_turn(at)
    page = words_of(as_(client, at, "member").get(url(at, "hosting")))

    assert "1 vegan" in page
    assert "live captions" in page
    assert "Unmistakable" not in page


def test_a_place_is_for_those_of_the_session(client, at):
    hosted.a_turn(at)
    venues.keep(
        session_id=at.sessions[5].pk,
        place=Place(name="The old library", address="1 Example Street", step_free="yes"),
        by=at.people["member"].pk,
        at=at.at,
    )
    member = as_(client, at, "member")
    visit = reverse("sessions:visit", args=[hosted.a_guest(at).pk])

    assert "The old library" in member.get(url(at, "session")).text
    assert "The old library" in as_(client, at, "guest").get(visit).text
    member = as_(client, at, "member")
    assert "The old library" not in member.get(url(at, "session").replace("/5/", "/6/")).text


def test_a_way_to_meet_that_is_not_agreed_is_refused_beside_its_field(client, at):
    said = {"mode": "in_person", "lead": "", "scribe": at.people["member"].pk}
    page = as_(client, at, "facilitator").post(url(at, "arrange"), said)

    assert "has not agreed to meet “face to face”" in words_of(page)
    assert f'<option value="{at.people["member"].pk}" selected' in page.text
    desk = reverse("admin:cop_sessions_session_arrange", args=[at.sessions[5].pk])
    page = as_(client, at, "coordinator").post(desk, said)
    assert "has not agreed to meet" in words_of(page)
    assert f"{at.sessions[5].cohort}, session 5" in words_of(page)


def test_what_was_agreed_on_paper_is_recorded_at_the_desk_and_members_see_it(client, at, frozen):
    cohort = at.cohorts["meeting"]
    desk = reverse("admin:programs_cohort_record_agreed", args=[cohort.pk])
    said = {"what": "format:in_person", "agreed_on": "2024-07-09", "words": "Once, in spring."}
    assert as_(client, at, "coordinator").post(desk, said).status_code == 302

    rota = reverse("sessions:hosts", args=[cohort.code])
    page = words_of(as_(client, at, "member").get(rota))
    assert "You may meet face to face agreed on 9 July 2024" in page

    frozen.shift(60)
    back = reverse("admin:programs_cohort_take_agreed_back", args=[cohort.pk])
    grant = cohort.grants.get(value="in_person").pk
    client = as_(client, at, "coordinator")
    assert client.post(back, {"grant": grant, "reason": "They said so."}).status_code == 302
    assert "face to face" not in words_of(as_(client, at, "member").get(rota))


def test_the_day_on_paper_begins_as_today_where_the_cohort_is(client, at, frozen):
    frozen.move_to(datetime(2024, 7, 9, 22, tzinfo=UTC))  # eight in the morning of the 10th there
    cohort = at.cohorts["meeting"]
    page = as_(client, at, "coordinator").get(
        reverse("admin:programs_cohort_record_agreed", args=[cohort.pk])
    )
    assert str(page.context["form"]["agreed_on"].value()) == "2024-07-10"

    page = as_(client, at, "coordinator").get(
        reverse("admin:programs_cohort_change", args=[cohort.pk])
    )
    assert re.search(r"\(\d+ \w+ 2024\)", words_of(page))


def test_a_guest_is_invited_accepts_by_the_link_and_finds_the_brief(client, at):
    said = {
        **{"name": "Kim", "email": "kim@example.org", "position": ""},
        **{"topic": "A policy", "starts": "11:00", "minutes": "30", "way_in": "Ring twice."},
        **{"expected": "", "call_name": "Robin", "call_phone": "03 5550 1234"},
    }
    keeper = as_(client, at, "facilitator")
    for _time in range(2):
        assert keeper.post(url(at, "guest-invite"), said).status_code == 302
    visit, invitation = GuestVisit.objects.get(), Invitation.objects.get(purpose=guests.PURPOSE)
    assert visit.invitation == invitation

    proof = proofs.by_link(
        email="kim@example.org",
        purpose="accounts.invitation",
        payload={"invitation": invitation.pk},
        at=at.at,
    )
    assert proof.email == "kim@example.org"
    client.force_login(at.people["guest"])
    where = guests.accepted(
        user_id=at.people["guest"].pk,
        payload=invitation.payload,
        by=invitation.invited_by_id,
        at=at.at,
    )
    page = words_of(client.get(where))
    assert "Nobody may ask you for your own story" in page
    assert "Ring twice." in page
    assert "11:00 am Melbourne time 30 minutes You are free" in page


def test_the_session_says_that_a_guest_comes_and_never_who_is_under_18(client, at):
    hosted.a_guest(at)
    young = hosted.a_young_guest(at)
    GuestVisit.objects.filter(pk=young.pk).update(
        consent_on=at.at, consent_how="written", consent_by=at.people["facilitator"],
        checks_at=at.at, checks_by=at.people["coordinator"], state="coming", settled_at=at.at,
    )  # fmt: skip
    page = words_of(as_(client, at, "member").get(url(at, "session")))

    assert "Robin Guest" in page
    assert "A young person, with a supporter" in page
    assert "Robin Supporter" not in page


def test_a_view_taken_back_is_gone_on_the_next_request(client, at):
    view = hosted.a_view(at)
    assert "Ask us first." in as_(client, at, "member").get(url(at, "session")).text
    as_(client, at, "facilitator").post(url(at, "view-withdraw", view.pk))

    assert "Ask us first." not in as_(client, at, "member").get(url(at, "session")).text
    assert relayed.of(at.sessions[5].pk) == []


def test_something_to_book_is_booked_with_a_note_and_taken_off(client, at):
    row = hosted.something_to_book(at)
    keeper = as_(client, at, "facilitator")
    said = {"task": "other:Large print", "booked": "on", "note": "The printer next door"}
    keeper.post(url(at, "prepare"), said)
    row.refresh_from_db()
    assert (row.note, row.booked_by) == ("The printer next door", at.people["facilitator"])

    keeper.post(url(at, "prepare"), {**said, "drop": "1"})
    keeper.post(url(at, "prepare"), {"words": "Water"})
    page = words_of(keeper.get(url(at, "prepare")))
    assert ("Large print" in page.split("Something else")[0], "Water" in page) == (False, True)


def owe(world, kind, **more):
    told = {"key": kind, "kind": kind, "due_at": world.at, "cohort_id": 1}
    return Notice.objects.create(**{**told, "recipient": world.people["facilitator"], **more})


def test_every_mail_is_neutral_and_says_where_to_go_on(at):
    turn, visit, young = hosted.a_turn(at), hosted.a_guest(at), hosted.a_young_guest(at)
    session = turn.session
    now = {"version": 1, "session": session.version, "arranged": session.arranged}
    about = {
        owed.TURN: (turn, {"what": "taken"}),
        owed.HOSTING: (turn, {"what": "asked"}),
        owed.HOST_BRIEF: (turn, {"version": session.version}),
        owed.GUEST_BRIEF: (visit, now),
        owed.VISIT: (visit, now | {"what": "changed"}),
        owed.GUEST_COMES: (visit, {"what": "comes"}),
        owed.ARRANGED: (session, now),
    }
    cohort = at.cohorts["meeting"]
    for kind in KINDS:
        thing, data = about[kind.name]
        notice = Notice.objects.create(
            key=f"a:{kind.name}", kind=kind.name, due_at=at.at, object_id=thing.pk, data=data,
            recipient=at.people["facilitator"], cohort_id=cohort.pk,
        )  # fmt: skip
        mail = letters.compose(notice, kind, at=at.at)
        assert kind.still_true(notice), kind.name
        assert neutrality.refused_in(mail.subject) == []
        assert cohort.name not in mail.body
        assert "http" in mail.body
    notice = Notice.objects.create(
        key="young", kind=owed.VISIT, due_at=at.at, object_id=young.pk, cohort_id=cohort.pk,
        address=young.supporter_email, data=now | {"what": "ready"},
    )  # fmt: skip
    mail = letters.compose(notice, next(k for k in KINDS if k.name == owed.VISIT), at=at.at)
    assert mail.to == ["supporter@example.org"]
    assert "call Robin Facilitator: 03 5550 1234" in mail.body
    assert "Ring at the second door" not in mail.body


def test_a_turn_given_back_meanwhile_is_mailed_to_nobody(at):
    turn = hosted.a_turn(at)
    turns.give_back(
        session_id=turn.session_id, turn_id=turn.pk, by=at.people["member"].pk, at=at.at
    )
    sent = {
        notice.data["what"]: delivery.kinds.get(notice.kind).still_true(notice)
        for notice in Notice.objects.filter(kind=owed.TURN)
    }
    assert sent == {"taken": False, "given_back": True}


def test_the_panel_takes_three_queries_whatever_stands(at, django_assert_num_queries):
    from sessions.hosting import panel
    from sessions.joining import standing_of

    hosted.a_turn(at), hosted.a_guest(at), hosted.a_view(at)
    session = at.sessions[5]
    session.refresh_from_db()
    standing = standing_of(session, at.people["member"].pk, at.at)
    with django_assert_num_queries(3):
        shown = panel.read(session, standing, at.people["member"].pk)
    assert (shown.is_host, len(shown.guests), len(shown.views)) == (True, 1, 1)
    assert at.at + timedelta(days=1) < session.starts_at
