"""What facilitators alone see while a session runs, in a window of its own: their private notes
on what is now and to come, quiet signals, and who is expected and not in."""

from dataclasses import dataclass
from datetime import datetime

from sessions import attendance, signals
from sessions.attendance import Expected
from sessions.models import Presence, Session, Signal
from sessions.runsheets import items, sheets, showing


@dataclass(frozen=True)
class Note:
    """A private note, and whether its item is now or ahead."""

    place: str
    title: str
    words: str


@dataclass(frozen=True)
class Private:
    """What is drawn in the private window."""

    notes: tuple[Note, ...]
    told: list[Signal]
    missing: list[Expected]

    @property
    def seen(self) -> tuple[object, ...]:
        """The same for those who see the same."""
        told = [(one.kind, one.user_id) for one in self.told]
        return self.notes, told, [(one.user.pk, one.name) for one in self.missing]


def read(session: Session, at: datetime) -> Private:
    """For facilitators of this session at `at` (aware), and nobody else."""
    sheet = sheets.of(session.pk)
    planned = showing.planned(list(items.of(session.pk))) if sheet else []
    current = next((one for one in planned if sheet and one.pk == sheet.current_id), None)
    notes = tuple(
        Note(place, item.title, item.private_note)
        for item in planned
        if item.private_note and (place := showing.place_of(item, current, sheet)) != "done"
    )
    missing = [
        one
        for one in attendance.expected(session)
        if not one.is_in and one.presence != Presence.APOLOGY
    ]
    return Private(notes, signals.of(session.pk, at), missing)
