"""A cohort that has agreed to everything, and its third session in a room."""

from datetime import time

import pytest

from programs import grants
from sessions.hosting import arrangements
from sessions.hosting.guests import Brief
from tests.sessions.conftest import JULY

BRIEF = Brief(
    topic="How a policy came to be",
    starts=time(10, 30),
    minutes=30,
    way_in="Ring at the second door.",
    expected="Fifteen minutes, then questions.",
    call_name="The facilitator",
    call_phone="03 5550 1234",
)
AGREED = (
    (grants.FORMAT, grants.IN_PERSON),
    (grants.FORMAT, grants.HYBRID),
    (grants.GUESTS, grants.GROWN_UP),
    (grants.GUESTS, grants.UNDER_18),
)


def agree(room, *what):
    for matter, value in what:
        grants.record(
            cohort_id=room.cohort.pk,
            matter=matter,
            value=value,
            words="As we said.",
            by=room.coordinator.pk,
            at=JULY,
        )


def meet(room, mode, number=3):
    """Let a session of the room meet in this way."""
    return arrangements.arrange(
        session_id=room.session(number).pk,
        mode=mode,
        lead_id=None,
        scribe_id=None,
        is_induction=False,
        by=room.facilitator.pk,
        at=JULY,
    )


@pytest.fixture
def agreed(room):
    """A cohort that has agreed to all of it; session 3 meets in a room."""
    agree(room, *AGREED)
    meet(room, "in_person")
    return room
