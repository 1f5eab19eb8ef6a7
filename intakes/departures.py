"""Giving up a seat after accepting it: by one's own word, or because the membership ended."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from intakes import candidacies, owed, settling
from intakes.models import Candidacy, CandidacyState, Offer, OfferState
from programs import memberships
from programs.models import Membership, MembershipState

GONE = (MembershipState.REMOVED, MembershipState.WITHDRAWN)


@transaction.atomic
def give_up(*, offer_id: int, at: datetime, by: int | None, reason: str = "") -> Offer:
    """Withdraw after accepting: the membership ends, the seat is free at once and offered on.

    Said twice, it gives the same answer twice.

    :raises settling.OfferGone: the offer was never accepted.
    """
    cohort, offer = settling.locked(offer_id)
    if offer.state != OfferState.ACCEPTED:
        raise settling.OfferGone(offer.state)
    if offer.candidacy.state == CandidacyState.ACCEPTED:
        memberships.leave(
            cohort_id=cohort.pk, user_id=settling.holder_id(offer), by=by, at=at, reason=reason
        )
        _end(offer.candidacy, at=at, by=by, reason=reason)
        owed.about_offer("intakes.gave_up", offer, due_at=at)
        settling.fill_all(cohort, at)
    return offer


def follow_members(at: datetime) -> int:
    """Candidacies of members who left or were removed end too, and their seats are offered on;
    how many there were. A reaction upward is a scan (DESIGN)."""
    membership = Membership.objects.filter(
        cohort=OuterRef("cohort"), user=OuterRef("application__applicant"), state__in=GONE
    )
    gone = Candidacy.objects.filter(Exists(membership), state=CandidacyState.ACCEPTED)
    found = list(gone.order_by("pk").values_list("pk", "cohort_id"))
    for candidacy_id, cohort_id in found:
        _follow(candidacy_id, cohort_id, at)
    return len(found)


@transaction.atomic
def _follow(candidacy_id: int, cohort_id: int, at: datetime) -> None:
    cohort = candidacies.lock_intake_of(cohort_id)
    candidacy = Candidacy.objects.get(pk=candidacy_id)
    if candidacy.state == CandidacyState.ACCEPTED:
        _end(candidacy, at=at, by=None)
        settling.fill_all(cohort, at)


def _end(candidacy: Candidacy, *, at: datetime, by: int | None, reason: str = "") -> None:
    """End a candidacy whose member is gone; the seat they had is free by now."""
    candidacies.move(candidacy, CandidacyState.WITHDRAWN, at=at, by=by, reason=reason)
