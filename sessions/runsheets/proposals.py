"""What members propose for a session, and the answer they get.

In a member-led session a proposal stands at once: the agenda is theirs.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sessions.models import ItemState, Ownership, RunSheet, RunSheetItem
from sessions.runsheets import answers, items, sheets
from sessions.runsheets.items import WRITTEN, Draft


@transaction.atomic
def propose(
    *, session_id: int, draft: Draft, by: int, at: datetime, key: UUID | None = None
) -> RunSheetItem:
    """Propose an item; it waits for a facilitator, unless the agenda is member-led.

    :param key: of the form; posted twice, it is one proposal.
    :raises CannotPlan: as `items.add` refuses.
    """
    sheet = sheets.lock(session_id)
    known = items.by_key(sheet, key)
    if known:
        return known
    items.check(sheet, draft, at)
    at_once = sheet.ownership == Ownership.MEMBER
    item = RunSheetItem.objects.create(
        run_sheet=sheet,
        position=items.room_at(sheet, draft.kind),
        title=draft.named,
        state=ItemState.PLANNED if at_once else ItemState.PROPOSED,
        proposed_by_id=by,
        key=key,
        **{name: getattr(draft, name) for name in WRITTEN},
    )
    sheets.say("item.proposed", sheet, item, by=by, at=at)
    return item


@transaction.atomic
def accept(*, session_id: int, item_id: int, by: int, at: datetime, reply: str = "") -> None:
    """Take a proposal into the plan, and tell whoever proposed it."""
    sheet = sheets.lock(session_id)
    item = items.find(sheet, item_id)
    if item.state not in (ItemState.PROPOSED, ItemState.DECLINED):
        return
    item.position = items.room_at(sheet, item.kind)
    _answer(sheet, item, ItemState.PLANNED, reply, by=by, at=at)


@transaction.atomic
def decline(*, session_id: int, item_id: int, by: int, at: datetime, reply: str) -> None:
    """Leave a proposal out this time, with a kind word, and tell whoever proposed it.

    :raises CannotPlan: there is no word for them.
    """
    sheet = sheets.lock(session_id)
    item = items.find(sheet, item_id)
    if item.state != ItemState.PROPOSED:
        return
    answers.needs_a_word(reply)
    _answer(sheet, item, ItemState.DECLINED, reply, by=by, at=at)


@transaction.atomic
def take_back(*, session_id: int, item_id: int, by: int, at: datetime) -> None:
    """Withdraw one's own proposal while it waits: it is gone."""
    sheet = sheets.lock(session_id)
    own = sheet.items.filter(pk=item_id, proposed_by=by, state=ItemState.PROPOSED).first()
    if own is None:
        return
    sheets.say("item.taken_back", sheet, own, by=by, at=at)
    own.delete()


def _answer(
    sheet: RunSheet, item: RunSheetItem, state: str, reply: str, *, by: int, at: datetime
) -> None:
    item.state, item.reply = state, reply
    item.save(update_fields=["state", "reply", "position"])
    answers.tell(sheet, item.proposed_by_id, f"item:{item.pk}:{state}", by=by, at=at)
    verb = "item.accepted" if state == ItemState.PLANNED else "item.declined"
    sheets.say(verb, sheet, item, by=by, at=at)
