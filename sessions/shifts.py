"""Moving a session and all that follow by the same number of days, each at its own hour.

What was called off, has begun or is over stays where it is.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sessions import changes
from sessions.changes import Change
from sessions.models import Session, SessionState
from sessions.placing import CannotChange, fit, may_change, place


@transaction.atomic
def shift(
    *,
    session_id: int,
    to: date,
    by: int | None,
    at: datetime,
    fold: int | None = None,
    version: int | None = None,
    reason: str = "",
) -> list[Session]:
    """Move a session to another day, and all that follow it by as many days. Asked for the day on
    which it is, it changes nothing.

    :param to: the day of the session itself; what follows moves as far.
    :param version: of the session itself, as the asker saw it.
    :raises CannotChange: it is over or called off, or one of them can't be at its new time.
    :raises changes.ChangedMeanwhile: the session has another version by now.
    """
    session = changes.locked(session_id)
    found = shifted(session, to=to, fold=fold, version=version, at=at)
    changes.write(found, "session.moved", by=by, at=at, reason=reason)
    return [change.session for change in found]


def shifted(
    session: Session,
    *,
    to: date,
    at: datetime,
    fold: int | None = None,
    version: int | None = None,
) -> list[Change]:
    """The sessions with their new dates, not saved. See `shift`."""
    if to == session.day:
        return []
    may_change(session, at=at, version=version)
    if session.state == SessionState.CANCELLED:
        raise CannotChange(_("This session was called off. Choose one that takes place."))
    by_days = to - session.day
    following = (
        session.cohort.sessions.to_come()
        .filter(starts_at__gte=session.starts_at)
        .select_related("cohort")
    )
    found = []
    for one in following:
        was = one.starts_at
        place(one, one.day + by_days, one.start, one.minutes, fold)
        one.by_hand = True
        found.append(Change(one, was))
    fit([change.session for change in found], at=at)
    return found
