"""What a host's page shows: numbers, a place, and what is still to do. No names of members."""

from dataclasses import dataclass
from datetime import datetime

from sessions import attendance
from sessions.hosting import adjustments, needs, turns, venues
from sessions.hosting.adjustments import Task
from sessions.hosting.needs import Needs
from sessions.models import HostTurn, Mode, Presence, Session, Venue


@dataclass(frozen=True)
class HostPage:
    """One session for whoever hosts it."""

    turn: HostTurn | None
    is_own: bool
    venue: Venue | None
    access: list[tuple[str, str]]
    expected: int
    apologies: int
    needs: Needs
    tasks: list[Task]
    is_hybrid: bool
    may_give_back: bool

    @property
    def coming(self) -> int:
        """How many to prepare for."""
        return self.expected - self.apologies


def read(session: Session, user_id: int, at: datetime) -> HostPage:
    """The page of a session's host for one person, at `at` (aware)."""
    turn, venue = turns.of(session.pk), venues.of(session.pk)
    people = attendance.expected(session)
    return HostPage(
        turn=turn,
        is_own=bool(turn and turn.host_id == user_id),
        venue=venue,
        access=venues.access_of(venue) if venue else [],
        expected=len(people),
        apologies=sum(one.presence == Presence.APOLOGY for one in people),
        needs=needs.of(session),
        tasks=adjustments.tasks(session),
        is_hybrid=session.mode == Mode.HYBRID,
        may_give_back=bool(turn) and at < session.starts_at,
    )
