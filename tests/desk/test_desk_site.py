"""The desk's doors, its policy, and what Today costs and shows."""

import pytest
from django.urls import reverse

from tests.factories import CohortFactory
from tests.world import DESK, PEOPLE, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.mark.parametrize("name", sorted({*PEOPLE} - {"reviewer"}))
def test_the_desk_is_for_those_who_work_there(client, world, name):
    sign_in(client, world.people[name])

    assert client.get(reverse("admin:index")).status_code == (200 if name in DESK else 404)


@pytest.mark.parametrize("page", ["admin:index", "admin:login"])
def test_a_visitor_is_led_to_the_sites_own_sign_in(client, page):
    response = client.get(reverse(page))

    assert response.url == f"{reverse('account_login')}?next={reverse('admin:index')}"


def test_no_password_opens_the_desk_by_itself(client, world):
    person = world.people["coordinator"]
    person.set_password("a long enough sentence")
    person.save(update_fields=["password"])

    client.post(
        reverse("admin:login"),
        {"username": person.email, "password": "a long enough sentence"},
    )

    assert client.get(reverse("admin:index")).status_code == 302


def test_the_desks_sign_in_is_not_there_for_others(client, world):
    sign_in(client, world.people["member"])

    assert client.get(reverse("admin:login")).status_code == 404


def policy(response):
    return dict(
        [*part.split(" ", 1), ""][:2] for part in response["Content-Security-Policy"].split("; ")
    )


def test_the_exception_for_unfold_holds_under_the_desk_alone(client, world):
    sign_in(client, world.people["coordinator"])

    desk = policy(client.get(reverse("admin:index")))
    site = policy(client.get(reverse("pages:next")))

    assert {name: (site[name], desk[name]) for name in site if site[name] != desk[name]} == {
        "script-src": ("'self'", "'self' 'unsafe-eval'"),
        "style-src": ("'self'", "'self' 'unsafe-inline'"),
    }


@pytest.mark.parametrize("path", ["/desk", "/deskew/", "/x/desk/"])
def test_addresses_like_the_desks_get_no_exception(client, path):
    assert "unsafe" not in client.get(path)["Content-Security-Policy"]


def test_today_shows_the_cohorts_of_ones_own_programs(client, world):
    sign_in(client, world.people["foreign_coordinator"])

    circles = client.get(reverse("admin:index")).context["circles"]

    assert [circle.code for circle in circles] == [world.cohorts["foreign"].code]


def test_today_counts_seats_and_says_what_the_waitlist_does(client, world):
    sign_in(client, world.people["coordinator"])

    circles = {c.code: c for c in client.get(reverse("admin:index")).context["circles"]}
    full = circles[world.cohorts["full"].code]

    assert (full.confirmed, full.held, full.free, full.waiting) == (22, 3, 0, 2)
    assert full.queue_word == "Running"


@pytest.mark.parametrize("more", [0, 3])
def test_a_cohort_nobody_waits_for_costs_today_nothing_more(
    client, world, more, django_assert_max_num_queries
):
    for _number in range(more):
        CohortFactory(intake=world.intakes["open"], community=world.communities["schools"])
    sign_in(client, world.people["coordinator"])
    client.get(reverse("admin:index"))

    with django_assert_max_num_queries(40):
        client.get(reverse("admin:index"))


def test_a_queue_costs_today_ten_questions_at_most(client, world, django_assert_max_num_queries):
    """Twelve cohorts stand on a page, so that there is an end to it."""
    sign_in(client, world.people["coordinator"])
    client.get(reverse("admin:index"))
    for name in ("forming", "meeting"):
        cohort = world.cohorts[name]
        cohort.paused_by, cohort.paused_at = world.people["coordinator"], world.at
        cohort.save(update_fields=["paused_by", "paused_at"])

    with django_assert_max_num_queries(32 + 2 * 10):
        client.get(reverse("admin:index"))


def test_titles_name_no_cohort(client, world):
    sign_in(client, world.people["coordinator"])

    text = client.get(reverse("admin:index")).text

    assert text[text.index("<title>") : text.index("</title>")].split() == [
        "<title>", "Desk", "·", "Coalesce",
    ]  # fmt: skip


def title_of(text):
    return " ".join(text[text.index("<title>") + 7 : text.index("</title>")].split())


def test_the_title_of_a_thing_is_its_kind_and_number(client, world):
    sign_in(client, world.people["coordinator"])
    cohort = world.cohorts["full"]

    text = client.get(reverse("admin:programs_cohort_change", args=[cohort.pk])).text

    assert title_of(text) == f"Cohorts {cohort.pk} · Desk · Coalesce"


@pytest.mark.parametrize("name", ["programs_cohort", "intakes_queue", "cop_sessions_session"])
def test_a_thing_of_another_program_is_not_there(client, world, name):
    sign_in(client, world.people["foreign_coordinator"])
    pk = world.sessions[3].pk if "session" in name else world.cohorts["full"].pk

    assert client.get(reverse(f"admin:{name}_change", args=[pk])).status_code == 404


@pytest.mark.parametrize("label", ["auth", "account", "mfa", "usersessions"])
def test_tables_of_libraries_are_not_at_the_desk(label):
    from django.contrib import admin

    assert [m for m in admin.site._registry if m._meta.app_label == label] == []


def test_what_is_confidential_is_not_at_the_desk():
    from django.contrib import admin

    shown = {model._meta.model_name for model in admin.site._registry}

    assert shown & {"safecontact", "accessneed", "proof", "consentrecord"} == set()
