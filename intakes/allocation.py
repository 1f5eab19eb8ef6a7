"""Who is offered a seat. A cohort never has more holders than seats (DOMAIN 0.1 to 0.4, 0.8).

Lock order, everywhere: cohort, application, offer, seat. Every act here begins by locking the
cohorts of the intake (`candidacies.lock_intake`) and counts free seats after that.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes import apart, candidacies, deadlines, offering, owed, queues
from intakes.candidacies import lock_intake_of
from intakes.deadlines import Term
from intakes.models import Candidacy, CandidacyState, Offer
from intakes.offering import CannotOffer as CannotOffer
from programs import seats
from programs.models import Cohort, CohortState, IntakeState, SeatState

S = CandidacyState


class CannotChange(Exception):
    """A refusal, worded for the coordinator who will read it."""


# ------------------------------------------------- one seat


@transaction.atomic
def offer_seat(*, candidacy_id: int, by: int, at: datetime) -> Offer:
    """Offer one free seat to one person who is eligible or waits, if nobody is before them.

    :raises CannotOffer: every seat is held, somebody waits before them, or they can't be.
    """
    cohort = lock_intake_of(_cohort_of(candidacy_id))
    term = deadlines.term(cohort, at)
    if why := queues.forbidden(cohort, term, at):
        raise CannotOffer(why)
    apart.look(at=at, cohort_ids=[cohort.pk])
    candidacy = (
        queues.offerable(offering.of(cohort, *offering.IN_LINE)).filter(pk=candidacy_id).first()
    )
    if candidacy is None:
        raise CannotOffer(_("This person can't be offered a seat here now."))
    if not cohort.seats.free().exists():
        raise CannotOffer(_("Every seat is held."))
    first = queues.next_ones(offering.of(cohort, S.WAITLISTED), 1)
    if first and first[0].pk != candidacy.pk:
        raise CannotOffer(_("Somebody waits before this person. Change the band, with a reason."))
    return offering.offer_to(cohort, [candidacy], term, at=at, by=by)[0]


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
    return [offer for pk in _ready() for offer in promote(cohort_id=pk, at=at)]


def _ready() -> list[int]:
    """Cohorts in which something might be offered. Free seats come first: they are few, and
    where there is none, the lists of those who wait are not looked at."""
    free = Cohort.objects.filter(seats__state=SeatState.FREE, paused_by=None)
    free = free.exclude(state=CohortState.CLOSED).exclude(intake__state=IntakeState.FINAL)
    some = list(free.distinct().order_by("pk").values_list("pk", flat=True))
    waits = Candidacy.objects.waiting().order_by().filter(cohort=OuterRef("pk"))
    ready = Cohort.objects.filter(Exists(waits), pk__in=some) if some else Cohort.objects.none()
    return list(ready.order_by("pk").values_list("pk", flat=True))


def fill(cohort: Cohort, *, at: datetime, by: int | None = None) -> list[Offer]:
    """What `promote` does, inside somebody's act that has locked the cohort's intake."""
    free = cohort.seats.free().count()
    if not free or not offering.of(cohort, S.WAITLISTED).exists():
        return []
    term = deadlines.term(cohort, at)
    if not _may_run(cohort, term, at, by):
        return []
    apart.look(at=at, cohort_ids=[cohort.pk])
    next_ones = queues.next_ones(offering.of(cohort, S.WAITLISTED), free)
    return offering.offer_to(cohort, next_ones, term, at=at, by=by)


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


def _cohort_of(candidacy_id: int) -> int:
    return Candidacy.objects.values_list("cohort_id", flat=True).get(pk=candidacy_id)


def _may_run(cohort: Cohort, term: Term, at: datetime, by: int | None) -> bool:
    if by is not None:
        return not queues.forbidden(cohort, term, at)
    return cohort.paused_by_id is None and not queues.blocked(cohort, term, at)
