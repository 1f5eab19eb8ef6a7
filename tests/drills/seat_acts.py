"""What one process of the drill on seats does to a cohort, by chance."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from intakes import allocation, applications, candidacies, departures, offers
from intakes.models import Application, ApplicationState, Candidacy, CandidacyState, Offer
from programs.models import Cohort
from tests.factories import ApplicationFactory, CandidacyFactory, UserFactory
from tests.intakes.making import MONDAY, ticks

S = CandidacyState
AT = MONDAY + timedelta(hours=2)
REFUSALS = (
    allocation.CannotOffer,
    applications.CannotWithdraw,
    applications.CannotSubmit,
    candidacies.NotPossible,
    offers.CannotDecline,
    offers.OfferGone,
)


def work(
    cohort_id: int, by: int, chance: random.Random, acts: int, gate: Any, *, locked: bool
) -> list[str]:
    """Do so many acts; the names of what was neither an answer nor a refusal."""
    if not locked:
        candidacies.lock_intake = _without_lock
    faults = []
    connection.ensure_connection()
    gate.wait(timeout=120)
    for _n in range(acts):
        act = chance.choice(ACTS)
        try:
            act(Cohort.objects.select_related("community", "intake").get(pk=cohort_id), by, chance)
        except REFUSALS:
            continue
        except Exception as fault:
            faults.append(f"{act.__name__}: {type(fault).__name__}: {fault}")
    connection.close()
    return faults


def _without_lock(intake_id: int) -> dict[int, Cohort]:
    """What a hasty hand writes in place of `candidacies.lock_intake`."""
    found = Cohort.objects.select_related("intake__program", "community").filter(intake=intake_id)
    return {cohort.pk: cohort for cohort in found}


def apply(cohort: Cohort, by: int, chance: random.Random) -> None:
    email = f"{chance.getrandbits(64):x}@example.org"
    draft = ApplicationFactory(
        applicant=UserFactory(email=email),
        intake=cohort.intake,
        state=ApplicationState.DRAFT,
        submitted_at=None,
    )
    CandidacyFactory(application=draft, cohort=cohort, state=S.CHOSEN)
    at = cohort.intake.closes_at - timedelta(days=1)
    applications.submit(application_id=draft.pk, at=at, by=draft.applicant_id)


def offer(cohort: Cohort, by: int, chance: random.Random) -> None:
    rows = Candidacy.objects.filter(cohort=cohort, state__in=(S.ELIGIBLE, S.WAITLISTED))
    if pk := _one(rows, chance):
        allocation.offer_seat(candidacy_id=pk, by=by, at=AT)


def accept(cohort: Cohort, by: int, chance: random.Random) -> None:
    if pk := _one(Offer.objects.live().filter(cohort=cohort), chance):
        offers.accept(offer_id=pk, ticks=ticks(cohort), at=AT, by=None)


def decline(cohort: Cohort, by: int, chance: random.Random) -> None:
    if pk := _one(Offer.objects.live().filter(cohort=cohort), chance):
        offers.decline(offer_id=pk, choice="leave", at=AT, by=None)


def give_up(cohort: Cohort, by: int, chance: random.Random) -> None:
    rows = Offer.objects.filter(cohort=cohort, candidacy__state=S.ACCEPTED, state="accepted")
    if pk := _one(rows, chance):
        departures.give_up(offer_id=pk, at=AT, by=None)


def withdraw(cohort: Cohort, by: int, chance: random.Random) -> None:
    rows = Application.objects.filter(intake=cohort.intake, state="submitted")
    if pk := _one(rows, chance):
        applications.withdraw(application_id=pk, at=AT, by=None)


def promote(cohort: Cohort, by: int, chance: random.Random) -> None:
    allocation.promote(cohort_id=cohort.pk, at=AT)


ACTS: tuple[Callable[[Cohort, int, random.Random], None], ...] = (
    *(apply, offer, accept, accept, decline, give_up, withdraw, promote),
)


def _one(rows: Any, chance: random.Random) -> int | None:
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    return chance.choice(found) if found else None
