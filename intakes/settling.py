"""How an offer ends: its one final state, its seat and its candidacy with it.

Nothing else assigns `Offer.state`. Used by `offers` and `departures`, inside their acts.
"""

from datetime import datetime

from django.db.models import Q, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intakes import allocation, candidacies, deadlines, live_offers
from intakes.models import Application, Candidacy, CandidacyState, Offer, OfferState
from notices import outbox
from programs.models import Cohort, Seat

S = CandidacyState
WAITS = (S.IN_REVIEW, S.ELIGIBLE, S.WAITLISTED)

# Each way an offer can end, and where it leaves the candidacy.
OUTCOMES: dict[OfferState, CandidacyState] = {
    OfferState.ACCEPTED: S.ACCEPTED,
    OfferState.DECLINED: S.DECLINED,
    OfferState.EXPIRED: S.EXPIRED,
    OfferState.RESCINDED: S.RESCINDED,
}
WORDS: dict[OfferState, Promise] = {
    OfferState.SENT: _("This offer still waits for your answer."),
    OfferState.ACCEPTED: _("You have accepted this offer already."),
    OfferState.DECLINED: _("You have declined this offer already."),
    OfferState.EXPIRED: _("The time to answer this offer is over."),
    OfferState.RESCINDED: _("This offer was taken back. The coordinator can tell you more."),
}


class OfferGone(Exception):
    """The offer has ended in another way, or its time is over. `state` says how it stands."""

    def __init__(self, state: str) -> None:
        self.state = OfferState(state)
        super().__init__(WORDS[self.state])


def locked(offer_id: int) -> tuple[Cohort, Offer]:
    """The offer and its cohort, locked in the order: cohorts, application, offer, seat."""
    known = Offer.objects.select_related("candidacy").get(pk=offer_id)
    cohort = candidacies.lock_intake_of(known.cohort_id)
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("intake")
        .get(pk=known.candidacy.application_id)
    )
    offer = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("seat", "candidacy")
        .get(pk=offer_id)
    )
    offer.cohort = cohort
    offer.candidacy.application = application
    return cohort, offer


def with_surroundings(offer: Offer) -> Offer:
    """The same offer with its cohort, community, intake and program read, for who shows it."""
    prefetch_related_objects([offer], "cohort__community", "cohort__intake__program")
    return offer


def holder_id(offer: Offer) -> int:
    """The id of the person an offer is for."""
    return offer.candidacy.application.applicant_id


def check_open(offer: Offer, at: datetime) -> None:
    """Refuse an offer that has ended, or whose time is over by the clock at `at`.

    :raises OfferGone: with the state it is in, or in by the clock.
    """
    if (state := state_at(offer, at)) != OfferState.SENT:
        raise OfferGone(state)


def gone(offer: Offer, at: datetime) -> bool:
    """Whether an offer can't be answered any more. What has ended never comes back: nobody needs
    to wait for a lock to hear it."""
    ended = offer.state in (OfferState.DECLINED, OfferState.EXPIRED, OfferState.RESCINDED)
    return ended or (offer.state == OfferState.SENT and at >= offer.expires_at)


def unheard(offer: Offer) -> bool:
    """Whether an offer ended before its mail could leave: its person never hears of it."""
    return offer.settled_at is not None and offer.settled_at < offer.sent_at


def state_at(offer: Offer, at: datetime) -> OfferState:
    """The offer's state by the clock, even if no job has run."""
    stored = OfferState(offer.state)
    over = stored == OfferState.SENT and at >= deadlines.last_moment(offer)
    return OfferState.EXPIRED if over else stored


def settle(
    offer: Offer, outcome: OfferState, *, at: datetime, by: int | None, reason: str = ""
) -> Seat:
    """Move a live, locked offer to its final state; answers with its seat, which an offer that
    was not accepted forgets."""
    seat = offer.seat
    if offer.state != OfferState.SENT or seat is None:
        raise OfferGone(offer.state)
    offer.state, offer.settled_at = outcome, at
    if outcome != OfferState.ACCEPTED:
        offer.seat = None
    offer.save(update_fields=["state", "settled_at", "seat"])
    candidacies.move(offer.candidacy, OUTCOMES[outcome], at=at, by=by, reason=reason)
    return seat


def unsay(offer: Offer, *, at: datetime) -> Seat:
    """Take back an offer that nobody has heard of, its mail still to leave: its person waits as
    before. Answers with the seat."""
    seat, candidacy = offer.seat, offer.candidacy
    if seat is None:
        raise OfferGone(offer.state)
    for kind in live_offers.MAILS:
        outbox.cancel(kind=kind, object_id=offer.pk)
    offer.delete()
    candidacy.state = S.WAITLISTED
    why = str(_("Nobody joins any more, and the mail had not left."))
    candidacies.put_back([candidacy], at=at, by=None, reason=why)
    return seat


def others_of(offer: Offer) -> list[Candidacy]:
    """The same application's other candidacies that wait for something, by preference."""
    return _others(offer, Q(state__in=WAITS))


def known_others_of(offer: Offer, at: datetime) -> list[Candidacy]:
    """The same as the person knows them: what ended without their being told by `at` is still
    being read to them, and a gap in the list would tell."""
    untold = Q(told_at=None) | Q(told_at__gt=at)
    return _others(offer, Q(state__in=WAITS) | (Q(state=S.UNSUCCESSFUL) & untold))


def _others(offer: Offer, which: Q) -> list[Candidacy]:
    return list(
        Candidacy.objects.filter(which, application=offer.candidacy.application_id)
        .exclude(pk=offer.candidacy_id)
        .select_related("cohort__community", "application")
        .order_by("rank")
    )


def leave_others(offer: Offer, *, at: datetime, by: int | None) -> None:
    """Everything else of the application that waits for something ends."""
    for other in others_of(offer):
        end = S.LEFT if other.state == S.WAITLISTED else S.WITHDRAWN
        candidacies.move(other, end, at=at, by=by)


def fill_all(cohort: Cohort, at: datetime) -> None:
    """Offer on what became free; whoever let go may be next in another cohort of the intake."""
    allocation.fill_each(candidacies.siblings(cohort), at=at)
