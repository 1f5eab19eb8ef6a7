"""The page of a cohort: who sees what, what it costs, and what its address gives away."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programs.models import Membership, MembershipState
from sessions import changes
from tests.factories import MembershipFactory
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

ADMITTED = {
    "member", "facilitator", "host", "recorder", "guest", "coordinator", "lead", "keeper",
}  # fmt: skip


def page_for(client, world, name, cohort="meeting"):
    sign_in(client, world.people[name])
    return client.get(reverse("pages:cohort", args=[world.cohorts[cohort].code]))


@pytest.mark.parametrize("name", sorted(ADMITTED))
def test_who_belongs_reads_it(client, world, name):
    response = page_for(client, world, name)

    assert response.status_code == 200
    assert "<title>Your cohort · Coalesce</title>" in response.text


@pytest.mark.parametrize(
    "name",
    ["removed", "holder", "waiting", "applicant", "stranger", "funder", "other_facilitator",
     "foreign_coordinator", "foreign_member"],
)  # fmt: skip
def test_for_others_nothing_is_there(client, world, name):
    there = page_for(client, world, name)
    nowhere = client.get(reverse("pages:cohort", args=["0000000000"]))

    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_a_visitor_is_asked_to_sign_in(client, world):
    response = client.get(reverse("pages:cohort", args=[world.cohorts["meeting"].code]))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_access_ends_with_the_membership(client, world):
    assert page_for(client, world, "member").status_code == 200
    Membership.objects.filter(user=world.people["member"]).update(
        state=MembershipState.SUSPENDED, excluded_at=world.at
    )

    assert page_for(client, world, "member").status_code == 404


def test_members_see_one_another(client, world):
    page = page_for(client, world, "member").context["page"]

    assert page.sees_members
    assert len(page.members) == 20
    assert page.members[0].pronouns == "they/them"


@pytest.mark.parametrize("name", ["guest", "host", "recorder"])
def test_who_comes_for_a_session_sees_no_list_of_members(client, world, name):
    response = page_for(client, world, name)

    assert not response.context["page"].sees_members
    assert "Robin Member" not in response.text


def test_only_coordinators_read_what_was_done(client, world):
    reason = "They moved to another job."

    assert {
        name: reason in page_for(client, world, name).text
        for name in ("coordinator", "lead", "keeper", "facilitator", "member", "guest")
    } == {
        "coordinator": True,
        "lead": True,
        "keeper": True,
        "facilitator": False,
        "member": False,
        "guest": False,
    }


def test_the_session_that_is_near_comes_first(client, world):
    page = page_for(client, world, "member").context["page"]

    assert page.ahead.number == 3
    assert not page.is_on
    assert [meeting.own for meeting in page.meetings] == ["present", "present"] + [""] * 6


def test_a_session_that_has_begun_is_not_said_to_come(client, world, frozen):
    third = world.cohorts["meeting"].sessions.get(number=3)
    assert "Session 3 comes next" in page_for(client, world, "member").text

    frozen.move_to(third.starts_at)
    page = page_for(client, world, "member").text

    assert "Session 3 is on" in page
    assert "comes next" not in page


def test_the_dates_say_the_order_whatever_the_numbers(client, world):
    fourth, last = world.cohorts["meeting"].sessions.filter(number__in=(4, 8)).order_by("number")
    changes.move(
        session_id=last.pk, day=fourth.day - timedelta(days=1), start=fourth.start,
        minutes=fourth.minutes, by=world.people["coordinator"].pk, at=world.at,
    )  # fmt: skip

    page = page_for(client, world, "member").context["page"]

    assert [meeting.number for meeting in page.meetings] == [1, 2, 3, 8, 4, 5, 6, 7]


def test_no_joining_address_is_on_it(client, world):
    text = page_for(client, world, "member").text

    assert [word for word in ("meet.example.org", "03 5550 0000", "1234<") if word in text] == []


def test_dates_are_in_both_zones(client, world):
    member = world.people["member"]
    member.time_zone = "Australia/Perth"
    member.save(update_fields=["time_zone"])

    text = page_for(client, world, "member").text

    assert "8:10 am to 10:10 am Perth time" in text
    assert "10:10 am to 12:10 pm Melbourne time" in text


@pytest.mark.parametrize("more", [0, 4])
def test_it_costs_the_same_however_many_there_are(client, world, more, django_assert_num_queries):
    for _number in range(more):
        MembershipFactory(cohort=world.cohorts["meeting"], joined_at=world.at)
    page_for(client, world, "member")

    with django_assert_num_queries(5):
        client.get(reverse("pages:cohort", args=[world.cohorts["meeting"].code]))


def test_the_list_of_cohorts_leads_to_the_only_one(client, world):
    sign_in(client, world.people["member"])

    response = client.get(reverse("pages:cohorts"))

    assert response.url == reverse("pages:cohort", args=[world.cohorts["meeting"].code])


def test_several_cohorts_are_listed(client, world):
    sign_in(client, world.people["facilitator"])

    response = client.get(reverse("pages:cohorts"))

    assert [cohort.pk for cohort in response.context["cohorts"]] == [
        world.cohorts["meeting"].pk,
        world.cohorts["full"].pk,
    ]


def test_without_a_cohort_the_list_says_so(client, world):
    sign_in(client, world.people["stranger"])

    assert "You are not in a cohort yet" in client.get(reverse("pages:cohorts")).text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, world, method):
    sign_in(client, world.people["member"])
    address = reverse("pages:cohort", args=[world.cohorts["meeting"].code])

    assert getattr(client, method)(address).status_code == 405
