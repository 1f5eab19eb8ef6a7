"""Making offers: a seat held, a row, a mail, inside an act that has locked the intake."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from intakes import candidacies, owed
from intakes.deadlines import Term
from intakes.models import Candidacy, CandidacyState, Offer
from intakes.models.application import CandidacyQuerySet
from programs import seats
from programs.models import Cohort

S = CandidacyState
# In a round both are in line: nobody who waits since an earlier one is passed over.
IN_LINE = (S.ELIGIBLE, S.WAITLISTED)


class CannotOffer(Exception):
    """A refusal, worded for the coordinator who will read it."""


def of(cohort: Cohort, *states: CandidacyState) -> CandidacyQuerySet:
    """A cohort's candidacies in some states, each with its person."""
    found = Candidacy.objects.filter(cohort=cohort, state__in=states)
    return found.select_related("application__applicant")


def offer_to(
    cohort: Cohort,
    people: Sequence[Candidacy],
    term: Term,
    *,
    at: datetime,
    by: int | None,
) -> list[Offer]:
    """Hold the lowest free seats for these candidacies, in their order, and tell their people.

    :raises CannotOffer: there are fewer free seats than candidacies.
    """
    return [_offer(cohort, candidacy, term, at=at, by=by) for candidacy in people]


def _offer(
    cohort: Cohort, candidacy: Candidacy, term: Term, *, at: datetime, by: int | None
) -> Offer:
    """Hold the lowest free seat for a candidacy. There is one: it was counted under the lock."""
    seat = seats.hold_lowest_free(cohort, candidacy.application.applicant_id)
    if seat is None:
        raise CannotOffer(_("Every seat is held."))
    waited = candidacy.state == S.WAITLISTED
    offer = Offer.objects.create(
        candidacy=candidacy,
        cohort=cohort,
        seat=seat,
        sent_at=term.sent_at,
        expires_at=term.expires_at,
    )
    candidacies.move(candidacy, S.OFFERED, at=at, by=by, told_at=candidacy.told_at or at)
    kind = "intakes.promoted" if waited else "intakes.offer"
    owed.about_offer(kind, offer, due_at=term.sent_at)
    return offer
