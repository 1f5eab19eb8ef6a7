"""The run-sheet of a session: made when it is first needed, and locked by every act on it.

Lock order: RunSheet, RunSheetItem, LeadOffer, and the room last.
"""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from audit import record
from sessions import rooms
from sessions.models import Ownership, RunSheet, Session, SessionState


class CannotPlan(Exception):
    """A refusal, worded for whoever plans, beside a field where it has one."""

    def __init__(self, words: str, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class ChangedMeanwhile(CannotPlan):
    """Somebody else saved first. `newer` is what stands by now; nothing of either is lost."""

    def __init__(self, newer: models.Model) -> None:
        super().__init__(
            _("Somebody changed this while you were writing. Look at both, then save yours again.")
        )
        self.newer = newer


def of(session_id: int) -> RunSheet | None:
    """The session's run-sheet, or None as long as nobody has begun one."""
    return RunSheet.objects.filter(session=session_id).select_related("speaker", "session").first()


def lock(session_id: int) -> RunSheet:
    """The session's run-sheet, made if there is none yet, and locked until the act is over.

    :raises CannotPlan: the session was called off.
    """
    session = Session.objects.get(pk=session_id)
    if session.state == SessionState.CANCELLED:
        raise CannotPlan(_("This session was called off, so there is nothing to plan."))
    RunSheet.objects.get_or_create(session_id=session_id, defaults=_as_before(session))
    sheets = RunSheet.objects.select_for_update(no_key=True, of=("self",))
    return sheets.select_related("session").get(session=session_id)


def _as_before(session: Session) -> dict[str, str]:
    """Who owned the agenda last time, and the question that stands."""
    before = (
        RunSheet.objects.filter(session__cohort=session.cohort_id)
        .filter(session__starts_at__lt=session.starts_at)
        .exclude(session__state=SessionState.CANCELLED)
        .order_by("-session__starts_at")
        .values("ownership", "standing_question")
        .first()
    )
    return {name: str(words) for name, words in (before or {}).items()}


def say(verb: str, sheet: RunSheet, obj: models.Model, *, by: int | None, at: datetime) -> None:
    """Write the act into the audit and tell the session's room, as the last thing of an act."""
    record.record(verb, obj, at=at, by=by, cohort_id=sheet.session.cohort_id)
    rooms.touch(sheet.session_id)


@transaction.atomic
def set_up(
    *,
    session_id: int,
    ownership: str,
    standing_question: str,
    version: int,
    by: int | None,
    at: datetime,
) -> RunSheet:
    """Say who owns the agenda, and which question stands over every session.

    :param version: of the run-sheet that was looked at; 0: there was none.
    :raises ChangedMeanwhile: it has changed since.
    :raises CannotPlan: the session was called off.
    """
    sheet = lock(session_id)
    same = (sheet.ownership, sheet.standing_question) == (ownership, standing_question)
    if same:
        return sheet
    if version and version != sheet.version:
        raise ChangedMeanwhile(sheet)
    sheet.ownership = Ownership(ownership)
    sheet.standing_question = standing_question
    sheet.version += 1
    sheet.save(update_fields=["ownership", "standing_question", "version"])
    say("run_sheet.set_up", sheet, sheet, by=by, at=at)
    return sheet
