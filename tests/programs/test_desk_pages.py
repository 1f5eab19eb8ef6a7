"""Programs at the desk: one's own rows alone, states that stand still, acts that ask once."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.models import Invitation
from audit.models import Entry
from programs import roles
from programs.models import (
    Break,
    Cohort,
    Community,
    MembershipState,
    Program,
    Role,
    Seat,
)
from tests.factories import (
    CohortFactory,
    CommunityFactory,
    FacilitatorProfile,
    IntakeFactory,
    MembershipFactory,
    ProgramFactory,
    UserFactory,
)
from tests.reading import headings
from tests.world import give_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

KINDS = (
    "program",
    "community",
    "intake",
    "cohort",
    "membership",
    "role",
    "facilitatorprofile",
)


def page(kind, name, *args):
    return reverse(f"admin:programs_{kind}_{name}", args=args)


def at_desk(client, program, now, **fields):
    user = UserFactory(**fields)
    give_second_factor(user)
    if not user.is_superuser:
        roles.grant(user_id=user.pk, kind="coordinator", program_id=program.pk, by=None, at=now)
        user.refresh_from_db()
    client.force_login(user)
    return user


@pytest.fixture
def things():
    """One of each kind, of one program."""
    membership = MembershipFactory()
    cohort = membership.cohort
    return {
        "program": cohort.intake.program,
        "community": cohort.community,
        "intake": cohort.intake,
        "cohort": cohort,
        "membership": membership,
        "role": cohort.roles.get(),
        "facilitatorprofile": FacilitatorProfile.objects.get(user=cohort.roles.get().user),
    }


@pytest.fixture
def coordinator(client, things, now):
    return at_desk(client, things["program"], now)


@pytest.fixture
def keeper(client, now):
    return at_desk(client, None, now, is_superuser=True, is_staff=True, holds_staff_role=True)


# ------------------------------------------------- doors


@pytest.mark.parametrize("kind", KINDS)
def test_coordinators_see_what_is_their_programs(client, coordinator, things, kind):
    one = client.get(page(kind, "change", things[kind].pk))
    listed = client.get(page(kind, "changelist"))

    assert (one.status_code, listed.status_code) == (200, 200)
    assert things[kind] in listed.context["cl"].result_list


@pytest.mark.parametrize("kind", KINDS)
def test_another_programs_rows_are_not_there(client, things, kind, now):
    at_desk(client, ProgramFactory(), now)

    one = client.get(page(kind, "change", things[kind].pk))
    listed = client.get(page(kind, "changelist"))

    assert (one.status_code, things[kind] in listed.context["cl"].result_list) == (404, False)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_deleted_at_the_desk(client, keeper, things, kind):
    assert client.post(page(kind, "delete", things[kind].pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("kind", ["cohort", "membership", "role", "facilitatorprofile"])
def test_what_rules_make_is_not_added_by_a_form(client, keeper, kind):
    assert client.get(page(kind, "add")).status_code == 403


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("program", "move"),
        ("community", "move"),
        ("community", "new_pledge"),
        ("intake", "move"),
        ("cohort", "publish"),
        ("cohort", "change_places"),
        ("cohort", "add_extra_place"),
        ("cohort", "move"),
        ("membership", "suspend"),
        ("membership", "remove"),
        ("role", "end"),
    ],
)
def test_opening_the_page_of_an_act_changes_nothing_and_foreigners_find_none(
    client, things, now, kind, act
):
    path = page(kind, act, things[kind].pk)
    at_desk(client, things["program"], now)
    entries = Entry.objects.count()
    mine = client.get(path)
    after = Entry.objects.count()
    at_desk(client, ProgramFactory(), now)

    foreign = [client.get(path), client.post(path, {"reason": "mine now"})]

    assert (mine.status_code, entries) == (200, after)
    assert headings(mine) == [str(mine.context["title"])]
    assert [response.status_code for response in foreign] == [404, 404]


# ------------------------------------------------- programs


def program_form(**more):
    inlines = {
        f"{prefix}-{name}": "0"
        for prefix in ("funders", "breaks", "calendar_days")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return (
        {
            "name": "Together",
            "year": "2025-26",
            "slug": "together-2025-26",
            "organisation": "An organisation",
            "starts_on": "2025-07-01",
            "ends_on": "2026-06-30",
            "time_zone": "Australia/Melbourne",
            "holiday_country": "AU",
            "holiday_region": "VIC",
            "places": "25",
            "session_count": "8",
            "session_minutes": "120",
        }
        | inlines
        | more
    )


def test_who_describes_a_program_coordinates_it(client, keeper):
    response = client.post(page("program", "add"), program_form())

    program = Program.objects.get()
    assert (response.status_code, program.state) == (302, "planned")
    assert Role.objects.get(user=keeper).program == program
    assert Entry.objects.about(program).get().verb == "program.added"


def test_coordinators_change_their_program_and_make_no_other(client, coordinator, things):
    program = things["program"]
    form = program_form(
        name="Renamed",
        **{
            "breaks-TOTAL_FORMS": "1",
            "breaks-0-name": "Winter",
            "breaks-0-first": "2025-07-05",
            "breaks-0-last": "2025-07-12",
        },
    )

    added = client.post(page("program", "add"), form)
    changed = client.post(page("program", "change", program.pk), form)

    program.refresh_from_db()
    assert (added.status_code, changed.status_code, program.name) == (403, 302, "Renamed")
    assert Break.objects.get().first == date(2025, 7, 5)
    assert Entry.objects.about(program).filter(verb="program.changed").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time_zone": "Australia/Atlantis"}, "no time zone we know"),
        ({"holiday_region": "XYZ"}, "No holidays are known for this region."),
        ({"ends_on": "2025-06-30"}, "The last day lies before the first."),
        ({"places": "201"}, "Between 1 and 200 places"),
        ({"slug": "a b"}, "valid “slug”"),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        ({"state": "running"}, None),  # read-only: not heard
    ],
)
def test_a_program_that_makes_no_sense_is_asked_for_again(client, keeper, wrong, said):
    response = client.post(page("program", "add"), program_form(**wrong))

    if said is None:
        assert Program.objects.get().state == "planned"
    else:
        assert said in response.content.decode()
        assert Program.objects.count() == 0


def test_a_community_cannot_take_the_address_of_another_page(client, coordinator, things):
    response = client.post(
        page("community", "add"),
        {
            "program": things["program"].pk,
            "name": "Apply",
            "slug": "apply",
            "order": "1",
            "audience": "a",
            "purpose": "p",
            "pledges-TOTAL_FORMS": "0",
            "pledges-INITIAL_FORMS": "0",
        },
    )

    assert "is the address of another page" in response.content.decode()
    assert Community.objects.filter(slug="apply").count() == 0


def test_a_community_or_intake_of_another_program_cannot_be_made(client, coordinator):
    foreign = ProgramFactory()

    response = client.post(page("community", "add"), {"program": foreign.pk, "name": "x"})

    assert "program" in response.context["adminform"].form.errors
    assert foreign.communities.count() == 0


def test_a_community_is_published_by_moving_it(client, coordinator, things):
    community = CommunityFactory(program=things["program"], state="draft")

    client.post(page("community", "move", community.pk), {"to": "published", "reason": ""})

    community.refresh_from_db()
    assert community.state == "published"


def test_where_no_way_leads_it_stays(client, coordinator, things):
    response = client.post(page("community", "move", things["community"].pk), {"to": "nowhere"})

    assert "to" in response.context["form"].errors


def test_a_moment_is_typed_in_ones_own_zone_and_the_page_says_which(client, coordinator, things):
    coordinator.time_zone = "Australia/Perth"
    coordinator.save(update_fields=["time_zone"])
    intake = things["intake"]

    shown = client.get(page("intake", "change", intake.pk)).content.decode()

    there = intake.closes_at.astimezone(ZoneInfo("Australia/Perth"))
    assert shown.count("In Perth time.") == 2
    assert f'name="closes_at_1" value="{there:%H:%M:%S}"' in shown


def test_a_new_pledge_is_a_new_version(client, coordinator, things):
    words = {"purpose": "To learn more", "pledge": "I stay"}

    client.post(page("community", "new_pledge", things["community"].pk), words)

    newest = things["community"].pledges.order_by("-version").first()
    assert (newest.version, newest.pledge) == (2, "I stay")


# ------------------------------------------------- cohorts


def test_a_cohort_is_opened_with_its_seats(client, coordinator, things):
    client.post(
        reverse("admin:programs_cohort_open_one"),
        {
            "community": things["community"].pk,
            "intake": things["intake"].pk,
            "name": "Second",
            "capacity": "12",
        },
    )

    cohort = Cohort.objects.get(name="Second")
    assert (cohort.seats.count(), cohort.published) == (12, False)


@pytest.mark.parametrize("foreign", ["community", "intake"])
def test_a_cohort_of_another_program_cannot_be_opened(client, coordinator, things, foreign):
    other = CommunityFactory() if foreign == "community" else IntakeFactory()
    form = {"community": things["community"].pk, "intake": things["intake"].pk}

    response = client.post(
        reverse("admin:programs_cohort_open_one"),
        form | {foreign: other.pk, "name": "Second", "capacity": "12"},
    )

    assert foreign in response.context["form"].errors
    assert Cohort.objects.count() == 1


def test_what_rules_decide_about_a_cohort_is_not_heard_from_a_form(client, coordinator, things):
    cohort = things["cohort"]
    form = {
        "name": "Renamed",
        "window_first": "2024-08-01",
        "window_last": "2025-05-31",
        "time_zone": "Australia/Melbourne",
        "capacity": "3",
        "published": "",
        "state": "closed",
        "community": CommunityFactory().pk,
    }

    client.post(page("cohort", "change", cohort.pk), form)

    after = Cohort.objects.get(pk=cohort.pk)
    assert (after.name, after.window_last) == ("Renamed", date(2025, 5, 31))
    assert (after.capacity, after.published, after.state, after.community) == (
        25,
        True,
        "forming",
        cohort.community,
    )


def test_places_are_changed_with_a_reason(client, coordinator, things):
    cohort = things["cohort"]

    response = client.post(
        page("cohort", "change_places", cohort.pk), {"capacity": "20", "reason": "smaller room"}
    )

    cohort.refresh_from_db()
    assert (response.status_code, cohort.capacity, cohort.seats.count()) == (302, 20, 20)
    assert Entry.objects.get(verb="cohort.capacity_changed").reason.text == "smaller room"


@pytest.mark.parametrize(
    "typed",
    [
        {"capacity": "20", "reason": ""},
        {"capacity": "20", "reason": "   "},
        {"capacity": "20", "reason": "a\0b"},
        {"capacity": "20", "reason": "x" * 1_000_000},
        {"capacity": "9" * 400, "reason": "why not"},
        {"capacity": "x", "reason": "why not"},
        {},
    ],
    ids=lambda typed: str(typed)[:30],
)
def test_what_could_not_be_read_stays_to_be_corrected(client, coordinator, things, typed):
    response = client.post(page("cohort", "change_places", things["cohort"].pk), typed)

    assert (response.status_code, bool(response.context["form"].errors)) == (200, True)
    assert Cohort.objects.get().capacity == 25


def test_a_refusal_stands_in_the_form_with_what_was_typed(client, coordinator, things):
    cohort = things["cohort"]
    cohort.seats.filter(number=1).update(state="held", holder=UserFactory())
    cohort.seats.filter(number=2).update(state="held", holder=UserFactory())

    response = client.post(
        page("cohort", "change_places", cohort.pk), {"capacity": "1", "reason": "smaller room"}
    )

    said = response.content.decode()
    assert "2 places are held, so there can&#x27;t be fewer than that." in said
    assert "smaller room" in said


def test_an_extra_place_is_added_with_a_reason(client, coordinator, things):
    client.post(page("cohort", "add_extra_place", things["cohort"].pk), {"reason": "in training"})

    assert things["cohort"].seats.get(number=26).extra_reason == "in training"


def test_a_cohort_is_published_or_says_what_it_needs(client, coordinator, things):
    ready = CohortFactory(intake=things["intake"], published=False)
    alone = CohortFactory(intake=things["intake"], published=False, facilitator=False)

    seen = [client.post(page("cohort", "publish", one.pk)).status_code for one in (ready, alone)]

    assert seen == [302, 200]
    assert [Cohort.objects.get(pk=one.pk).published for one in (ready, alone)] == [True, False]


def test_a_cohort_leads_to_all_that_is_done_with_it(client, coordinator, things):
    cohort = things["cohort"]
    Seat.objects.filter(cohort=cohort, number=1).update(
        state="confirmed", holder=things["membership"].user
    )

    said = client.get(page("cohort", "change", cohort.pk)).content.decode()

    ways = [
        reverse("admin:intakes_queue_change", args=[cohort.pk]),
        reverse("admin:intakes_compose", args=[cohort.pk]),
        f"{reverse('admin:message')}?members={cohort.pk}",
        reverse("admin:cop_sessions_schedule_plan", args=[cohort.pk]),
    ]
    assert [way for way in ways if f'href="{way}"' not in said] == []


def test_a_cohort_shows_its_circle_and_what_was_done_in_it(client, coordinator, things, now):
    client.post(page("cohort", "add_extra_place", things["cohort"].pk), {"reason": "in training"})

    said = client.get(page("cohort", "change", things["cohort"].pk)).content.decode()

    assert "26 seats free" in said
    assert "in training" in said


# ------------------------------------------------- people


@pytest.mark.parametrize(
    ("act", "state"), [("suspend", MembershipState.SUSPENDED), ("remove", MembershipState.REMOVED)]
)
def test_a_member_is_excluded_with_a_reason(client, coordinator, things, act, state):
    path = page("membership", act, things["membership"].pk)

    client.post(path, {"reason": ""})
    things["membership"].refresh_from_db()
    before = things["membership"].state
    client.post(path, {"reason": "harm to others"})
    things["membership"].refresh_from_db()

    assert (before, things["membership"].state) == (MembershipState.ACTIVE, state)


def test_who_is_gone_already_is_said_so(client, coordinator, things):
    path = page("membership", "remove", things["membership"].pk)
    things["membership"].left_at = things["membership"].joined_at
    things["membership"].state = MembershipState.WITHDRAWN
    things["membership"].save()

    response = client.post(path, {"reason": "harm to others"})

    assert "This person is no member any more." in response.content.decode()


def give(client, **typed):
    return client.post(reverse("admin:programs_role_grant"), typed, follow=True)


def test_a_role_is_given_to_who_is_known_and_offered_to_who_is_not(client, coordinator, things):
    known = UserFactory(email="known@example.org")
    cohort = things["cohort"].pk

    give(client, email="KNOWN@example.org", kind="host", cohort=cohort)
    give(client, email="new@example.org", kind="host", cohort=cohort)

    assert [*known.roles.values_list("kind", "cohort")] == [("host", cohort)]
    assert Invitation.objects.get().email == "new@example.org"


def test_a_role_for_a_time_ends_at_midnight_after_its_last_day(client, coordinator, things):
    known = UserFactory()

    give(client, email=known.email, kind="guest", cohort=things["cohort"].pk, last_day="2024-08-14")

    # 14:00 UTC is midnight in Melbourne.
    assert known.roles.get().until.isoformat() == "2024-08-14T14:00:00+00:00"


@pytest.mark.parametrize("where", ["program", "cohort"])
def test_a_role_in_another_program_cannot_be_given(client, coordinator, where):
    foreign = CohortFactory(facilitator=False)
    place = foreign.intake.program if where == "program" else foreign
    kind = "coordinator" if where == "program" else "host"

    response = give(client, email="new@example.org", kind=kind, **{where: place.pk})

    assert where in response.context["form"].errors
    assert (Invitation.objects.count(), foreign.roles.count()) == (0, 0)


def test_a_role_without_its_place_is_refused_in_words(client, coordinator):
    response = give(client, email=UserFactory().email, kind="coordinator")

    assert "This role belongs to a program" in response.content.decode()


def test_a_role_is_ended_with_a_reason(client, coordinator, things):
    client.post(page("role", "end", things["role"].pk), {"reason": "moved away"})

    things["role"].refresh_from_db()
    assert things["role"].until is not None
    assert Entry.objects.get(verb="role.ended.facilitator").reason.text == "moved away"


def test_the_end_of_ones_own_role_closes_the_desk(client, coordinator):
    client.post(page("role", "end", coordinator.roles.get().pk), {"reason": "handing over"})

    assert client.get(reverse("admin:index")).status_code == 404


def test_profiles_are_read_and_not_written_at_the_desk(client, coordinator, things):
    profile = things["facilitatorprofile"]

    client.post(page("facilitatorprofile", "change", profile.pk), {"empathy": "none"})

    profile.refresh_from_db()
    assert profile.empathy == "yes"


# ------------------------------------------------- cost


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_costs_the_same_with_one_row_and_with_three(client, coordinator, things, kind):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for _more in range(2):
        client.get(page(kind, "changelist"))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(kind, "changelist"))
        costs.append(len(queries))
        for _number in range(2):
            cohort = CohortFactory(intake=things["intake"])
            IntakeFactory(program=things["program"])
            MembershipFactory(cohort=cohort)

    assert costs[0] == costs[1]
