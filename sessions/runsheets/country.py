"""Who speaks the Acknowledgement of Country: a rota that members take turns from.

`RunSheet.speaker` is the truth; the item of that type in the run-sheet says the same.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sessions.models import ItemKind, RunSheet
from sessions.runsheets import people, sheets
from sessions.runsheets.sheets import CannotPlan


@transaction.atomic
def take(*, session_id: int, by: int, at: datetime) -> RunSheet:
    """Take a turn that nobody has; taken twice, it is one's own.

    :raises CannotPlan: somebody else has it.
    """
    sheet = sheets.lock(session_id)
    if sheet.speaker_id not in (None, by):
        raise CannotPlan(_("Somebody has just taken this one. Thank you all the same."))
    return _set(sheet, by, by=by, at=at)


@transaction.atomic
def give_back(*, session_id: int, by: int, at: datetime) -> RunSheet:
    """Open one's own turn again."""
    sheet = sheets.lock(session_id)
    return _set(sheet, None, by=by, at=at) if sheet.speaker_id == by else sheet


@transaction.atomic
def ask(*, session_id: int, speaker_id: int | None, by: int, at: datetime) -> RunSheet:
    """A facilitator writes down whom they have asked, or opens the turn again.

    :raises CannotPlan: that person is not in this session.
    """
    sheet = sheets.lock(session_id)
    known = people.who_can_lead(sheet.session, at)
    if speaker_id and not known.filter(pk=speaker_id).exists():
        raise CannotPlan(_("Please choose somebody of this session."), "speaker")
    return _set(sheet, speaker_id, by=by, at=at)


def _set(sheet: RunSheet, speaker_id: int | None, *, by: int, at: datetime) -> RunSheet:
    if sheet.speaker_id == speaker_id:
        return sheet
    sheet.speaker_id = speaker_id
    sheet.save(update_fields=["speaker"])
    for item in sheet.items.filter(kind=ItemKind.COUNTRY):
        item.lead_id, item.version = speaker_id, item.version + 1
        item.co_lead_id = None if speaker_id in (None, item.co_lead_id) else item.co_lead_id
        item.save(update_fields=["lead", "co_lead", "version"])
    sheets.say("run_sheet.speaker", sheet, sheet, by=by, at=at)
    return sheet
