"""A cohort that meets on the dates of worked example 1, and whoever a test needs in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from accounts.models import User
from programs.models import Break, Cohort, RoleKind
from sessions import schedules
from sessions.models import Session
from sessions.plans import Inputs
from tests.factories import CohortFactory, MembershipFactory, RoleFactory, UserFactory

# Long before the first session; and the 15 minutes before it, to the minute, in UTC.
JULY = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)
EXAMPLE_1 = Inputs(first_day=date(2024, 8, 14), start=time(10))


@dataclass
class Room:
    """A cohort with its eight sessions and people."""

    cohort: Cohort
    coordinator: User
    facilitator: User
    member: User
    sessions: list[Session]

    def session(self, number: int) -> Session:
        """The session of that number, read afresh."""
        return self.cohort.sessions.get(number=number)


@pytest.fixture
def cohort(db):
    made = CohortFactory()
    Break.objects.create(
        program=made.intake.program,
        name="Summer break",
        first=date(2024, 12, 1),
        last=date(2025, 1, 31),
    )
    return made


@pytest.fixture
def coordinator(cohort):
    user = UserFactory(is_staff=True, holds_staff_role=True, display_name="Coordinator")
    RoleFactory(user=user, kind=RoleKind.COORDINATOR, program=cohort.intake.program)
    return user


@pytest.fixture
def room(cohort, coordinator):
    facilitator = cohort.roles.get(kind=RoleKind.FACILITATOR).user
    member = MembershipFactory(cohort=cohort, user__display_name="Ari").user
    sessions = schedules.publish(cohort_id=cohort.pk, by=coordinator.pk, at=JULY, inputs=EXAMPLE_1)
    return Room(cohort, coordinator, facilitator, member, sessions)
