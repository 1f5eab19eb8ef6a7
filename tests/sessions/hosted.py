"""In the cohort that meets: its fifth session in a room, with what stands around it.

Each makes what it answers with, and is taken back with the request.
"""

from datetime import time, timedelta

from programs import grants
from sessions.hosting import relayed, turns
from sessions.hosting.guests import Brief
from sessions.hosting.relayed import View
from sessions.models import (
    Adjustment,
    AdjustmentKind,
    GuestVisit,
    HostTurn,
    RelayedView,
    Session,
    VisitState,
)
from tests.world import World

NUMBER = 5
AGREED = (
    (grants.FORMAT, grants.HYBRID),
    (grants.GUESTS, grants.GROWN_UP),
    (grants.GUESTS, grants.UNDER_18),
)
BRIEF = Brief(
    topic="How a policy came to be",
    starts=time(11),
    minutes=30,
    way_in="Ring at the second door.",
    expected="Fifteen minutes, then questions.",
    call_name="Robin Facilitator",
    call_phone="03 5550 1234",
)


def a_room(world: World) -> Session:
    """The session, both in a room and online; the cohort has agreed to that and to guests."""
    for matter, value in AGREED:
        grants.record(
            cohort_id=world.cohorts["meeting"].pk,
            matter=matter,
            value=value,
            words="As we said.",
            by=world.people["coordinator"].pk,
            at=world.at - timedelta(days=3),
        )
    Session.objects.filter(pk=world.sessions[NUMBER].pk).update(mode="hybrid")
    return Session.objects.get(pk=world.sessions[NUMBER].pk)


def a_turn(world: World) -> HostTurn:
    """The member hosts it."""
    session = a_room(world)
    return turns.take(session_id=session.pk, user_id=world.people["member"].pk, at=world.at)


def a_guest(world: World) -> GuestVisit:
    """Somebody who comes to it."""
    return _visit(
        world,
        name="Robin Guest",
        email="guest@example.org",
        user=world.people["guest"],
        state=VisitState.COMING,
        settled_at=world.at,
    )


def a_young_guest(world: World) -> GuestVisit:
    """Somebody under 18, being prepared."""
    return _visit(
        world,
        under_18=True,
        supporter_name="Robin Supporter",
        supporter_email="supporter@example.org",
        supporter_phone="03 5550 4321",
    )


def a_view(world: World) -> RelayedView:
    """A view relayed there."""
    day = (world.at - timedelta(days=2)).date()
    return relayed.add(
        session_id=a_room(world).pk,
        view=View("Ask us first.", "young_person", "both", "written", day),
        relayed_by=world.people["member"].pk,
        by=world.people["facilitator"].pk,
        at=world.at,
    )


def something_to_book(world: World) -> Adjustment:
    """Large print, not booked."""
    return Adjustment.objects.get_or_create(
        session=a_room(world), kind=AdjustmentKind.OTHER, words="Large print"
    )[0]


def _visit(world: World, **who: object) -> GuestVisit:
    session = a_room(world)
    made, _new = GuestVisit.objects.get_or_create(
        session=session,
        under_18=who.get("under_18", False),
        defaults={
            **vars(BRIEF),
            **who,
            "invited_at": world.at,
            "invited_by": world.people["facilitator"],
        },
    )
    return made
