"""A place for one named person, out of turn, with a reason: beyond the capacity while every seat
is held (DOMAIN 0.8), or after nobody joins any more, once the cohort has agreed to it (0.9)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from intakes import candidacies, deadlines, offering, queues
from intakes.deadlines import Term
from intakes.models import Candidacy, Offer
from intakes.models.application import CandidacyQuerySet
from intakes.offering import CannotOffer as CannotOffer
from programs import grants, readiness, seats
from programs.models import Cohort, Seat


@transaction.atomic
def offer_place(*, candidacy_id: int, reason: str, by: int, at: datetime) -> Offer:
    """Offer one person a place out of turn. Before the cut-off it is an extra seat, which goes
    with them; after it, a seat that stayed free, or else an extra one.

    :param at: the moment of the act, aware.
    :raises CannotOffer: no reason; a seat is free for whoever is next; the cohort has not agreed
        to people who join late; or this person can't be offered a seat here.
    """
    known = Candidacy.objects.get(pk=candidacy_id)
    cohort = candidacies.lock_intake_of(known.cohort_id)
    if not reason.strip():
        raise CannotOffer(_("Please say why: others wait in order."))
    in_line = offering.of(cohort, *offering.IN_LINE)
    candidacy = queues.offerable(in_line).filter(pk=candidacy_id).first()
    if candidacy is None:
        raise CannotOffer(_kept_back(in_line.filter(pk=candidacy_id)))
    term = deadlines.term(cohort, at)
    if why := refusal(cohort, term, at):
        raise CannotOffer(why)
    if term.too_late:
        term = deadlines.late_term(cohort, at)
    seat = _seat(cohort, candidacy, reason, by=by, at=at)
    return offering.offer_seat_to(cohort, candidacy, seat, term, at=at, by=by, reason=reason)


def refusal(cohort: Cohort, term: Term, at: datetime) -> str:
    """Why nobody can be given a place out of turn at `at` (aware); '' when somebody can."""
    if queues.is_over(cohort):
        return _("This intake is over.")
    if why := readiness.can_offer(cohort, at):
        return why
    if term.too_late:
        return lacks_consent(cohort, at)
    if cohort.seats.free().exists():
        return _("A seat is free: it goes to whoever is next. Nobody needs an extra one.")
    return ""


def _kept_back(in_line: CandidacyQuerySet) -> str:
    """Why this one person can't be offered a seat."""
    for why in queues.why_not(in_line).values():
        words = {"why": queues.Why(why).label}
        return _("This person can't be offered a seat here now: %(why)s.") % words
    return _("This person can't be offered a seat here now.")


def _seat(cohort: Cohort, candidacy: Candidacy, reason: str, *, by: int, at: datetime) -> Seat:
    holder = candidacy.application.applicant_id
    free = seats.hold_lowest_free(cohort, holder)
    if free is not None:
        return free
    extra = seats.add_extra_seat(cohort_id=cohort.pk, reason=reason, by=by, at=at)
    return seats.hold(extra, holder)


def lacks_consent(cohort: Cohort, at: datetime) -> str:
    """Why nobody can join this cohort late; '' once its agreement says that people may."""
    if grants.allows(cohort.pk, grants.LATE_JOIN, at):
        return ""
    return _(
        "Nobody joins any more unless the cohort has agreed to it, and its agreement does not say "
        "so. Please ask the facilitator to bring it up with them."
    )
