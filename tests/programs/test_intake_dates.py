"""An intake follows its dates by the clock; visitors always find one thing to do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from programs import intake_dates
from programs.intake_dates import Act
from programs.models import IntakeState
from tests.factories import CohortFactory, CommunityFactory, IntakeFactory, ProgramFactory

pytestmark = pytest.mark.django_db

OPENS = datetime(2024, 6, 3, 0, 0, tzinfo=UTC)
CLOSES = datetime(2024, 7, 26, 7, 0, tzinfo=UTC)
A_TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("stored", [IntakeState.PLANNED, IntakeState.OPEN])
@pytest.mark.parametrize(
    ("at", "state"),
    [
        (OPENS - A_TICK, "planned"),
        (OPENS, "open"),
        (CLOSES - A_TICK, "open"),
        (CLOSES, "closed"),
    ],
)
def test_an_intake_opens_and_closes_by_the_clock(stored, at, state):
    intake = IntakeFactory.build(state=stored, program=None)

    assert intake_dates.state_at(intake, at) == state


@pytest.mark.parametrize("stored", ["closed", "reviewing", "offering", "final"])
def test_what_a_coordinator_moved_on_stays_so(stored):
    intake = IntakeFactory.build(state=stored, program=None)

    assert intake_dates.state_at(intake, OPENS) == stored
    assert not intake_dates.is_open(intake, OPENS)


def december(program, **fields):
    return IntakeFactory(
        program=program,
        name="December intake",
        **{
            "opens_at": datetime(2024, 12, 1, 22, tzinfo=UTC),
            "closes_at": datetime(2024, 12, 13, 6, tzinfo=UTC),
        }
        | fields,
    )


def test_of_two_intakes_one_is_open_and_the_other_is_next():
    august: Any = IntakeFactory()
    later = december(august.program)

    assert intake_dates.intake_now(august.program, OPENS) == august
    assert intake_dates.next_intake(august.program, OPENS) == later
    assert intake_dates.intake_now(august.program, CLOSES) is None
    assert intake_dates.next_intake(august.program, later.opens_at) is None


def test_while_an_intake_with_places_is_open_people_apply():
    intake: Any = CohortFactory().intake
    later = december(intake.program)

    call = intake_dates.call_to_action(intake.program, OPENS)

    assert (call.act, call.intake, call.closes_at) == (Act.APPLY, intake, CLOSES)
    assert (call.upcoming, call.opens_at) == (later, later.opens_at)


def test_at_the_closing_instant_people_express_interest_in_the_next():
    intake: Any = CohortFactory().intake
    later = december(intake.program)

    call = intake_dates.call_to_action(intake.program, CLOSES)

    assert (call.act, call.intake, call.closes_at) == (Act.INTEREST, intake, None)
    assert call.opens_at == later.opens_at


def test_with_nothing_planned_people_still_express_interest():
    program = ProgramFactory()

    call = intake_dates.call_to_action(program, CLOSES)

    assert (call.act, call.intake, call.upcoming) == (Act.INTEREST, None, None)


def test_an_open_intake_without_a_published_cohort_takes_interest_and_no_applications():
    intake = CohortFactory(published=False).intake

    assert intake_dates.call_to_action(intake.program, OPENS).act == Act.INTEREST


def test_a_community_without_a_cohort_in_the_open_intake_takes_interest():
    cohort = CohortFactory()
    program, other = cohort.intake.program, CommunityFactory(program=cohort.intake.program)

    assert [
        intake_dates.call_to_action(program, OPENS, community).act
        for community in (cohort.community, other)
    ] == [Act.APPLY, Act.INTEREST]


@pytest.mark.parametrize("intakes", [1, 3])
def test_the_call_to_action_is_one_query(django_assert_num_queries, intakes):
    program = ProgramFactory()
    IntakeFactory.create_batch(intakes, program=program)

    with django_assert_num_queries(1):
        intake_dates.call_to_action(program, OPENS)
