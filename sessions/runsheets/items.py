"""The items of a run-sheet: added, changed, put in order, cut and brought back.

Each act locks the run-sheet, so places are given out one at a time, and touches the room of the
session, so that whoever looks at it sees it within seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from sessions.models import ItemKind, ItemState, RunSheet, RunSheetItem
from sessions.runsheets import people, sheets
from sessions.runsheets.sheets import CannotPlan, ChangedMeanwhile

UP, DOWN = "up", "down"
MOST = 60  # items of one run-sheet, whatever their state


@dataclass(frozen=True)
class Draft:
    """What is typed about an item. An empty title is the name of its type."""

    kind: str
    minutes: int
    title: str = ""
    lead_id: int | None = None
    co_lead_id: int | None = None
    method: str = ""
    materials: str = ""
    content: str = ""
    private_note: str = ""

    @property
    def named(self) -> str:
        """The title, or what stands for it."""
        words = str(ItemKind(self.kind).label)
        return self.title or words[:1].upper() + words[1:]


WRITTEN = ("kind", "minutes", "lead_id", "co_lead_id", "method", "materials", "content",
           "private_note")  # fmt: skip


def of(session_id: int) -> QuerySet[RunSheetItem]:
    """All items of the session's run-sheet, in order, with the people in them."""
    return (
        RunSheetItem.objects.filter(run_sheet__session=session_id)
        .select_related("lead", "co_lead", "proposed_by")
        .order_by("position")
    )


def find(sheet: RunSheet, item_id: int) -> RunSheetItem:
    """An item of this very run-sheet, locked.

    :raises CannotPlan: it is not there.
    """
    locked = RunSheetItem.objects.select_for_update(no_key=True, of=("self",))
    item = locked.filter(pk=item_id, run_sheet=sheet).first()
    if item is None:
        raise CannotPlan(_("That item is not in this run-sheet any more."))
    return item


def by_key(sheet: RunSheet, key: UUID | None) -> RunSheetItem | None:
    """The item that this very form has made already.

    :raises CannotPlan: the form was used for another session.
    """
    known = RunSheetItem.objects.filter(key=key).first() if key else None
    if known and known.run_sheet_id != sheet.pk:
        raise CannotPlan(_("This form was used already. Please open it again."))
    return known


@transaction.atomic
def add(
    *,
    session_id: int,
    draft: Draft,
    by: int | None,
    at: datetime,
    after: int | None = None,
    live: bool = False,
    key: UUID | None = None,
) -> RunSheetItem:
    """Add an item: at the end, or right after the item with the id `after`.

    :param key: of the form; posted twice, it is one item.
    :raises CannotPlan: who leads is not in this session, or there are too many items.
    """
    sheet = sheets.lock(session_id)
    known = by_key(sheet, key)
    if known:
        return known
    check(sheet, draft, at)
    item = RunSheetItem.objects.create(
        run_sheet=sheet,
        position=room_at(sheet, draft.kind, after),
        title=draft.named,
        added_live=live,
        key=key,
        **{name: getattr(draft, name) for name in WRITTEN},
    )
    follow_speaker(sheet, item)
    sheets.say("item.added", sheet, item, by=by, at=at)
    return item


@transaction.atomic
def change(
    *, session_id: int, item_id: int, draft: Draft, version: int, by: int | None, at: datetime
) -> RunSheetItem:
    """Write an item anew.

    :param version: of the item that was looked at.
    :raises ChangedMeanwhile: somebody saved something else since; the item is untouched.
    :raises CannotPlan: who leads is not in this session, or notes stand in the way of case advice.
    """
    sheet = sheets.lock(session_id)
    item = find(sheet, item_id)
    if draft_of(item) == draft:
        return item
    if item.version != version:
        raise ChangedMeanwhile(item)
    check(sheet, draft, at, item)
    for name in WRITTEN:
        setattr(item, name, getattr(draft, name))
    item.title = draft.named
    item.version += 1
    item.save(update_fields=[*WRITTEN, "title", "version"])
    follow_speaker(sheet, item)
    sheets.say("item.changed", sheet, item, by=by, at=at)
    return item


def draft_of(item: RunSheetItem) -> Draft:
    """What is written of an item."""
    return Draft(title=item.title, **{name: getattr(item, name) for name in WRITTEN})


def check(sheet: RunSheet, draft: Draft, at: datetime, item: RunSheetItem | None = None) -> None:
    """Refuse what the database would refuse, and people who are not in this session.

    Whoever led the item before may go on standing there, also when they have left.

    :raises CannotPlan: with the field it is about.
    """
    is_case_advice = draft.kind == ItemKind.CASE_ADVICE
    if is_case_advice and draft.private_note:
        raise CannotPlan(_("Of case advice nothing is noted."), "private_note")
    if is_case_advice and item and item.notes.exists():
        raise CannotPlan(_("There are notes of this item, and case advice has none."), "kind")
    if draft.co_lead_id and not draft.lead_id:
        raise CannotPlan(_("Who leads it?"), "lead")
    if draft.co_lead_id and draft.co_lead_id == draft.lead_id:
        raise CannotPlan(_("That is the same person."), "co_lead")
    stood = {item.lead_id, item.co_lead_id} if item else set()
    wanted = {draft.lead_id, draft.co_lead_id} - stood
    new = {pk for pk in wanted if pk is not None}
    if new and people.who_can_lead(sheet.session, at).filter(pk__in=new).count() < len(new):
        raise CannotPlan(_("Please choose somebody of this session."), "lead")


def follow_speaker(sheet: RunSheet, item: RunSheetItem) -> None:
    """The Acknowledgement of Country and its rota say the same."""
    if item.kind != ItemKind.COUNTRY:
        return
    if item.lead_id is None and sheet.speaker_id and item.version == 1:
        item.lead_id = sheet.speaker_id
        item.save(update_fields=["lead"])
    elif item.lead_id != sheet.speaker_id:
        sheet.speaker_id = item.lead_id
        sheet.save(update_fields=["speaker"])


def room_at(sheet: RunSheet, kind: str, after: int | None = None) -> int:
    """A place for one more item: right after another, or last, before the check-out.

    :raises CannotPlan: there are too many items.
    """
    items = sheet.items.all()
    if items.count() >= MOST:
        raise CannotPlan(_("That is a lot for one session. Please take something out first."))
    there = items.filter(pk=after).values_list("position", flat=True).first() if after else None
    if there is None:
        last = sheet.items.planned().last()
        if last and last.kind == ItemKind.CHECK_OUT != kind:
            there = last.position - 1
        else:
            return (items.aggregate(last=Max("position"))["last"] or 0) + 1
    items.filter(position__gt=there).update(position=F("position") + 1)
    return there + 1


# -- In which order --------------------------------------------------------------------------------


@transaction.atomic
def move(
    *, session_id: int, item_id: int, direction: str, by: int | None, at: datetime
) -> RunSheetItem:
    """Move a planned item one up or down; at the end of the list it stays."""
    sheet = sheets.lock(session_id)
    order = list(sheet.items.planned().values_list("pk", flat=True))
    if item_id not in order:
        raise CannotPlan(_("That item is not in this run-sheet any more."))
    place = order.index(item_id)
    other = place + (-1 if direction == UP else 1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        _put(sheet, order, by=by, at=at)
    return find(sheet, item_id)


@transaction.atomic
def arrange(*, session_id: int, order: Sequence[int], by: int | None, at: datetime) -> None:
    """Put the planned items in this order of ids. Ids that are not there are passed over; items
    that it does not name, since somebody has just added them, stay behind the one before them."""
    sheet = sheets.lock(session_id)
    stands = list(sheet.items.planned().values_list("pk", flat=True))
    wanted = [pk for pk in dict.fromkeys(order) if pk in stands]
    for place, pk in enumerate(stands):
        if pk not in wanted:
            before = stands[place - 1] if place else None
            wanted.insert(wanted.index(before) + 1 if before else 0, pk)
    if wanted != stands:
        _put(sheet, wanted, by=by, at=at)


def _put(sheet: RunSheet, order: Sequence[int], *, by: int | None, at: datetime) -> None:
    """Give the places that planned items have to the same items in this order."""
    items = {item.pk: item for item in sheet.items.planned()}
    places = sorted(item.position for item in items.values())
    for pk, position in zip(order, places, strict=True):
        items[pk].position = position
    RunSheetItem.objects.bulk_update(items.values(), ["position"])
    sheets.say("run_sheet.ordered", sheet, sheet, by=by, at=at)


# -- Out and in again ------------------------------------------------------------------------------


@transaction.atomic
def cut(*, session_id: int, item_id: int, by: int | None, at: datetime) -> RunSheetItem:
    """Leave an item out. It stays below the list, so that it can come back.

    :raises CannotPlan: the room is at this item now.
    """
    sheet = sheets.lock(session_id)
    item = find(sheet, item_id)
    if sheet.current_id == item.pk:
        raise CannotPlan(_("The room is at this now. Move on first."))
    return _turn(sheet, item, (ItemState.PLANNED,), ItemState.CUT, by=by, at=at)


@transaction.atomic
def bring_back(*, session_id: int, item_id: int, by: int | None, at: datetime) -> RunSheetItem:
    """Take a cut item in again, where it stood."""
    sheet = sheets.lock(session_id)
    item = find(sheet, item_id)
    return _turn(sheet, item, (ItemState.CUT,), ItemState.PLANNED, by=by, at=at)


def _turn(
    sheet: RunSheet,
    item: RunSheetItem,
    was: Sequence[str],
    becomes: ItemState,
    *,
    by: int | None,
    at: datetime,
) -> RunSheetItem:
    if item.state in was:
        item.state = becomes
        item.save(update_fields=["state"])
        verb = "item.cut" if becomes == ItemState.CUT else "item.brought_back"
        sheets.say(verb, sheet, item, by=by, at=at)
    return item
