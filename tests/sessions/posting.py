"""The forms of sessions that nonsense is posted to, see tests/intakes/posting.py.

A new address that takes a POST needs a line here; tests/sessions/test_fuzz.py says which.
"""

from collections.abc import Callable
from typing import Any

from sessions.runsheets import items, live
from sessions.runsheets.items import Draft
from tests import between, planned
from tests.intakes.posting import OFFICE, Form, nowhere, of_cohort
from tests.sessions import hosted
from tests.world import World

MEETING = of_cohort("meeting")


def of_session(number: int, *rest: Any) -> Callable[[World], list[Any]]:
    return lambda world: [world.cohorts["meeting"].code, number, *rest]


def in_a_room(world: World) -> list[Any]:
    """A session that is on, and meets in a room too."""
    held = world.sessions[3]
    type(held).objects.filter(pk=held.pk).update(mode="hybrid")
    return of_session(3)(world)


def a_session(world: World) -> list[Any]:
    return [world.sessions[5].pk]


def a_schedule(world: World) -> list[Any]:
    return [world.cohorts["meeting"].schedule.pk]


def by_code(world: World) -> list[Any]:
    return [world.cohorts["meeting"].code]


def running(world: World) -> list[Any]:
    """A session that is at the second of three items."""
    session, at = world.sessions[3], world.at
    by = world.people["facilitator"].pk
    for minutes in (5, 10, 20):
        draft = Draft(kind="discussion", minutes=minutes)
        items.add(session_id=session.pk, draft=draft, by=by, at=at)
    for moves, act in enumerate(("start", "on")):
        live.do(session_id=session.pk, act=act, moves=moves, by=by, at=at)
    return of_session(3)(world)


def of_plan(make: Callable[[World], Any]) -> Callable[[World], list[Any]]:
    """What `make` makes in session 3."""
    return lambda world: [world.cohorts["meeting"].code, planned.NUMBER, make(world).pk]


def an_exercise(world: World) -> list[Any]:
    return [world.cohorts["meeting"].code, planned.an_exercise(world).pk]


LISTS = ("schedule", "session")


def hosted_at(make: Callable[[World], Any], *, numbered: bool = False) -> Callable[[World], Any]:
    """The session in a room, with what `make` makes there, and perhaps its number."""

    def at(world: World) -> list[Any]:
        made = make(world)
        rest = [made.pk] if numbered else []
        return [world.cohorts["meeting"].code, hosted.NUMBER, *rest]

    return at


ROOM = hosted_at(hosted.a_room)
TURN = hosted_at(hosted.a_turn)
GUEST = hosted_at(hosted.a_guest, numbered=True)
YOUNG = hosted_at(hosted.a_young_guest, numbered=True)
HOSTING: tuple[Form, ...] = (
    Form("sessions:host-take", "member", ROOM),
    Form("sessions:host-assign", "facilitator", ROOM),
    Form("sessions:host-give-back", "member", TURN),
    Form("sessions:venue", "member", TURN),
    Form("sessions:arrange", "facilitator", ROOM),
    Form("sessions:prepare", "facilitator", hosted_at(hosted.something_to_book)),
    Form("sessions:views", "facilitator", ROOM),
    Form("sessions:view-withdraw", "facilitator", hosted_at(hosted.a_view, numbered=True)),
    Form("sessions:guest-invite", "facilitator", ROOM),
    Form("sessions:guest-young", "facilitator", ROOM),
    Form("sessions:guest", "facilitator", GUEST),
    Form("sessions:guest-replace", "facilitator", GUEST),
    Form("sessions:guest-cancel", "facilitator", GUEST),
    Form("sessions:guest-consent", "facilitator", YOUNG),
    Form("sessions:guest-checks", "coordinator", YOUNG),
    Form("sessions:visit-decline", "guest", lambda world: [hosted.a_guest(world).pk]),
    Form("admin:cop_sessions_session_arrange", OFFICE, a_session),
)


def among_us(make: Callable[[World], Any]) -> Callable[[World], list[Any]]:
    """What `make` makes between the cohort's sessions."""
    return lambda world: [world.cohorts["meeting"].code, make(world).pk]


def a_passing(world: World) -> list[Any]:
    asked = between.asked(world)
    return [world.cohorts["meeting"].code, asked.resource_id, asked.pk]


def may_go(world: World) -> list[Any]:
    between.agreed(world)
    return among_us(between.a_link)(world)


BETWEEN: tuple[Form, ...] = (
    Form("sessions:post-write", "member", by_code),
    Form("sessions:post", "member", among_us(between.a_post), ("page",)),
    Form("sessions:post-change", "member", among_us(between.a_post)),
    Form("sessions:post-out", "facilitator", among_us(between.a_post)),
    Form("sessions:reply-change", "member", among_us(between.a_reply)),
    Form("sessions:reply-out", "member", among_us(between.a_reply)),
    Form("sessions:board-mute", "member", by_code, page="sessions:board"),
    Form("sessions:nudge", "member", nowhere),
    Form("sessions:introduction", "member", nowhere),
    Form("sessions:resource-add", "member", by_code, ("session",)),
    Form("sessions:resource-change", "member", among_us(between.a_link)),
    Form("sessions:resource-back", "member", among_us(between.a_file)),
    Form("sessions:resource-strike", "facilitator", among_us(between.a_file)),
    Form("sessions:resource-pass", "member", may_go),
    Form("sessions:resource-pass", "facilitator", may_go),
    Form("sessions:passing-agree", "member", a_passing),
    Form("sessions:passing-end", "coordinator", a_passing),
)
FORMS: tuple[Form, ...] = (
    *BETWEEN,
    *HOSTING,
    Form("sessions:join", "member", of_session(3), page="sessions:session"),
    Form("sessions:apology", "member", of_session(3), page="sessions:session"),
    Form("sessions:take-back", "member", of_session(3), page="sessions:session"),
    Form("sessions:list", "facilitator", of_session(2)),
    # Around the door.
    Form("sessions:check-in", "member", in_a_room, page="sessions:session"),
    Form("sessions:arrivals", "host", in_a_room),
    Form("sessions:poster", "facilitator", in_a_room),
    Form("sessions:taking-part", "member", of_session(3), page="sessions:session"),
    Form("sessions:ask", "member", of_session(2), page="sessions:session"),
    Form("sessions:leave-as-it-is", "facilitator", of_session(2), page="sessions:list"),
    Form("sessions:reach", "facilitator", of_session(3)),
    Form("sessions:policy", "facilitator", by_code),
    # Run-sheets, and what stays of a session.
    *(
        Form(f"sessions:runsheet-{page}", "facilitator", of_session(3))
        for page in ("setting", "template", "item-new")
    ),
    *(
        Form(f"sessions:runsheet-{act}", "facilitator", of_session(3), page="sessions:runsheet")
        for act in ("start", "order")
    ),
    Form("sessions:runsheet-exercises", "facilitator", of_session(3)),
    Form("sessions:runsheet-country", "facilitator", of_session(3)),
    Form("sessions:runsheet-put", "facilitator", of_plan(planned.an_item)),
    Form("sessions:runsheet-lead", "member", of_plan(planned.an_item)),
    Form("sessions:runsheet-withdraw", "member", of_plan(planned.a_proposal)),
    Form("sessions:runsheet-item", "facilitator", of_plan(planned.an_item)),
    Form("sessions:runsheet-answer", "facilitator", of_plan(planned.a_proposal)),
    Form("sessions:runsheet-offer", "facilitator", of_plan(planned.an_offer)),
    Form("sessions:runsheet-propose", "member", of_session(3)),
    Form("sessions:exercise-new", "facilitator", by_code),
    Form("sessions:exercise-retire", "facilitator", an_exercise),
    Form("sessions:afterwards", "facilitator", of_session(3)),
    Form("sessions:note", "facilitator", of_plan(planned.a_note)),
    Form("sessions:action", "member", of_plan(planned.an_action)),
    Form("sessions:win-out", "member", of_plan(planned.a_win)),
    Form("sessions:debrief", "facilitator", of_session(3)),
    Form("sessions:debrief-taken", "facilitator", of_plan(planned.a_debrief)),
    # The live run-sheet.
    Form("sessions:live-act", "facilitator", running, page="sessions:live"),
    Form("sessions:live-act", "facilitator", of_session(3), page="sessions:live"),
    Form("sessions:live-item", "facilitator", running, page="sessions:live"),
    Form("sessions:live-add", "facilitator", running),
    Form("sessions:calendar-address", "member", nowhere, ("seed", "turns")),
    Form("sessions:calendar-address-end", "member", nowhere),
    Form("sessions:calendar-mail", "member", nowhere, ("wanted",)),
    # The desk.
    *(Form(f"admin:cop_sessions_{name}_changelist", OFFICE, nowhere, ("q", "p")) for name in LISTS),
    Form("admin:cop_sessions_schedule_plan", OFFICE, of_cohort("forming")),
    Form("admin:cop_sessions_schedule_plan", OFFICE, MEETING),
    Form("admin:cop_sessions_schedule_meeting", OFFICE, MEETING),
    Form("admin:cop_sessions_schedule_add_session", OFFICE, MEETING),
    Form("admin:cop_sessions_session_shift", OFFICE, a_session),
    Form("admin:cop_sessions_session_split", OFFICE, a_session),
    Form("admin:cop_sessions_schedule_change", OFFICE, a_schedule),
    Form("admin:cop_sessions_session_move", OFFICE, a_session),
    Form("admin:cop_sessions_session_stand_in", OFFICE, a_session),
    Form("admin:cop_sessions_session_elsewhere", OFFICE, a_session),
    Form("admin:cop_sessions_session_call_off", OFFICE, a_session),
)
