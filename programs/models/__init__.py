"""Programs, intakes' dates, communities, cohorts, seats, memberships, roles, grants."""

from programs.models.calendar import Break, CalendarDay, DayKind, SchoolTerm
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
from programs.models.reminders import ReminderRule

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
    "ReminderRule",
    "Role",
    "RoleKind",
    "SchoolTerm",
    "Seat",
    "SeatState",
]
