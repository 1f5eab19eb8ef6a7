"""What can happen to an offer: accepted, declined, expired, rescinded (DOMAIN 0.5 to 0.7).

Every act begins by locking the cohorts of the intake; it ends, where a seat became free, by
offering it to the next who waits, in the same transaction. A link never acts: views post here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes import allocation, deadlines, departures, interests, owed, settling
from intakes.models import Candidacy, CandidacyState, DeclineChoice, Offer, OfferState
from intakes.settling import OfferGone as OfferGone
from programs import memberships, seats
from programs.models import Cohort, Pledge, Seat

S = CandidacyState
MOST_DAYS_MORE = 10


class CannotAccept(Exception):
    """A refusal, worded for the person who will read it."""


class CannotDecline(Exception):
    """A refusal, worded for the person who will read it."""


class CannotRejoin(Exception):
    """A refusal, worded for the person who will read it."""


class CannotExtend(Exception):
    """A refusal, worded for the coordinator who will read it."""


class ReasonNeeded(Exception):
    """A refusal, worded for the coordinator who will read it."""


@dataclass(frozen=True)
class Ticks:
    """What a person ticks when they accept: each is needed (DOMAIN 3.1.3)."""

    notice: bool
    pledge_id: int | None
    dates: bool


@transaction.atomic
def accept(
    *, offer_id: int, ticks: Ticks, at: datetime, by: int | None, keep_waiting: bool = False
) -> Offer:
    """Take the seat and become a member. Accepting twice gives the same answer twice.

    :param at: the moment of the act, aware; at the deadline itself it is too late.
    :param keep_waiting: stay on the other cohorts' lists, though they can't offer a seat
        while this one is held.
    :raises OfferGone: it was declined, taken back or given up, or its time is over.
    :raises CannotAccept: something is not ticked, or the pledge has been renewed meanwhile.
    """
    cohort, offer = settling.locked(offer_id)
    if offer.state == OfferState.ACCEPTED and offer.candidacy.state == S.ACCEPTED:
        return offer
    settling.check_open(offer, at)
    pledge = _check_ticks(cohort, ticks)
    seats.confirm(settling.settle(offer, OfferState.ACCEPTED, at=at, by=by))
    try:
        memberships.join(
            cohort_id=cohort.pk,
            user_id=settling.holder_id(offer),
            pledge_id=pledge.pk,
            by=by,
            at=at,
        )
    except memberships.CannotJoin as refusal:
        raise CannotAccept(str(refusal)) from None
    if not keep_waiting:
        settling.leave_others(offer, at=at, by=by)
    owed.about_offer("intakes.accepted", offer, due_at=at)
    return offer


def _check_ticks(cohort: Cohort, ticks: Ticks) -> Pledge:
    pledge = current_pledge(cohort)
    if pledge is None or not (ticks.notice and ticks.pledge_id):
        raise CannotAccept(_("Please tick the notice and the pledge."))
    if not ticks.dates and dates_known(cohort):
        raise CannotAccept(_("The dates are published. Please look at them, and tick that too."))
    if ticks.pledge_id != pledge.pk:
        raise CannotAccept(
            _("The purpose and pledge were renewed while you read. Please read them again.")
        )
    return pledge


@transaction.atomic
def decline(
    *,
    offer_id: int,
    choice: DeclineChoice | str,
    at: datetime,
    by: int | None,
    other_candidacy_id: int | None = None,
) -> Offer:
    """Give the seat back, and say what should become of the rest (DOMAIN 0.7).

    Declining twice gives the same answer twice.

    :param other_candidacy_id: with the choice "other", where they would rather wait.
    :raises OfferGone: it was accepted or taken back, or its time is over.
    :raises CannotDecline: they can't wait for that other community.
    """
    cohort, offer = settling.locked(offer_id)
    if offer.state == OfferState.DECLINED:
        return offer
    settling.check_open(offer, at)
    offer.decline_choice = DeclineChoice(choice)
    offer.save(update_fields=["decline_choice"])
    seats.free(settling.settle(offer, OfferState.DECLINED, at=at, by=by))
    if choice == DeclineChoice.OTHER:
        _wait_elsewhere(offer, other_candidacy_id, at=at, by=by)
    else:
        settling.leave_others(offer, at=at, by=by)
    if choice == DeclineChoice.NEXT_INTAKE:
        interests.keep(offer.candidacy.application, at=at, by=by)
    owed.about_offer("intakes.declined", offer, due_at=at)
    settling.fill_all(cohort, at)
    return offer


def _wait_elsewhere(
    offer: Offer, candidacy_id: int | None, *, at: datetime, by: int | None
) -> None:
    other = next((c for c in places_to_wait(offer) if c.pk == candidacy_id), None)
    if other is None:
        raise CannotDecline(_("Please choose one of the communities you could wait for."))
    if other.state == S.ELIGIBLE:  # who waits already, or is still being read, stays as they are
        allocation.waitlist(other, at=at, by=by, say_so=False)


@transaction.atomic
def rejoin(*, offer_id: int, at: datetime, by: int | None) -> Candidacy:
    """Still interested after the time ran out: back to the end of the waitlist, once (DOMAIN 0.7).

    Said twice, it gives the same answer twice.

    :raises CannotRejoin: this was the second time, or nobody joins this cohort any more.
    """
    cohort, offer = settling.locked(offer_id)
    _end_if_over(cohort, offer, at)
    if offer.candidacy.requeued and offer.candidacy.state != S.EXPIRED:
        return offer.candidacy
    if why := cannot_rejoin(offer, at):
        raise CannotRejoin(why)
    allocation.waitlist(offer.candidacy, at=at, by=by, back=True)
    allocation.fill(cohort, at=at)
    return offer.candidacy


@transaction.atomic
def rescind(*, offer_id: int, reason: str, at: datetime, by: int) -> Offer:
    """Take an offer back, with a reason. Taken back twice, it stays so.

    Whose mail had not left has heard of no offer: they hear that it is not this time.

    :raises ReasonNeeded: no reason was given.
    :raises OfferGone: it has been answered, or its time is over.
    """
    cohort, offer = settling.locked(offer_id)
    if offer.state == OfferState.RESCINDED:
        return offer
    if not reason.strip():
        raise ReasonNeeded(_("Please say why: the person may ask."))
    settling.check_open(offer, at)
    seats.free(settling.settle(offer, OfferState.RESCINDED, at=at, by=by, reason=reason))
    if settling.unheard(offer):
        owed.outcome("intakes.unsuccessful", offer.candidacy, at=offer.sent_at)
    else:
        owed.about_offer("intakes.rescinded", offer, due_at=at)
    settling.fill_all(cohort, at)
    return offer


@transaction.atomic
def extend(
    *,
    offer_id: int,
    business_days: int,
    reason: str,
    at: datetime,
    by: int,
    ends: datetime | None = None,
) -> Offer:
    """Give an offer so many business days more, to 17:00 program time, and tell the person.

    :param ends: the deadline the coordinator saw; extended from there already, it stays so.
    :raises ReasonNeeded: no reason was given.
    :raises CannotExtend: no sane number of days, or the cut-off leaves no more time.
    :raises OfferGone: it has been answered, or its time is over.
    """
    _cohort, offer = settling.locked(offer_id)
    if ends is not None and ends != offer.expires_at:
        return offer
    if not reason.strip():
        raise ReasonNeeded(_("Please say why: others wait for this seat."))
    if not 1 <= business_days <= MOST_DAYS_MORE:
        raise CannotExtend(_("Between 1 and %(most)d business days.") % {"most": MOST_DAYS_MORE})
    settling.check_open(offer, at)
    later = deadlines.extended(offer, business_days)
    if later <= offer.expires_at:
        raise CannotExtend(_("Nobody joins this cohort after that moment: there is no more time."))
    offer.expires_at, offer.extended_at = later, at
    offer.save(update_fields=["expires_at", "extended_at"])
    record.record("offer.extended", offer, at=at, by=by, cohort_id=offer.cohort_id, reason=reason)
    due_at = max(at, offer.sent_at)
    owed.about_offer("intakes.extended", offer, due_at=due_at, version=f"{later:%Y%m%d%H%M}")
    return offer


@transaction.atomic
def expire(*, offer_id: int, at: datetime) -> Offer:
    """End an offer whose time is over; one that still has time, or was answered, stays as it is.

    A first time the person is asked whether they are still interested; a second time they are
    kept in the interest pool.
    """
    cohort, offer = settling.locked(offer_id)
    _end_if_over(cohort, offer, at)
    return offer


def _end_if_over(cohort: Cohort, offer: Offer, at: datetime) -> None:
    if offer.state != OfferState.SENT or at < deadlines.last_moment(offer):
        return
    if at < offer.sent_at:  # the cut-off was moved before the mail could leave
        seats.free(settling.unsay(offer, at=at))
        return
    seats.free(settling.settle(offer, OfferState.EXPIRED, at=at, by=None))
    if offer.candidacy.requeued:
        interests.keep(offer.candidacy.application, at=at, by=None)
        owed.about_offer("intakes.expired_again", offer, due_at=at)
    else:
        owed.about_offer("intakes.expired", offer, due_at=at)
    settling.fill_all(cohort, at)


def expire_due(at: datetime) -> list[Offer]:
    """End every offer whose time is over, a transaction each; then follow members who left."""
    ended = [expire(offer_id=pk, at=at) for pk in _due(at)]
    departures.follow_members(at)
    return [offer for offer in ended if offer.state == OfferState.EXPIRED]


def _due(at: datetime) -> list[int]:
    """Offers past their deadline, or past a cut-off that was moved since; the oldest first."""
    live = list(Offer.objects.live().select_related("cohort").order_by("expires_at", "pk"))
    cohorts = {offer.cohort_id: offer.cohort for offer in live}
    cut_offs = {pk: deadlines.cut_off(cohort) for pk, cohort in cohorts.items()}
    return [o.pk for o in live if at >= deadlines.earlier(o, cut_offs[o.cohort_id])]


# ------------------------------------------------- what a page asks


def dates_known(cohort: Cohort) -> bool:
    """Whether there are dates to agree to; else they follow, and nobody is asked."""
    return cohort.sessions.taking_place().exists()


def current_pledge(cohort: Cohort) -> Pledge | None:
    """The version of purpose and pledge that is accepted now."""
    return cohort.community.pledges.order_by("-version").first()


def places_to_wait(offer: Offer) -> list[Candidacy]:
    """What else the person asked for in this intake and could still wait for, read or not."""
    return settling.others_of(offer)


def cannot_rejoin(offer: Offer, at: datetime) -> str:
    """Why the person can't go back to the waitlist; '' when they can."""
    candidacy, cohort = offer.candidacy, offer.cohort
    over = settling.state_at(offer, at) == OfferState.EXPIRED
    if not over or candidacy.state not in (S.EXPIRED, S.OFFERED) or candidacy.requeued:
        return str(_("Going back to the waitlist is possible once, after an offer ran out."))
    if deadlines.term(cohort, at).too_late:
        return str(_("Nobody joins this cohort any more."))
    holder = settling.holder_id(offer)
    seat = Seat.objects.filter(intake=cohort.intake_id, holder=holder).exclude(offers=offer)
    return str(_("You hold a seat in this intake already.")) if seat.exists() else ""
