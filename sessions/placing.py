"""Where a session may stand: on which day, at what time, beside which others.

Nothing here saves. A session that has begun, or that was held, stays where it is.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from sessions import local_times
from sessions.models import Session, SessionState
from sessions.outlines import Dated


class CannotChange(Exception):
    """A refusal, worded for the coordinator who will read it, beside a field ('' is none)."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class ChangedMeanwhile(CannotChange):
    """Somebody else changed the session after this page was opened."""


def is_over(session: Session, at: datetime) -> bool:
    """Whether it has begun, was held, or its time passed: such a session stays as it is."""
    return session.state == SessionState.HELD or session.starts_at <= at


def may_change(session: Session, *, at: datetime, version: int | None) -> None:
    """Refuse to change what is over, or what the asker saw in another version.

    :raises ChangedMeanwhile: the session has another version by now.
    :raises CannotChange: it is over.
    """
    if version is not None and version != session.version:
        raise ChangedMeanwhile(
            _("Somebody changed this session a moment ago. Please look at it again.")
        )
    if is_over(session, at):
        raise CannotChange(_("This session has begun or is over: it stays where it is."))


def place(session: Session, day: date, start: time, minutes: int, fold: int | None) -> None:
    """Give a session a date on the wall clock of its zone, without saving it.

    :param fold: which of the two is meant, where the clocks show `start` twice that day.
    :raises CannotChange: it is no one moment.
    """
    try:
        starts_at = local_times.moment(day, start, session.zone, fold)
    except local_times.NoOneTime as refusal:
        field = "fold" if isinstance(refusal, local_times.Twice) else "start"
        raise CannotChange(str(refusal), field) from None
    twice = local_times.comes_twice(day, start, session.zone)
    session.day, session.start, session.minutes = day, start, minutes
    session.fold = (fold or 0) if twice else 0
    session.starts_at = starts_at
    session.ends_at = starts_at + timedelta(minutes=minutes)


def fit(placed: Sequence[Session], *, at: datetime) -> None:
    """Refuse dates that are past, outside the window, or taken by another session.

    :param placed: all sessions of one cohort that an act gives dates to.
    :raises CannotChange: one of them does not fit.
    """
    cohort = placed[0].cohort
    standing = cohort.sessions.taking_place().exclude(pk__in=[s.pk for s in placed if s.pk])
    others = [*standing, *placed]
    for session in placed:
        if session.starts_at <= at:
            raise CannotChange(_("That moment is past. Choose a later one."), "day")
        if not cohort.window_first <= session.day <= cohort.window_last:
            raise CannotChange(_outside(session), "day")
        other = overlaps(session, others)
        if other:
            words = _("Session %(number)s is at that time.") % {"number": other.number}
            raise CannotChange(words, "day")


def overlaps(one: Dated | Session, others: Iterable[Dated | Session]) -> Dated | Session | None:
    """Another session that is on at the same time, or None."""
    return next(
        (
            other
            for other in others
            if other.number != one.number
            and other.starts_at < one.ends_at
            and one.starts_at < other.ends_at
        ),
        None,
    )


def _outside(session: Session) -> str:
    words = _("%(day)s is outside the cohort's window, which goes from %(first)s to %(last)s.")
    return words % {
        "day": local_times.day_words(session.day),
        "first": local_times.day_words(session.cohort.window_first),
        "last": local_times.day_words(session.cohort.window_last),
    }
