"""What keeping something of a session has in common: its refusals, its audit, its room."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from audit import record
from sessions import rooms, struck
from sessions.models import Session, SessionState

Row = TypeVar("Row", bound=models.Model)


class CannotKeep(Exception):
    """A refusal, worded for whoever writes, beside a field where it has one."""

    def __init__(self, words: str, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class ChangedMeanwhile(CannotKeep):
    """Somebody saved first. `newer` is what stands by now; nothing of either is lost."""

    def __init__(self, newer: models.Model) -> None:
        super().__init__(
            _("Somebody changed this while you were writing. Look at both, then save yours again.")
        )
        self.newer = newer


def session_of(session_id: int) -> Session:
    """The session something is kept of.

    :raises CannotKeep: it was called off.
    """
    session = Session.objects.get(pk=session_id)
    if session.state == SessionState.CANCELLED:
        raise CannotKeep(_("This session was called off, so there is nothing to keep."))
    return session


def by_key(table: type[Row], session_id: int, key: UUID | None) -> Row | None:
    """What this very form has made already.

    :raises CannotKeep: the form was used for another session.
    """
    known = table._default_manager.filter(key=key).first() if key else None
    if known and known.session_id != session_id:  # type: ignore[attr-defined]
        raise CannotKeep(_("This form was used already. Please open it again."))
    return known


def take_out(verb: str, session: Session, row: models.Model, *, by: int, at: datetime) -> None:
    """Its words are gone for everybody, and somebody else who wrote them is told that they are."""
    say(verb, session, row, by=by, at=at)
    author_id: int = row.by_id  # type: ignore[attr-defined]
    struck.tell(row, author_id=author_id, cohort_id=session.cohort_id, by=by, at=at)
    row.delete()


def say(verb: str, session: Session, row: models.Model, *, by: int, at: datetime) -> None:
    """Write the act into the audit and tell the session's room, as the last thing of an act."""
    record.record(verb, row, at=at, by=by, cohort_id=session.cohort_id)
    rooms.touch(session.pk)
