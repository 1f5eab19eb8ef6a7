"""Public pages: what they say, in the same number of queries whatever the numbers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from programs.models import CommunityState, Funder, ProgramState
from tests.factories import CohortFactory, CommunityFactory, IntakeFactory, ProgramFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

CLOSES = datetime(2024, 7, 26, 7, 0, tzinfo=UTC)


def program_page(program):
    return reverse("programs:program", kwargs={"slug": program.slug})


def community_page(community):
    return reverse(
        "programs:community",
        kwargs={"slug": community.program.slug, "community": community.slug},
    )


def text(response):
    return " ".join(response.content.decode().split())


# ------------------------------------------------- doors


@pytest.mark.parametrize("state", ["planned", "reported", "archived"])
def test_only_running_programs_are_shown(client, state):
    community = CommunityFactory(program__state=state)

    seen = [client.get(page(o)).status_code for page, o in (
        (program_page, community.program), (community_page, community))]  # fmt: skip

    assert seen == [404, 404]


@pytest.mark.parametrize("state", [CommunityState.DRAFT, CommunityState.RETIRED])
def test_only_published_communities_are_shown(client, state):
    community = CommunityFactory(state=state)

    assert client.get(community_page(community)).status_code == 404
    assert community.name not in text(client.get(program_page(community.program)))


def test_a_community_stands_under_its_own_program_alone(client):
    community, other = CommunityFactory(), ProgramFactory()

    path = reverse("programs:community", args=[other.slug, community.slug])

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/programs/nothing/", "/programs/a/b/", "/programs/%00/"])
def test_there_is_nothing_where_nothing_is(client, path):
    assert client.get(path).status_code == 404


def test_pages_are_read_and_nothing_is_sent_to_them(client):
    community = CommunityFactory()
    paths = (reverse("programs:programs"), program_page(community.program))

    assert [client.post(path).status_code for path in (*paths, community_page(community))] == [
        405
    ] * 3


# ------------------------------------------------- words


def test_a_program_says_what_it_costs_who_funds_it_and_whom_to_ask(client):
    program = ProgramFactory(
        cost="Nothing: it is free.",
        funding_program="A fund",
        eligible_region="Practitioners in Victoria",
        meeting_format="Mostly online.",
        approach_url="https://example.org/guide",
        training_url="https://example.org/training",
    )
    Funder.objects.create(program=program, name="A department")

    said = text(client.get(program_page(program)))

    for words in (
        "Nothing: it is free.",
        "A fund",
        "A department",
        "Practitioners in Victoria",
        "8 sessions of 2 hours each. Mostly online.",
        "At most 25 in a cohort",
        "https://example.org/guide",
        "https://example.org/training",
        "The team",
        "mailto:team@example.org",
    ):
        assert words in said


def test_a_community_says_who_it_is_for_what_it_gives_and_what_it_needs(client):
    community = CommunityFactory(
        audience="People in schools", purpose="To learn", outcomes="One\nTwo", prerequisites=""
    )

    said = text(client.get(community_page(community)))

    for words in (
        "<p>People in schools</p>",
        "<p>To learn</p>",
        "<li>One</li><li>Two</li>",
        "No earlier training is needed.",
    ):
        assert words in said


def test_words_are_never_taken_for_markup(client):
    community = CommunityFactory(name="<b>bold</b>", audience="<script>alert(1)</script>")

    said = text(client.get(community_page(community)))

    assert "<script>alert" not in said
    assert "<b>bold" not in said


# ------------------------------------------------- one thing to do


def test_an_open_intake_with_places_takes_applications(client):
    cohort = CohortFactory(intake__decide_by=date(2024, 8, 2))

    said = text(client.get(community_page(cohort.community)))

    assert "Applications are open" in said
    assert "Fri 26 July 2024, 5:00 pm Melbourne time" in said
    assert "Say that you are interested" not in said


def test_an_open_intake_without_places_says_so_and_asks_for_interest(client):
    cohort = CohortFactory(published=False)

    said = text(client.get(community_page(cohort.community)))

    assert "The August intake takes applications, but has no places here yet." in said
    assert "No date is set" not in said
    assert "Say that you are interested" in said


def test_at_the_closing_instant_the_page_asks_for_interest(client, frozen):
    cohort = CohortFactory()
    frozen.move_to(CLOSES)

    said = text(client.get(community_page(cohort.community)))

    assert "Applications are closed for the August intake." in said
    assert "No date is set for the next intake yet." in said


def test_with_a_next_intake_the_page_says_when_it_opens(client, frozen):
    cohort = CohortFactory()
    IntakeFactory(
        program=cohort.intake.program,
        name="December intake",
        opens_at=datetime(2024, 12, 1, 22, tzinfo=UTC),
        closes_at=datetime(2024, 12, 13, 6, tzinfo=UTC),
    )
    frozen.move_to(CLOSES + timedelta(days=1))

    said = text(client.get(program_page(cohort.intake.program)))

    assert "The next to open is the December intake, on" in said
    assert "Mon 2 December 2024, 9:00 am Melbourne time" in said


# ------------------------------------------------- lists


def test_one_running_program_is_where_the_list_leads(client):
    program = ProgramFactory()
    ProgramFactory(state=ProgramState.ARCHIVED)

    assert client.get(reverse("programs:programs")).url == program_page(program)


def test_with_nothing_on_offer_the_list_says_so(client):
    assert "Nothing is on offer just now" in text(client.get(reverse("programs:programs")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_programs_asks_three_queries(client, count, django_assert_num_queries):
    for cohort in CohortFactory.create_batch(count):
        CommunityFactory(program=cohort.intake.program)
    ProgramFactory()

    with django_assert_num_queries(3):
        client.get(reverse("programs:programs"))


@pytest.mark.parametrize("count", [1, 3, 500])
def test_a_programs_page_asks_five_queries(client, count, django_assert_num_queries):
    program = ProgramFactory()
    CommunityFactory.create_batch(count, program=program)
    IntakeFactory.create_batch(min(count, 3), program=program)

    with django_assert_num_queries(5):
        response = client.get(program_page(program))

    assert len(response.context["page"].object_list) == min(count, 24)


@pytest.mark.parametrize("count", [1, 3])
def test_a_communitys_page_asks_three_queries(client, count, django_assert_num_queries):
    community = CommunityFactory()
    CommunityFactory.create_batch(count, program=community.program)
    IntakeFactory.create_batch(count, program=community.program)

    with django_assert_num_queries(3):
        client.get(community_page(community))


@pytest.mark.parametrize("page", ["2", "0", "-1", "99999999999999999999", "x", "1e9", ""])
def test_any_page_number_leads_to_a_page(client, page):
    program = ProgramFactory()
    CommunityFactory.create_batch(30, program=program)

    assert client.get(program_page(program), {"page": page}).status_code == 200
