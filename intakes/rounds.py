"""A round: one cohort's offers, waitlist and outcomes, seen together before they go out."""

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes import allocation, apart, candidacies, deadlines, offering, owed, queues
from intakes.deadlines import Term
from intakes.models import Candidacy, CandidacyState
from intakes.offering import CannotOffer as CannotOffer
from programs.models import Cohort

S = CandidacyState


@dataclass(frozen=True)
class Round:
    """What making offers comes to: who is offered a seat, who waits, who is told it isn't now."""

    offered: list[Candidacy]
    waitlisted: list[Candidacy]
    unsuccessful: list[Candidacy]
    term: Term

    @property
    def stamp(self) -> str:
        """The same for the same people in the same order, and no other."""
        groups = (self.offered, self.waitlisted, self.unsuccessful)
        line = ";".join(",".join(str(candidacy.pk) for candidacy in group) for group in groups)
        return f"{crc32(line.encode()):08x}"

    @property
    def is_empty(self) -> bool:
        """There is nothing left to do."""
        return not (self.offered or self.waitlisted or self.unsuccessful)


def preview(cohort: Cohort, at: datetime) -> Round:
    """What `make_offers` would do at `at` (aware), without doing it.

    :raises CannotOffer: this cohort can't offer seats now.
    """
    term = deadlines.term(cohort, at)
    if why := queues.forbidden(cohort, term, at):
        raise CannotOffer(why)
    in_line = offering.of(cohort, *offering.IN_LINE)
    offered = queues.next_ones(in_line, cohort.seats.free().count())
    chosen = {candidacy.pk for candidacy in offered}
    eligible = offering.of(cohort, S.ELIGIBLE).in_order()
    untold = offering.of(cohort, S.UNSUCCESSFUL).filter(told_at=None).in_order()
    return Round(offered, [c for c in eligible if c.pk not in chosen], list(untold), term)


@transaction.atomic
def make_offers(*, cohort_id: int, by: int, at: datetime, shown: str | None = None) -> Round:
    """Offer the free seats to the eligible in the waitlist's order, waitlist the rest, and tell
    those who were unsuccessful. Made again, it finds nothing left to do.

    :param at: the moment of the act, aware; an offer's days count from when its mail leaves.
    :param shown: the stamp of the round the coordinator saw; another one is not made.
    :raises CannotOffer: this cohort can't offer seats now, or the round is another meanwhile.
    """
    cohort = candidacies.lock_intake_of(cohort_id)
    apart.look(at=at, cohort_ids=[cohort.pk])
    found = preview(cohort, at)
    if found.is_empty:
        return found
    if shown is not None and shown != found.stamp:
        raise CannotOffer(_("Things have changed since you looked. Please look at it again."))
    offering.offer_to(cohort, found.offered, found.term, at=at, by=by)
    chosen_elsewhere = {c.pk for c in queues.elsewhere(offering.of(cohort, S.ELIGIBLE))}
    for candidacy in found.waitlisted:
        allocation.waitlist(candidacy, at=at, by=by, say_so=candidacy.pk not in chosen_elsewhere)
    for candidacy in found.unsuccessful:
        _tell_unsuccessful(candidacy, at)
    record.record("cohort.round_made", cohort, at=at, by=by, cohort_id=cohort.pk)
    _fill_others(cohort, at)
    return found


def _tell_unsuccessful(candidacy: Candidacy, at: datetime) -> None:
    """Mark a candidacy as told; the mail goes once nothing else of the application is open."""
    candidacy.told_at = at
    candidacy.save(update_fields=["told_at"])
    others = Candidacy.objects.filter(application=candidacy.application_id)
    if not others.filter(state__in=candidacies.LIVE).exists():
        owed.outcome("intakes.unsuccessful", candidacy, at=at)


def _fill_others(cohort: Cohort, at: datetime) -> None:
    """Whoever waited for this round's outcome may be offered a seat elsewhere now."""
    allocation.fill_each([c for c in candidacies.siblings(cohort) if c.pk != cohort.pk], at=at)
