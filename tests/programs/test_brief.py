"""The page for managers: public, honest about what stays in the room, and fit to print."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from programs import brief
from programs.models import ProgramState
from tests.factories import CohortFactory, CommunityFactory, IntakeFactory, ProgramFactory

AT = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def program():
    found = ProgramFactory(slug="here", cost="Nothing", session_count=8, session_minutes=120)
    intake = IntakeFactory(program=found)
    CohortFactory(
        intake=intake, community=CommunityFactory(program=found, name="Meeting resistance")
    )
    return found


def test_it_says_hours_dates_cost_and_whom_to_ask(program):
    assert brief.of(program, AT).facts == (
        ("Hours", "8 sessions of 2 hours each, 16 hours in all."),
        ("August intake", "Sessions from 1 August 2024 to 30 November 2024."),
        ("Cost", "Nothing"),
        ("Who runs it", "An organisation"),
        ("Whom to ask", "The team, team@example.org"),
    )


def test_one_session_and_half_hours_read_well():
    program = ProgramFactory.build(session_count=1, session_minutes=90)

    assert brief.hours(program) == "1 session of 1.5 hours."


def test_it_names_no_community(client, program):
    page = client.get(reverse("programs:brief", args=["here"])).content.decode()

    assert "What we never tell you" in page
    assert "Meeting resistance" not in page


def test_the_printed_page_is_one_tagged_sheet(client, program):
    answer = client.get(reverse("programs:brief_pdf", args=["here"]))

    assert answer["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in answer.content
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") <= 1


def test_a_community_leads_to_it(client, program):
    community = program.communities.get()
    page = client.get(reverse("programs:community", args=["here", community.slug]))

    assert reverse("programs:brief", args=["here"]) in page.content.decode()


@pytest.mark.parametrize("name", ["programs:brief", "programs:brief_pdf"])
def test_of_a_program_that_does_not_run_there_is_nothing(client, program, name):
    program.state = ProgramState.PLANNED
    program.save(update_fields=["state"])

    assert client.get(reverse(name, args=["here"])).status_code == 404


def test_the_page_takes_few_queries(client, program, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get(reverse("programs:brief", args=["here"]))
