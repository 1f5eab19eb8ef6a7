"""Programs, intakes' dates, communities, cohorts, seats, memberships, roles, grants."""

from programs.models.calendar import Break, CalendarDay, DayKind
from programs.models.cohort import Cohort, CohortState, Grant, Seat, SeatState
from programs.models.people import (
    FacilitatorProfile,
    Membership,
    MembershipState,
    Role,
    RoleKind,
)
from programs.models.program import (
    Community,
    CommunityState,
    Funder,
    Intake,
    IntakeState,
    Pledge,
    Program,
    ProgramState,
)

__all__ = [
    "Break",
    "CalendarDay",
    "Cohort",
    "CohortState",
    "Community",
    "CommunityState",
    "DayKind",
    "FacilitatorProfile",
    "Funder",
    "Grant",
    "Intake",
    "IntakeState",
    "Membership",
    "MembershipState",
    "Pledge",
    "Program",
    "ProgramState",
    "Role",
    "RoleKind",
    "Seat",
    "SeatState",
]
