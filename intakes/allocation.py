"""Who is offered a seat. A cohort never has more holders than seats (DOMAIN 0.1 to 0.4, 0.8).

Lock order, everywhere: cohort, application, offer, seat. Every act here begins by locking the
cohorts of the intake (`candidacies.lock_intake`) and counts free seats after that.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes import candidacies, deadlines, owed, queues
from intakes.candidacies import lock_intake_of
from intakes.deadlines import Term
from intakes.models import Candidacy, CandidacyState, Offer
from intakes.models.application import CandidacyQuerySet
from intakes.queues import queue_state as queue_state
from intakes.rounds import Round
from programs import seats
from programs.models import Cohort, CohortState, IntakeState, SeatState

S = CandidacyState
# In a round both are in line: nobody who waits since an earlier one is passed over.
IN_LINE = (S.ELIGIBLE, S.WAITLISTED)


class CannotOffer(Exception):
    """A refusal, worded for the coordinator who will read it."""


class CannotChange(Exception):
    """A refusal, worded for the coordinator who will read it."""


# ------------------------------------------------- a round


def preview(cohort: Cohort, at: datetime) -> Round:
    """What `make_offers` would do at `at` (aware), without doing it.

    :raises CannotOffer: this cohort can't offer seats now.
    """
    term = deadlines.term(cohort, at)
    if why := queues.forbidden(cohort, term, at):
        raise CannotOffer(why)
    in_line = _of(cohort, *IN_LINE)
    offered = list(queues.offerable(in_line)[: cohort.seats.free().count()])
    chosen = {candidacy.pk for candidacy in offered}
    eligible = _of(cohort, S.ELIGIBLE).in_order()
    untold = _of(cohort, S.UNSUCCESSFUL).filter(told_at=None).in_order()
    return Round(offered, [c for c in eligible if c.pk not in chosen], list(untold), term)


@transaction.atomic
def make_offers(*, cohort_id: int, by: int, at: datetime, shown: str | None = None) -> Round:
    """Offer the free seats to the eligible in the waitlist's order, waitlist the rest, and tell
    those who were unsuccessful. Made again, it finds nothing left to do.

    :param at: the moment of the act, aware; an offer's days count from when its mail leaves.
    :param shown: the stamp of the round the coordinator saw; another one is not made.
    :raises CannotOffer: this cohort can't offer seats now, or the round is another meanwhile.
    """
    cohort = lock_intake_of(cohort_id)
    found = preview(cohort, at)
    if found.is_empty:
        return found
    if shown is not None and shown != found.stamp:
        raise CannotOffer(_("Things have changed since you looked. Please look at it again."))
    for candidacy in found.offered:
        _offer(cohort, candidacy, found.term, at=at, by=by)
    chosen_elsewhere = {c.pk for c in queues.elsewhere(_of(cohort, S.ELIGIBLE))}
    for candidacy in found.waitlisted:
        waitlist(candidacy, at=at, by=by, say_so=candidacy.pk not in chosen_elsewhere)
    for candidacy in found.unsuccessful:
        _tell_unsuccessful(candidacy, at)
    record.record("cohort.round_made", cohort, at=at, by=by, cohort_id=cohort.pk)
    _fill_others(cohort, at)
    return found


@transaction.atomic
def offer_seat(*, candidacy_id: int, by: int, at: datetime) -> Offer:
    """Offer one free seat to one person who is eligible or waits, if nobody is before them.

    :raises CannotOffer: every seat is held, somebody waits before them, or they can't be.
    """
    cohort = lock_intake_of(_cohort_of(candidacy_id))
    term = deadlines.term(cohort, at)
    if why := queues.forbidden(cohort, term, at):
        raise CannotOffer(why)
    candidacy = queues.offerable(_of(cohort, *IN_LINE)).filter(pk=candidacy_id).first()
    if candidacy is None:
        raise CannotOffer(_("This person can't be offered a seat here now."))
    if not cohort.seats.free().exists():
        raise CannotOffer(_("Every seat is held."))
    first = queues.offerable(_of(cohort, S.WAITLISTED)).first()
    if first is not None and first.pk != candidacy.pk:
        raise CannotOffer(_("Somebody waits before this person. Change the band, with a reason."))
    return _offer(cohort, candidacy, term, at=at, by=by)


# ------------------------------------------------- promotion


@transaction.atomic
def promote(*, cohort_id: int, at: datetime, by: int | None = None) -> list[Offer]:
    """Offer the free seats to the next who wait: exactly min(free, waiting) offers. Run again,
    it changes nothing.

    The clock (`by` None) stops before a paused queue and in the last day before the cut-off; a
    coordinator's hand does not.
    """
    return fill(lock_intake_of(cohort_id), at=at, by=by)


def promote_all(at: datetime) -> list[Offer]:
    """The safety net: each cohort with a free seat and somebody waiting, a transaction each."""
    waiting = Candidacy.objects.waiting().order_by().values("cohort")
    ready = Cohort.objects.filter(pk__in=waiting, seats__state=SeatState.FREE, paused_by=None)
    ready = ready.exclude(state=CohortState.CLOSED).exclude(intake__state=IntakeState.FINAL)
    pks = ready.distinct().order_by("pk").values_list("pk", flat=True)
    return [offer for pk in list(pks) for offer in promote(cohort_id=pk, at=at)]


def fill(cohort: Cohort, *, at: datetime, by: int | None = None) -> list[Offer]:
    """What `promote` does, inside somebody's act that has locked the cohort's intake."""
    free = cohort.seats.free().count()
    if not free or not _of(cohort, S.WAITLISTED).exists():
        return []
    term = deadlines.term(cohort, at)
    if not _may_run(cohort, term, at, by):
        return []
    next_ones = list(queues.offerable(_of(cohort, S.WAITLISTED))[:free])
    return [_offer(cohort, c, term, at=at, by=by) for c in next_ones]


def fill_each(cohorts: Iterable[Cohort], *, at: datetime) -> None:
    """Promote in several cohorts of one locked intake."""
    for cohort in cohorts:
        fill(cohort, at=at)


def waitlist(
    candidacy: Candidacy,
    *,
    at: datetime,
    by: int | None,
    say_so: bool = True,
    back: bool = False,
) -> None:
    """Put a candidacy on its cohort's waitlist; its intake is locked.

    :param back: it was there before and goes behind the others.
    :param say_so: whether a mail says so; another cohort's offer would only be muddled by it.
    """
    requeued = back or candidacy.requeued
    candidacies.move(candidacy, S.WAITLISTED, at=at, by=by, told_at=at, requeued=requeued)
    if say_so:
        owed.outcome("intakes.waitlisted", candidacy, at=at)


# ------------------------------------------------- what a coordinator sets


@transaction.atomic
def change_capacity(
    *, cohort_id: int, capacity: int, by: int, at: datetime, reason: str
) -> list[Offer]:
    """Give a cohort more places or fewer, and offer what is free to those who wait.

    :raises programs.seats.CannotChange: more seats are held than would be left, or no reason.
    """
    lock_intake_of(cohort_id)
    cohort = seats.change_capacity(
        cohort_id=cohort_id, capacity=capacity, by=by, at=at, reason=reason
    )
    return fill(cohort, at=at)


@transaction.atomic
def change_band(*, candidacy_id: int, band: int, reason: str, by: int, at: datetime) -> Candidacy:
    """Move somebody to another priority band of the line; lower comes first.

    :raises CannotChange: no reason, no sane band, or they are not in line any more.
    """
    lock_intake_of(_cohort_of(candidacy_id))
    candidacy = Candidacy.objects.get(pk=candidacy_id)
    if not reason.strip():
        raise CannotChange(_("Please say why: others will ask."))
    if not 1 <= band <= 9:
        raise CannotChange(_("Bands go from 1, which comes first, to 9."))
    if candidacy.state not in candidacies.BEFORE_AN_OFFER:
        raise CannotChange(_("This person is not in line any more."))
    candidacy.band = band
    candidacy.save(update_fields=["band"])
    record.record(
        "candidacy.band_changed",
        candidacy,
        at=at,
        by=by,
        cohort_id=candidacy.cohort_id,
        reason=_("Band %(band)d. %(why)s") % {"band": band, "why": reason},
    )
    return candidacy


@transaction.atomic
def pause(*, cohort_id: int, by: int, at: datetime, reason: str = "") -> Cohort:
    """Stop promoting by itself. A queue that is paused stays paused by whoever did it first."""
    cohort = lock_intake_of(cohort_id)
    if cohort.paused_by_id is None:
        _set_paused(cohort, by, at)
        record.record("cohort.paused", cohort, at=at, by=by, cohort_id=cohort.pk, reason=reason)
    return cohort


@transaction.atomic
def resume(*, cohort_id: int, by: int, at: datetime) -> list[Offer]:
    """Promote by itself again, beginning now."""
    cohort = lock_intake_of(cohort_id)
    if cohort.paused_by_id is not None:
        _set_paused(cohort, None, None)
        record.record("cohort.resumed", cohort, at=at, by=by, cohort_id=cohort.pk)
    return fill(cohort, at=at)


def _set_paused(cohort: Cohort, by: int | None, at: datetime | None) -> None:
    cohort.paused_by_id, cohort.paused_at = by, at
    cohort.save(update_fields=["paused_by", "paused_at"])


# ------------------------------------------------- inside


def _of(cohort: Cohort, *states: CandidacyState) -> CandidacyQuerySet:
    found = Candidacy.objects.filter(cohort=cohort, state__in=states)
    return found.select_related("application__applicant")


def _cohort_of(candidacy_id: int) -> int:
    return Candidacy.objects.values_list("cohort_id", flat=True).get(pk=candidacy_id)


def _may_run(cohort: Cohort, term: Term, at: datetime, by: int | None) -> bool:
    if by is not None:
        return not queues.forbidden(cohort, term, at)
    return cohort.paused_by_id is None and not queues.blocked(cohort, term, at)


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


def _tell_unsuccessful(candidacy: Candidacy, at: datetime) -> None:
    """Mark a candidacy as told; the mail goes once nothing else of the application is open."""
    candidacy.told_at = at
    candidacy.save(update_fields=["told_at"])
    others = Candidacy.objects.filter(application=candidacy.application_id)
    if not others.filter(state__in=candidacies.LIVE).exists():
        owed.outcome("intakes.unsuccessful", candidacy, at=at)


def _fill_others(cohort: Cohort, at: datetime) -> None:
    """Whoever waited for this round's outcome may be offered a seat elsewhere now."""
    fill_each([c for c in candidacies.siblings(cohort) if c.pk != cohort.pk], at=at)
