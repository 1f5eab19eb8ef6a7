"""The set-up: what stands, what comes next, and who may do it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Invitation
from programs import set_up
from programs.models import Cohort, FacilitatorProfile, Program, Role
from tests.factories import (
    CohortFactory,
    CommunityFactory,
    IntakeFactory,
    PledgeFactory,
    ProgramFactory,
    RoleFactory,
    UserFactory,
)
from tests.world import give_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

SETUP = "/setup/"
READY = "safe-and-equal-2024-25"


@pytest.fixture
def keeper():
    user = UserFactory(is_superuser=True, is_staff=True, holds_staff_role=True)
    give_second_factor(user)
    return user


@pytest.fixture
def coordinator():
    user = UserFactory(is_staff=True, holds_staff_role=True)
    give_second_factor(user)
    return user


def text(response):
    return " ".join(response.content.decode().split())


# ------------------------------------------------- how far it has come


def test_step_by_step_from_nothing_to_published_cohorts(now, keeper):
    seen = [set_up.progress(None, now).now]
    program = ProgramFactory()

    def next_step():
        seen.append(set_up.progress(program, now).now)

    next_step()
    RoleFactory(program=program, user=keeper)
    next_step()
    community = CommunityFactory(program=program)
    next_step()
    IntakeFactory(program=program)
    next_step()
    made = set_up.open_cohorts(program_id=program.pk, by=None, at=now)
    next_step()
    cohort = Cohort.objects.get()
    RoleFactory(kind="facilitator", cohort=cohort)
    next_step()
    FacilitatorProfile.objects.create(
        user=cohort.roles.get().user, empathy="a", tension="b", knowledge="c"
    )
    PledgeFactory(community=community)
    Cohort.objects.update(published=True)
    next_step()

    assert made == 1
    assert seen == [
        "program",
        "coordinator",
        "communities",
        "intakes",
        "cohorts",
        "facilitators",
        "published",
        "",
    ]


def test_cohorts_are_opened_where_there_are_none_and_not_for_the_retired(now):
    program = ProgramFactory(places=12)
    one, two = CommunityFactory.create_batch(2, program=program)
    CommunityFactory(program=program, state="retired")
    intakes = IntakeFactory.create_batch(2, program=program)
    CohortFactory(community=one, intake=intakes[0])

    made = [set_up.open_cohorts(program_id=program.pk, by=None, at=now) for _time in range(2)]

    assert made == [3, 0]
    assert Cohort.objects.filter(community=two).count() == 2
    assert {cohort.capacity for cohort in Cohort.objects.filter(community=two)} == {12}


def test_what_an_earlier_intake_did_without_is_not_asked_for(client, now, coordinator):
    program = ProgramFactory()
    RoleFactory(program=program, user=coordinator)
    one, two = CommunityFactory.create_batch(2, program=program, name="In sport")
    past, coming = IntakeFactory.create_batch(2, program=program)
    past.opens_at, past.closes_at = now - timedelta(days=9), now
    past.save(update_fields=["opens_at", "closes_at"])
    for intake in (past, coming):
        CohortFactory(community=one, intake=intake)
    client.force_login(coordinator)

    found = set_up.progress(program, now)
    page = text(client.get(SETUP))

    assert (found.done["cohorts"], len(found.missing)) == (True, 1)
    assert coming.name.lower() in found.missing[0].lower()
    assert ("One more could be opened" in page, "<details open" in page) == (True, False)
    assert set_up.open_cohorts(program_id=program.pk, by=None, at=now) == 1
    assert two.cohorts.get().intake == coming


# ------------------------------------------------- who may


def test_who_neither_keeps_the_site_nor_coordinates_finds_nothing(client):
    client.force_login(UserFactory())
    paths = ("load_ready_made", "coordinate", "open_cohorts", "invite", "publish")

    seen = [client.get(SETUP)] + [client.post(reverse(f"programs:{name}")) for name in paths]

    assert [response.status_code for response in seen] == [404] * 6


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(SETUP).status_code == 302


def test_loading_and_coordinating_is_for_who_keeps_the_site(client, coordinator):
    program = ProgramFactory()
    RoleFactory(program=program, user=coordinator)
    client.force_login(coordinator)

    seen = [
        client.post(reverse("programs:load_ready_made"), {"name": READY}),
        client.post(reverse("programs:coordinate"), {"program": program.pk}),
    ]

    assert [response.status_code for response in seen] == [404, 404]
    assert Program.objects.count() == 1


@pytest.mark.parametrize("wanted", ["foreign", "0", "x", "9" * 400, "-1"])
def test_a_foreign_program_is_not_there(client, coordinator, wanted):
    mine, foreign = ProgramFactory(), ProgramFactory()
    RoleFactory(program=mine, user=coordinator)
    client.force_login(coordinator)
    posted = foreign.pk if wanted == "foreign" else wanted

    page = client.get(SETUP, {"program": posted})
    act = client.post(reverse("programs:open_cohorts"), {"program": posted})

    readable = str(posted).isdecimal() and len(str(posted)) < 18
    assert (page.status_code, act.status_code) == (404 if readable else 200, 404)


@pytest.mark.parametrize("name", ["invite", "publish"])
@pytest.mark.parametrize("code", ["foreign", "nothing", "", "a\0b", "x" * 1_000_000])
def test_a_foreign_cohort_is_not_there(client, coordinator, name, code):
    RoleFactory(program=ProgramFactory(), user=coordinator)
    foreign = CohortFactory(published=False)
    client.force_login(coordinator)

    response = client.post(
        reverse(f"programs:{name}"),
        {"cohort": foreign.code if code == "foreign" else code, "email": "a@example.org"},
    )

    assert response.status_code == 404
    assert (Invitation.objects.count(), Cohort.objects.filter(published=True).count()) == (0, 0)


# ------------------------------------------------- acts


def test_the_ready_made_program_is_loaded_and_coordinated(client, keeper):
    client.force_login(keeper)

    for _time in range(2):  # pressed twice
        response = client.post(reverse("programs:load_ready_made"), {"name": READY}, follow=True)

    program = Program.objects.get()
    assert (program.slug, Cohort.objects.count()) == (READY, 10)
    assert [role.program for role in Role.objects.filter(user=keeper)] == [program]
    assert response.context["progress"].now == "facilitators"


@pytest.mark.parametrize("name", ["", "nothing", "../settings", "a\0b"])
def test_a_program_that_does_not_come_with_the_house_is_not_loaded(client, keeper, name):
    client.force_login(keeper)

    response = client.post(reverse("programs:load_ready_made"), {"name": name}, follow=True)

    assert "Please choose one of the programs." in text(response)
    assert Program.objects.count() == 0


def test_who_keeps_the_site_can_coordinate_a_program(client, keeper):
    program = ProgramFactory()
    client.force_login(keeper)

    for _time in range(2):
        client.post(reverse("programs:coordinate"), {"program": program.pk})

    assert Role.objects.get(user=keeper).program == program


def test_a_facilitator_is_invited_to_a_cohort(client, coordinator):
    cohort = CohortFactory(published=False, facilitator=False)
    RoleFactory(program=cohort.intake.program, user=coordinator)
    client.force_login(coordinator)
    asked = {"cohort": cohort.code, "email": "fern@example.org"}

    for _time in range(2):
        response = client.post(reverse("programs:invite"), asked, follow=True)

    assert Invitation.objects.get().payload["cohort"] == cohort.pk
    assert "Invited: fern@example.org" in text(response)


def test_an_address_that_is_none_stays_to_be_corrected(client, coordinator):
    cohort = CohortFactory(published=False, facilitator=False)
    CohortFactory(published=False, facilitator=False, intake=cohort.intake)
    RoleFactory(program=cohort.intake.program, user=coordinator)
    client.force_login(coordinator)

    response = client.post(reverse("programs:invite"), {"cohort": cohort.code, "email": "fern@"})

    assert text(response).count('value="fern@"') == 1
    assert Invitation.objects.count() == 0


def test_a_cohort_with_all_it_needs_is_published(client, coordinator):
    cohort = CohortFactory(published=False)
    RoleFactory(program=cohort.intake.program, user=coordinator)
    client.force_login(coordinator)

    client.post(reverse("programs:publish"), {"cohort": cohort.code})

    cohort.refresh_from_db()
    assert cohort.published


def test_a_cohort_without_a_facilitator_says_why_it_is_not_published(client, coordinator):
    cohort = CohortFactory(published=False, facilitator=False)
    RoleFactory(program=cohort.intake.program, user=coordinator)
    client.force_login(coordinator)

    response = client.post(reverse("programs:publish"), {"cohort": cohort.code}, follow=True)

    assert "This cohort has no facilitator yet." in text(response)


@pytest.mark.parametrize("cohorts", [1, 3])
def test_the_set_up_costs_the_same_with_more_cohorts(cohorts, now, django_assert_num_queries):
    program = ProgramFactory()
    intake = IntakeFactory(program=program)
    for _number in range(cohorts):
        CohortFactory(intake=intake, community=CommunityFactory(program=program), published=False)

    with django_assert_num_queries(10):
        progress = set_up.progress(program, now)
        names = [(one.community.name, one.intake.name, one.invited) for one in progress.waiting]

    assert len(names) == cohorts
