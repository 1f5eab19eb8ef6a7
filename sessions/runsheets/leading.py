"""Who leads an item: a member offers, alone or together with whoever leads, and is answered.

In a member-led session an offer stands at once where nobody is in the way.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sessions.models import (
    ItemKind,
    ItemState,
    LeadOffer,
    OfferState,
    Ownership,
    RunSheet,
    RunSheetItem,
)
from sessions.runsheets import answers, items, sheets
from sessions.runsheets.sheets import CannotPlan


@transaction.atomic
def take_lead(
    *, session_id: int, item_id: int, by: int, at: datetime, together: bool = False
) -> LeadOffer:
    """Offer to lead an item, or to help whoever leads it; asked twice, it is one offer.

    :raises CannotPlan: the item is not planned, or the person leads it already.
    """
    sheet = sheets.lock(session_id)
    item = items.find(sheet, item_id)
    if item.state != ItemState.PLANNED or item.kind == ItemKind.BREAK:
        raise CannotPlan(_("Nobody is needed to lead that any more."))
    if by in (item.lead_id, item.co_lead_id):
        raise CannotPlan(_("You are down for that already."))
    offer, made = LeadOffer.objects.get_or_create(
        item=item,
        user_id=by,
        state=OfferState.OPEN,
        defaults={"together": together, "offered_at": at},
    )
    if not made:
        return offer
    if sheet.ownership == Ownership.MEMBER and _place_for(item, offer):
        _settle(sheet, offer, OfferState.ACCEPTED, "", by=by, at=at)
    sheets.say("item.lead_offered", sheet, item, by=by, at=at)
    return offer


@transaction.atomic
def accept(*, session_id: int, offer_id: int, by: int, at: datetime, reply: str = "") -> None:
    """Yes, please. Whoever offered leads it, or leads it together with whoever does.

    :raises CannotPlan: two people lead it already.
    """
    sheet, offer = _open_offer(session_id, offer_id)
    if offer is None:
        return
    if not _place_for(offer.item, offer):
        raise CannotPlan(_("Two people lead this already. Make room in the item first."))
    _settle(sheet, offer, OfferState.ACCEPTED, reply, by=by, at=at)
    answers.tell(sheet, offer.user_id, f"offer:{offer.pk}", by=by, at=at)
    sheets.say("item.lead_accepted", sheet, offer.item, by=by, at=at)


@transaction.atomic
def decline(*, session_id: int, offer_id: int, by: int, at: datetime, reply: str) -> None:
    """Not this time, with a kind word.

    :raises CannotPlan: there is no word for them.
    """
    sheet, offer = _open_offer(session_id, offer_id)
    if offer is None:
        return
    answers.needs_a_word(reply)
    _settle(sheet, offer, OfferState.DECLINED, reply, by=by, at=at)
    answers.tell(sheet, offer.user_id, f"offer:{offer.pk}", by=by, at=at)
    sheets.say("item.lead_declined", sheet, offer.item, by=by, at=at)


@transaction.atomic
def take_back(*, session_id: int, item_id: int, by: int, at: datetime) -> None:
    """Withdraw one's offer, or stop leading; whoever leads together goes on alone."""
    sheet = sheets.lock(session_id)
    item = items.find(sheet, item_id)
    LeadOffer.objects.filter(item=item, user=by, state=OfferState.OPEN).update(
        state=OfferState.TAKEN_BACK, answered_at=at
    )
    if by == item.lead_id:
        item.lead_id, item.co_lead_id = item.co_lead_id, None
    elif by == item.co_lead_id:
        item.co_lead_id = None
    item.version += 1
    item.save(update_fields=["lead", "co_lead", "version"])
    items.follow_speaker(sheet, item)
    sheets.say("item.lead_taken_back", sheet, item, by=by, at=at)


def _open_offer(session_id: int, offer_id: int) -> tuple[RunSheet, LeadOffer | None]:
    """The run-sheet, and the offer if it still waits for an answer."""
    sheet = sheets.lock(session_id)
    offers = LeadOffer.objects.select_for_update(no_key=True, of=("self",))
    found = offers.filter(pk=offer_id, item__run_sheet=sheet, state=OfferState.OPEN)
    return sheet, found.select_related("item").first()


def _place_for(item: RunSheetItem, offer: LeadOffer) -> bool:
    """Whether one of the two places is free, also for somebody who offers to lead alone."""
    return item.lead_id is None or item.co_lead_id is None


def _settle(
    sheet: RunSheet, offer: LeadOffer, state: OfferState, reply: str, *, by: int, at: datetime
) -> None:
    offer.state, offer.reply, offer.answered_at = state, reply, at
    offer.save(update_fields=["state", "reply", "answered_at"])
    if state != OfferState.ACCEPTED:
        return
    item = offer.item
    if item.lead_id is None:
        item.lead_id = offer.user_id
    else:
        item.co_lead_id = offer.user_id
    item.version += 1
    item.save(update_fields=["lead", "co_lead", "version"])
    items.follow_speaker(sheet, item)


def was_offered(session_id: int, offer_id: int) -> bool:
    """Whether there is or was such an offer for an item of this session."""
    return LeadOffer.objects.filter(pk=offer_id, item__run_sheet__session=session_id).exists()
