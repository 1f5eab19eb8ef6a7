"""The pages on which people see, take along, put right and erase what is held."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import consents, data_requests
from accounts.models import ConsentKind, ConsentRecord, DataRequest
from audit.models import Entry
from cop_platform import desk, holds
from cop_platform.models import Hold, Period
from notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

HELD = "/you/held/"
DESK = "/desk/accounts/datarequest/"


@pytest.fixture
def member(client, world):
    client.force_login(world.people["member"])
    return world.people["member"]


@pytest.fixture
def coordinator(client, world):
    client.force_login(world.people["coordinator"])
    return world.people["coordinator"]


def text(response):
    return response.content.decode()


def ask(person, at, kind="erase", **more):
    return data_requests.ask(person_id=person.pk, kind=kind, at=at, by=person.pk, **more)


# -- One's own ------------------------------------------------------------------------------------


def test_the_page_says_what_why_and_until_when(client, member):
    page = text(client.get(HELD))

    assert "What we hold about you" in page
    assert "Your attendance" in page
    assert "To call you by the name you like" in page
    assert member.email in page


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(HELD).status_code == 302


def test_the_number_of_queries_does_not_grow(client, member, world, django_assert_max_num_queries):
    for number in range(40):
        Notice.objects.create(
            key=f"many:{number}", kind="intakes.receipt", recipient=member, due_at=world.at,
            state="sent", sent_at=world.at,
        )  # fmt: skip
    with django_assert_max_num_queries(75):
        client.get(HELD)


@pytest.mark.parametrize(("form", "kind"), [({"json": "1"}, "json"), ({}, "html")])
def test_a_copy_is_one_file_with_a_name_that_says_nothing(client, member, form, kind):
    answer = client.post(f"{HELD}copy/", form)

    assert answer["Content-Disposition"] == f'attachment; filename="copy.{kind}"'
    assert member.email in text(answer)
    assert Entry.objects.filter(verb="person.copied", actor=member).count() == 1


def test_the_json_can_be_read(client, member):
    found = json.loads(text(client.post(f"{HELD}copy/", {"json": "1"})))

    assert found["accounts.User"][0]["email"] == member.email
    assert len(found["cop_sessions.Attendance"]) == 2


def test_the_html_asks_nothing_of_anybody(client, member):
    page = text(client.post(f"{HELD}copy/"))

    assert [word for word in ("<script", "<link", "<img", "http") if word in page] == []


def test_a_copy_is_not_taken_by_following_a_link(client, member):
    assert client.get(f"{HELD}copy/").status_code == 405


def test_a_consent_is_taken_back_once_and_only_ones_own(client, member, world):
    theirs = consent_of(member, world)
    others = consent_of(world.people["applicant"], world)
    answers = [client.post(f"{HELD}consents/{pk}/").status_code for pk in (theirs, theirs, others)]

    assert answers == [302, 302, 404]
    assert ConsentRecord.objects.get(pk=theirs).withdrawn_at == world.at
    assert ConsentRecord.objects.get(pk=others).withdrawn_at is None
    assert Entry.objects.filter(verb="consent.withdrawn.newsletter").count() == 1


def consent_of(person, world):
    consents.give(
        user_id=person.pk, kinds=[ConsentKind.NEWSLETTER], notice_id=None, at=world.at, by=None
    )
    return person.consents.get().pk


def test_having_read_something_is_not_taken_back(client, member, world):
    consents.give(
        user_id=member.pk, kinds=[ConsentKind.COLLECTION], notice_id=None, at=world.at, by=None
    )
    client.post(f"{HELD}consents/{member.consents.get().pk}/")

    assert member.consents.get().withdrawn_at is None


def test_a_correction_is_asked_for(client, member):
    assert client.post(f"{HELD}correct/", {"words": " "}).status_code == 200
    assert client.post(f"{HELD}correct/", {"words": "My region"}).status_code == 302
    assert DataRequest.objects.get().words == "My region"


def test_erasing_asks_about_the_seat(client, member):
    page = text(client.get(f"{HELD}erase/"))
    refused = client.post(f"{HELD}erase/", {"sure": "on"})
    done = client.post(f"{HELD}erase/", {"sure": "on", "give_up": "on"})

    assert "What you would give up" in page
    assert (refused.status_code, done.status_code) == (200, 302)
    assert DataRequest.objects.get().gives_up_seat is True


def test_erasing_says_no_to_who_works_here(client, coordinator):
    page = client.post(f"{HELD}erase/", {"sure": "on"})

    assert "released from their roles" in text(page)
    assert not DataRequest.objects.exists()


def test_it_can_be_taken_back_by_oneself_alone(client, member, world):
    mine, others = ask(member, world.at), ask(world.people["applicant"], world.at)
    answers = [client.post(f"{HELD}requests/{one.pk}/").status_code for one in (mine, mine, others)]

    assert answers == [302, 302, 404]
    assert sorted(DataRequest.objects.values_list("state", flat=True)) == ["open", "taken_back"]


# -- The desk -------------------------------------------------------------------------------------


def test_the_desk_shows_the_late_ones_first(client, coordinator, world):
    ask(world.people["applicant"], world.at)
    ask(world.people["member"], world.at - timedelta(days=40))
    page = text(client.get(reverse("admin:privacy_desk")))

    assert page.index(str(world.people["member"])) < page.index(str(world.people["applicant"]))
    assert "Late" in page


def test_another_programs_requests_are_not_there(client, coordinator, world):
    theirs = ask(world.people["foreign_member"], world.at)

    assert str(world.people["foreign_member"]) not in text(client.get(DESK))
    assert client.get(f"{DESK}{theirs.pk}/").status_code == 404
    assert client.post(f"{DESK}{theirs.pk}/", {"act": "erase", "sure": "on"}).status_code == 404


def test_whoever_keeps_the_site_sees_those_of_people_in_no_program(client, world):
    client.force_login(world.people["keeper"])
    asked = ask(world.people["stranger"], world.at)

    assert client.get(f"{DESK}{asked.pk}/").status_code == 200


def test_it_is_erased_by_one_press_and_no_second(client, coordinator, world):
    asked = ask(world.people["applicant"], world.at)
    first = client.post(f"{DESK}{asked.pk}/", {"act": "erase"})
    answers = [
        client.post(f"{DESK}{asked.pk}/", {"act": "erase", "sure": "on"}).status_code
        for _n in range(2)
    ]

    assert (first.status_code, answers) == (200, [302, 302])
    assert (
        world.people["applicant"].__class__.objects.get(pk=world.people["applicant"].pk).erased_at
    )
    assert Entry.objects.filter(verb="person.erased").count() == 1


@pytest.mark.parametrize(
    ("kind", "act"), [("erase", "carry_out"), ("correct", "erase"), ("access", "erase")]
)
def test_an_act_fits_what_was_asked(client, coordinator, world, kind, act):
    asked = ask(world.people["applicant"], world.at, kind=kind, words="-")
    form = {"act": act, "sure": "on", "outcome": "Done"}

    assert client.post(f"{DESK}{asked.pk}/", form).status_code == 404
    assert DataRequest.objects.get().state == "open"


def test_the_page_never_shows_what_the_words_are(client, coordinator, world):
    asked = ask(world.people["applicant"], world.at)
    page = text(client.get(f"{DESK}{asked.pk}/"))

    assert "To hear how others do it." not in page
    assert "Your applications" in page


def test_a_refusal_needs_words(client, coordinator, world):
    asked = ask(world.people["applicant"], world.at)
    empty = client.post(f"{DESK}{asked.pk}/", {"act": "refuse", "reason": ""})
    said = client.post(f"{DESK}{asked.pk}/", {"act": "refuse", "reason": "A law"})

    assert (empty.status_code, said.status_code) == (200, 302)
    assert DataRequest.objects.get().outcome == "A law"


def test_a_correction_is_answered(client, coordinator, world):
    asked = ask(world.people["applicant"], world.at, kind="correct", words="My town")
    client.post(f"{DESK}{asked.pk}/", {"act": "carry_out", "outcome": "Changed."})

    assert DataRequest.objects.get().state == "done"


def test_a_copy_to_hand_over_is_written_down(client, coordinator, world):
    asked = ask(world.people["applicant"], world.at, kind="access")
    answer = client.post(f"{DESK}{asked.pk}/copy/", {"json": "1"})

    assert world.people["applicant"].email in text(answer)
    assert Entry.objects.get(verb="person.copied").actor == coordinator
    assert client.get(f"{DESK}{asked.pk}/copy/").status_code == 404


ENTERED = {"kind": "access", "came_by": "letter", "received_on": "2024-07-01", "words": ""}


def test_one_by_letter_is_entered(client, coordinator, world):
    client.post(f"{DESK}new/", {**ENTERED, "email": world.people["applicant"].email.upper()})
    asked = DataRequest.objects.get()

    assert (asked.person, str(asked.due_on)) == (world.people["applicant"], "2024-07-31")


@pytest.mark.parametrize("changed", [
    {"email": "nobody@example.org"}, {"received_on": "2024-07-11"}, {"received_on": "0001-01-01"},
    {"kind": "correct"}, {"email": "a\0@example.org"}, {"kind": "all"},
])  # fmt: skip
def test_what_cannot_be_entered_is_said(client, coordinator, world, changed):
    form = {**ENTERED, "email": world.people["applicant"].email} | changed

    assert client.post(f"{DESK}new/", form).status_code == 200
    assert not DataRequest.objects.exists()


def test_a_person_of_another_program_is_not_found(client, coordinator, world):
    page = client.post(f"{DESK}new/", {**ENTERED, "email": world.people["foreign_member"].email})

    assert "Nobody in your programs" in text(page)


def test_what_is_due_within_seven_days_waits_on_today(world):
    coordinator = world.people["coordinator"]
    ask(world.people["applicant"], world.at - timedelta(days=22))
    assert desk.waiting(coordinator, world.at) == []
    soon = desk.waiting(coordinator, world.at + timedelta(days=1))
    late = desk.waiting(coordinator, world.at + timedelta(days=9))

    assert [(step.urgency, step.count) for step in (*soon, *late)] == [(2, 1), (0, 1)]
    assert desk.waiting(world.people["foreign_coordinator"], world.at + timedelta(days=9)) == []


def test_a_period_is_changed_and_taken_back(client, coordinator, world):
    form = {"act": "period", "program": world.programs["here"].pk, "category": "drafts"}
    answers = [
        client.post(f"{DESK}keeping/", {**form, "days": days}).status_code
        for days in ("20", "0", "x", "")
    ]

    assert answers == [302, 200, 200, 302]
    assert not Period.objects.exists()


@pytest.mark.parametrize("category", ["mails", "nothing"])
def test_a_period_that_is_not_a_programs_is_refused(client, coordinator, world, category):
    form = {"act": "period", "program": world.programs["here"].pk, "category": category, "days": 3}

    assert "the same for every program" in text(client.post(f"{DESK}keeping/", form))


def test_whoever_keeps_the_site_changes_what_is_the_same_for_all(client, world):
    form = {"act": "period", "category": "mails", "days": 30}
    client.force_login(world.people["coordinator"])
    refused = client.post(f"{DESK}keeping/", form)
    client.force_login(world.people["keeper"])
    done = client.post(f"{DESK}keeping/", form)

    assert (refused.status_code, done.status_code) == (404, 302)
    assert Period.objects.get().program is None


def test_another_programs_periods_are_out_of_reach(client, coordinator, world):
    form = {"act": "period", "program": world.programs["there"].pk, "category": "drafts", "days": 3}

    assert client.post(f"{DESK}keeping/", form).status_code == 404


def test_a_hold_is_placed_and_lifted(client, coordinator, world):
    person = {"act": "hold", "email": world.people["applicant"].email, "reason": "A dispute"}
    program = {"act": "hold", "program": world.programs["here"].pk, "reason": "A law"}
    for form in (person, person, program):
        client.post(f"{DESK}keeping/", form)
    assert Hold.objects.live().count() == 2
    for hold in Hold.objects.all():
        client.post(f"{DESK}keeping/", {"act": "lift", "hold": hold.pk})

    assert Hold.objects.live().count() == 0


def test_a_hold_of_another_program_is_not_there(client, coordinator, world):
    theirs = holds.place(
        program_id=world.programs["there"].pk, reason="A law", by=coordinator.pk, at=world.at
    )

    assert client.post(f"{DESK}keeping/", {"act": "lift", "hold": theirs.pk}).status_code == 404


def test_the_page_of_keeping_shows_what_goes_tonight(client, coordinator):
    page = text(client.get(reverse("admin:privacy_retention")))

    assert "What goes tonight" in page
    assert "Drafts nobody came back to" in page


def test_an_act_that_is_none_is_not_there(client, coordinator, world):
    asked = ask(world.people["applicant"], world.at)

    assert client.post(f"{DESK}{asked.pk}/", {"act": "all"}).status_code == 404
    assert client.post(f"{DESK}keeping/", {"act": ""}).status_code == 404
