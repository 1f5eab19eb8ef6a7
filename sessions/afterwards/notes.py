"""Notes of a session. Of case advice there are none ([004]); the database refuses them too."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sessions.afterwards import keeping
from sessions.afterwards.keeping import CannotKeep, ChangedMeanwhile
from sessions.models import RunSheetItem, SessionNote


def of(session_id: int) -> QuerySet[SessionNote]:
    """The session's notes, in the order of its items."""
    notes = SessionNote.objects.filter(session=session_id).select_related("item", "by")
    return notes.order_by("item__position", "at", "pk")


@transaction.atomic
def add(
    *,
    session_id: int,
    words: str,
    by: int,
    at: datetime,
    item_id: int | None = None,
    key: UUID | None = None,
) -> SessionNote:
    """Keep a note of the session, or of one item of it.

    :raises CannotKeep: the item is case advice, or of another session.
    """
    session = keeping.session_of(session_id)
    known = keeping.by_key(SessionNote, session_id, key)
    if known:
        return known
    item = _item(session_id, item_id) if item_id else None
    note = SessionNote.objects.create(
        session=session,
        item=item,
        item_kind=item.kind if item else "",
        words=words,
        by_id=by,
        at=at,
        key=key,
    )
    keeping.say("note.added", session, note, by=by, at=at)
    return note


def _item(session_id: int, item_id: int) -> RunSheetItem:
    """An item one may note something of, locked so that its type stays."""
    locked = RunSheetItem.objects.select_for_update(no_key=True, of=("self",))
    item = locked.filter(pk=item_id, run_sheet__session=session_id).first()
    if item is None:
        raise CannotKeep(_("That item is not in this run-sheet any more."), "item")
    if item.is_case_advice:
        raise CannotKeep(_("Of case advice nothing is noted."), "item")
    return item


@transaction.atomic
def change(
    *, session_id: int, note_id: int, words: str, version: int, by: int, at: datetime
) -> SessionNote:
    """Write a note anew.

    :raises ChangedMeanwhile: somebody saved something else since; the note is untouched.
    :raises CannotKeep: the note is gone.
    """
    session = keeping.session_of(session_id)
    locked = SessionNote.objects.select_for_update(of=("self",)).filter(session=session_id)
    note = locked.filter(pk=note_id).first()
    if note is None:
        raise CannotKeep(_("That note is gone."))
    if note.words == words:
        return note
    if note.version != version:
        raise ChangedMeanwhile(note)
    note.words, note.version = words, note.version + 1
    note.save(update_fields=["words", "version"])
    keeping.say("note.changed", session, note, by=by, at=at)
    return note


@transaction.atomic
def take_out(*, session_id: int, note_id: int, by: int, at: datetime) -> None:
    """Take a note out: its words are gone for everybody. Done twice, it stays so."""
    session = keeping.session_of(session_id)
    note = SessionNote.objects.filter(pk=note_id, session=session_id).first()
    if note:
        keeping.take_out("note.taken_out", session, note, by=by, at=at)
