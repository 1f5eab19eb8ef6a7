"""Sessions beside the rhythm of the schedule: adding one, and making two of one.

What is added takes the next free number: numbers are names, so that no address changes its
session, and dates say the order.
"""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from programs.models import Cohort
from sessions import changes
from sessions.changes import Change
from sessions.models import Session, SessionState
from sessions.placing import CannotChange, fit, may_change, place

SHORTEST = 15  # minutes
# What the second part of a session takes over from the first.
TAKEN_OVER = ("mode", "theme", "is_induction", "lead_id", "scribe_id")


@transaction.atomic
def add(
    *,
    cohort_id: int,
    day: date,
    start: time,
    minutes: int,
    by: int | None,
    at: datetime,
    fold: int | None = None,
    reason: str = "",
) -> Session:
    """Add a session to a cohort, at this time on its wall clock. Asked again, it is added once.

    :raises CannotChange: the moment is past or no one moment, lies outside the cohort's window,
        or another session of the cohort is at that time.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort_id)
    there = _there(cohort, day, start, minutes)
    if there:
        return there
    change = added(cohort, day=day, start=start, minutes=minutes, fold=fold, at=at)
    changes.write([change], "session.scheduled", by=by, at=at, reason=reason)
    return change.session


def added(
    cohort: Cohort, *, day: date, start: time, minutes: int, at: datetime, fold: int | None = None
) -> Change:
    """The session that would be added, not saved. See `add`."""
    session = _new(cohort)
    place(session, day, start, minutes, fold)
    fit([session], at=at)
    return Change(session, None)


@transaction.atomic
def split(
    *,
    session_id: int,
    first_minutes: int,
    day: date,
    start: time,
    minutes: int,
    by: int | None,
    at: datetime,
    fold: int | None = None,
    version: int | None = None,
    reason: str = "",
) -> tuple[Session, Session]:
    """Make two sessions of one: it keeps its date for `first_minutes`, and a new one takes up the
    rest at `day` and `start`. Asked again, it is done once.

    :raises CannotChange: it is over or called off, the first part is no shorter than it was, or
        the second one can't be at that time.
    :raises changes.ChangedMeanwhile: the session has another version by now.
    """
    session = changes.locked(session_id)
    there = _there(session.cohort, day, start, minutes)
    if there and session.minutes == first_minutes:
        return session, there
    both = parts(
        session, first_minutes=first_minutes, day=day, start=start, minutes=minutes,
        fold=fold, version=version, at=at,
    )  # fmt: skip
    changes.write(both, "session.split", by=by, at=at, reason=reason)
    return session, both[1].session


def parts(
    session: Session,
    *,
    first_minutes: int,
    day: date,
    start: time,
    minutes: int,
    at: datetime,
    fold: int | None = None,
    version: int | None = None,
) -> tuple[Change, Change]:
    """The two sessions it would become, not saved. See `split`."""
    may_change(session, at=at, version=version)
    if session.state == SessionState.CANCELLED:
        raise CannotChange(_("This session was called off. Let it take place first: move it."))
    if not SHORTEST <= first_minutes < session.minutes:
        raise CannotChange(
            _("The first part is shorter than the %(minutes)s minutes there are now.")
            % {"minutes": session.minutes},
            "first_minutes",
        )
    was = session.starts_at
    place(session, session.day, session.start, first_minutes, session.fold)
    second = _new(session.cohort)
    for name in TAKEN_OVER:
        setattr(second, name, getattr(session, name))
    place(second, day, start, minutes, fold)
    fit([session, second], at=at)
    return Change(session, was), Change(second, None)


def _new(cohort: Cohort) -> Session:
    """An added session without a date, under the next free number."""
    numbers = cohort.sessions.order_by("-number").values_list("number", flat=True)
    number = (numbers.first() or 0) + 1
    return Session(
        cohort=cohort, number=number, time_zone=cohort.time_zone, extra=True, by_hand=True
    )


def _there(cohort: Cohort, day: date, start: time, minutes: int) -> Session | None:
    """What was added at this very time already."""
    return cohort.sessions.filter(
        extra=True, state=SessionState.SCHEDULED, day=day, start=start, minutes=minutes
    ).first()
