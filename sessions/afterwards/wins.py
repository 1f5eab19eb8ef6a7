"""Small wins: told at a session or after it; they open the next one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sessions.afterwards import keeping
from sessions.models import Session, SessionState, SmallWin


def of(session_id: int) -> QuerySet[SmallWin]:
    """The small wins of a session, as they were told."""
    return SmallWin.objects.filter(session=session_id).select_related("by").order_by("at", "pk")


def opening(session: Session) -> QuerySet[SmallWin]:
    """What opens a session: the small wins of the one before it that took place."""
    before = (
        Session.objects.filter(cohort=session.cohort_id, starts_at__lt=session.starts_at)
        .exclude(state=SessionState.CANCELLED)
        .order_by("-starts_at")[:1]
    )
    wins = SmallWin.objects.filter(session__in=before.values("pk"))
    return wins.select_related("by").order_by("at", "pk")


@transaction.atomic
def add(*, session_id: int, words: str, by: int, at: datetime, key: UUID | None = None) -> SmallWin:
    """Tell a small win.

    :raises CannotKeep: the session was called off.
    """
    session = keeping.session_of(session_id)
    known = keeping.by_key(SmallWin, session_id, key)
    if known:
        return known
    win = SmallWin.objects.create(session=session, words=words, by_id=by, at=at, key=key)
    keeping.say("small_win.added", session, win, by=by, at=at)
    return win


@transaction.atomic
def take_out(*, session_id: int, win_id: int, by: int, at: datetime) -> None:
    """Take a small win out: its words are gone for everybody. Done twice, it stays so."""
    session = keeping.session_of(session_id)
    win = SmallWin.objects.filter(pk=win_id, session=session_id).first()
    if win:
        keeping.take_out("small_win.taken_out", session, win, by=by, at=at)
