"""The forms of sessions that nonsense is posted to, see tests/intakes/posting.py.

A new address that takes a POST needs a line here; tests/sessions/test_fuzz.py says which.
"""

from collections.abc import Callable
from typing import Any

from tests.intakes.posting import OFFICE, Form, nowhere, of_cohort
from tests.world import World

MEETING = of_cohort("meeting")


def of_session(number: int, *rest: Any) -> Callable[[World], list[Any]]:
    return lambda world: [world.cohorts["meeting"].code, number, *rest]


def a_session(world: World) -> list[Any]:
    return [world.sessions[5].pk]


def a_schedule(world: World) -> list[Any]:
    return [world.cohorts["meeting"].schedule.pk]


def by_code(world: World) -> list[Any]:
    return [world.cohorts["meeting"].code]


LISTS = ("schedule", "session")
FORMS: tuple[Form, ...] = (
    Form("sessions:join", "member", of_session(3)),
    Form("sessions:apology", "member", of_session(3)),
    Form("sessions:take-back", "member", of_session(3)),
    Form("sessions:list", "facilitator", of_session(2)),
    Form("sessions:calendar-address", "member", nowhere, ("seed", "turns")),
    Form("sessions:calendar-address-end", "member", nowhere),
    Form("sessions:calendar-mail", "member", nowhere, ("wanted",)),
    # The desk.
    *(Form(f"admin:cop_sessions_{name}_changelist", OFFICE, nowhere, ("q", "p")) for name in LISTS),
    Form("admin:cop_sessions_schedule_plan", OFFICE, of_cohort("forming")),
    Form("admin:cop_sessions_schedule_plan", OFFICE, MEETING),
    Form("admin:cop_sessions_schedule_meeting", OFFICE, MEETING),
    Form("admin:cop_sessions_schedule_change", OFFICE, a_schedule),
    Form("admin:cop_sessions_session_move", OFFICE, a_session),
    Form("admin:cop_sessions_session_call_off", OFFICE, a_session),
)
