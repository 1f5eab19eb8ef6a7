"""Making offers: a seat held, a row, a mail, inside an act that has locked the intake."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from intakes import candidacies, owed
from intakes.deadlines import Term
from intakes.models import Candidacy, CandidacyState, Offer
from intakes.models.application import CandidacyQuerySet
from programs import seats
from programs.models import Cohort, Seat

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

    As many queries for one as for many.

    :raises CannotOffer: there are fewer free seats than candidacies.
    """
    people = list(people)
    if not people:
        return []
    held = seats.hold_many(cohort, [c.application.applicant_id for c in people])
    return _write(cohort, people, held, term, at=at, by=by)


def offer_seat_to(
    cohort: Cohort,
    candidacy: Candidacy,
    held: Seat,
    term: Term,
    *,
    at: datetime,
    by: int | None,
    reason: str,
) -> Offer:
    """Offer one person the seat that is held for them already, out of turn, with a reason."""
    return _write(cohort, [candidacy], [held], term, at=at, by=by, reason=reason)[0]


def _write(
    cohort: Cohort,
    people: list[Candidacy],
    held: list[Seat],
    term: Term,
    *,
    at: datetime,
    by: int | None,
    reason: str = "",
) -> list[Offer]:
    """Write the offers of these seats, in the same order, and owe their mails."""
    if len(held) < len(people):
        raise CannotOffer(_("Every seat is held."))
    waited = {candidacy.pk for candidacy in people if candidacy.state == S.WAITLISTED}
    made = Offer.objects.bulk_create(
        Offer(
            candidacy=candidacy,
            cohort=cohort,
            seat=seat,
            sent_at=term.sent_at,
            expires_at=term.expires_at,
            late=term.late,
        )
        for candidacy, seat in zip(people, held, strict=True)
    )
    for candidacy in people:
        candidacy.told_at = candidacy.told_at or term.sent_at
    candidacies.move_many(people, S.OFFERED, at=at, by=by, reason=reason, fields=["told_at"])
    for kind, promoted in (("intakes.promoted", True), ("intakes.offer", False)):
        about = [offer for offer in made if (offer.candidacy_id in waited) == promoted]
        owed.about_offers(kind, about, due_at=term.sent_at)
    return made
