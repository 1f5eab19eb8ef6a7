"""Telling a member that somebody has answered what they proposed or offered."""

from datetime import datetime

from django.utils.translation import gettext as _

from notices import outbox
from sessions.models import RunSheet
from sessions.runsheets.sheets import CannotPlan

ANSWERED = "sessions.run_sheet_answer"


def needs_a_word(reply: str) -> None:
    """A no is said with a word.

    :raises CannotPlan: there is none.
    """
    if not reply:
        raise CannotPlan(_("A kind word, please: they will read it."), "reply")


def tell(sheet: RunSheet, user_id: int | None, what: str, *, by: int | None, at: datetime) -> None:
    """Owe the person word that there is an answer, unless it is their own."""
    if user_id is None or user_id == by:
        return
    outbox.queue(
        ANSWERED,
        key=outbox.key_for(ANSWERED, sheet.session_id, user_id, what),
        due_at=at,
        recipient_id=user_id,
        object_id=sheet.session_id,
        cohort_id=sheet.session.cohort_id,
        expires_at=sheet.session.ends_at,
    )
