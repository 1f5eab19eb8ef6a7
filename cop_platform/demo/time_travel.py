"""Moving the demo's clock: a day on, to the next deadline, to the next session."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Min

from audit import clock
from cop_platform import planning
from intakes.models import Offer
from programs.models import Intake
from sessions.models import Session

# The door opens a quarter of an hour before a session: be there when it does.
BEFORE_A_SESSION = timedelta(minutes=15)


class NothingAhead(Exception):
    """There is no deadline or session ahead to go to."""


def a_day_on(at: datetime) -> datetime:
    """The same time tomorrow."""
    return at + timedelta(days=1)


def next_deadline(at: datetime) -> datetime:
    """The next instant at which an offer lapses or an intake closes.

    :raises NothingAhead: none is ahead.
    """
    offers = Offer.objects.live().filter(expires_at__gt=at).aggregate(first=Min("expires_at"))
    intakes = Intake.objects.filter(closes_at__gt=at).aggregate(first=Min("closes_at"))
    ahead: list[datetime] = [found["first"] for found in (offers, intakes) if found["first"]]
    if not ahead:
        raise NothingAhead
    return min(ahead)


def next_session(at: datetime) -> datetime:
    """When the door of the next session opens.

    :raises NothingAhead: no session is ahead.
    """
    soon = at + BEFORE_A_SESSION
    first = Session.objects.to_come().filter(starts_at__gt=soon).first()
    if first is None:
        raise NothingAhead
    return first.starts_at - BEFORE_A_SESSION


MOVES: dict[str, Callable[[datetime], datetime]] = {
    "day": a_day_on,
    "deadline": next_deadline,
    "session": next_session,
}


def move(to: str, *, at: datetime) -> datetime:
    """Move the demo's clock and let everything happen that falls due on the way.

    :raises NothingAhead: there is nothing of that kind to go to.
    """
    there = MOVES[to](at)
    clock.set_ahead(clock.ahead() + (there - at))
    planning.plan(at=there)
    return there
