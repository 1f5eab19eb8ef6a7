"""A cohort's queue: who waits, who comes next, and whether the allocator runs (DOMAIN 0.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Count, Exists, OuterRef, TextChoices, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from intakes import apart, deadlines
from intakes.deadlines import Term
from intakes.models import Candidacy, CandidacyState, Round
from intakes.models.application import CandidacyQuerySet
from programs import readiness, seats
from programs.models import Cohort, CohortState, IntakeState, Seat

STRETCH = 100  # candidacies looked at together when the next in line are sought


class Motion(TextChoices):
    RUNNING = "running", gettext_lazy("Running")
    PAUSED = "paused", gettext_lazy("Paused")
    BLOCKED = "blocked", gettext_lazy("Blocked")
    OVER = "over", gettext_lazy("Over")  # for good, and nothing is asked of anybody


class NextStep(TextChoices):
    """What would become of a seat that became free now."""

    OFFER = "offer"  # offered to the first in line
    PHONE = "phone"  # somebody phones the first in line
    STAY = "stay"  # free until somebody acts: paused, or something is missing
    NOBODY = "nobody"  # free: nobody waits who could have it
    EMPTY = "empty"  # empty for good


class Why(TextChoices):
    """What keeps somebody who waits from an offer, beside the order."""

    ELSEWHERE = "elsewhere", gettext_lazy("holds a seat, or is chosen by a cohort they prefer")
    TO_DECIDE = "to_decide", gettext_lazy("not in one room with: to be decided first")
    APART = "apart", gettext_lazy("not together with somebody there")


@dataclass(frozen=True)
class QueueState:
    """What a queue does at a moment, and why. `why` is empty only while it runs.

    `waiting` counts those who can be offered a seat; `elsewhere` those who wait too but hold a
    seat or are chosen by a cohort they would rather join; `to_decide` those whom an undecided
    match keeps from an offer, and `apart` those who are not to be together with somebody there
    (DOMAIN 0.12).
    """

    motion: Motion
    why: str
    free: int
    waiting: int
    elsewhere: int
    paused_by: User | None
    term: Term
    phone: bool  # seats and people are there, but less than a day is left
    next_step: NextStep
    to_decide: int = 0
    apart: int = 0

    @property
    def next_offers(self) -> int:
        """How many offers the allocator would make now if it ran."""
        return min(self.free, self.waiting)

    @property
    def is_empty_for_good(self) -> bool:
        """Nobody joins any more: what becomes free stays empty."""
        return self.next_step == NextStep.EMPTY


def elsewhere(candidacies: CandidacyQuerySet) -> CandidacyQuerySet:
    """Of these, whoever holds a seat of the intake, or is chosen by a cohort they prefer that
    has not made its round yet (DOMAIN 0.2)."""
    return candidacies.filter(_holds_a_seat() | _chosen_by_a_better_one())


def offerable(candidacies: CandidacyQuerySet) -> CandidacyQuerySet:
    """Of these, whoever a seat can be offered to now, in their order: not who has one, nor who
    may not be in one room with somebody there (DOMAIN 0.12)."""
    free = candidacies.exclude(_holds_a_seat() | _chosen_by_a_better_one())
    return free.exclude(apart.open_matches() | apart.kept_apart()).in_order()


def next_ones(candidacies: CandidacyQuerySet, count: int) -> list[Candidacy]:
    """Of these, the first `count` a seat can be offered to now, and to all of them at once.

    The line is read off its index a stretch at a time: what keeps people from an offer is asked
    of those in front alone, however long the list is.
    """
    chosen: list[Candidacy] = []
    line, start = candidacies.in_order().values_list("pk", flat=True), 0
    while len(chosen) < count and (stretch := list(line[start : start + STRETCH])):
        start += STRETCH
        found = list(offerable(candidacies.filter(pk__in=stretch)))
        chosen = apart.compatible([*chosen, *found])[:count]
    return chosen


def _holds_a_seat() -> Exists:
    return Exists(
        Seat.objects.filter(intake=OuterRef("intake"), holder=OuterRef("application__applicant"))
    )


def _chosen_by_a_better_one() -> Exists:
    return Exists(
        Candidacy.objects.filter(
            application=OuterRef("application"),
            rank__lt=OuterRef("rank"),
            state=CandidacyState.ELIGIBLE,
        )
    )


def queue_state(cohort: Cohort, at: datetime) -> QueueState:
    """What a cohort's queue does at `at` (aware): running, paused by whom, blocked by what."""
    return queue_states([cohort], at)[cohort.pk]


def queue_states(cohorts: Sequence[Cohort], at: datetime) -> dict[int, QueueState]:
    """The same for many cohorts, by their ids, in eight queries at most; the cohorts come with
    their intake and its program."""
    terms = deadlines.terms(cohorts, at)
    lacking = readiness.can_offer_each(cohorts, at)
    counts, free = _counts([c.pk for c in cohorts]), seats.free_each([c.pk for c in cohorts])
    stoppable = _rounds_wait(cohorts, at)
    pausing = User.objects.in_bulk({c.paused_by_id for c in cohorts if c.paused_by_id})
    return {
        cohort.pk: _state(
            cohort,
            terms[cohort.pk],
            lacking[cohort.pk] or stoppable.get(cohort.intake_id, ""),
            free=free.get(cohort.pk, 0),
            counts=counts[cohort.pk],
            paused_by=pausing.get(cohort.paused_by_id),
        )
        for cohort in cohorts
    }


def _state(
    cohort: Cohort,
    term: Term,
    lacking: str,
    *,
    free: int,
    counts: dict[str, int],
    paused_by: User | None,
) -> QueueState:
    why, motion = _ended(cohort, term), Motion.OVER
    if not why:
        why, motion = lacking or _short(term), Motion.BLOCKED
    if not why and paused_by:
        why, motion = _("Paused by %(who)s.") % {"who": paused_by}, Motion.PAUSED
    return QueueState(
        motion=motion if why else Motion.RUNNING,
        why=why,
        free=free,
        **counts,
        paused_by=paused_by,
        term=term,
        phone=term.too_short and not term.too_late and bool(free and counts["waiting"]),
        next_step=_next_step(cohort, term, lacking, motion if why else Motion.RUNNING, counts),
    )


def _next_step(
    cohort: Cohort, term: Term, lacking: str, motion: Motion, counts: dict[str, int]
) -> NextStep:
    """What would become of a seat that became free now."""
    if _ended(cohort, term):
        return NextStep.EMPTY
    if not counts["waiting"]:
        return NextStep.NOBODY
    if lacking or motion == Motion.PAUSED:
        return NextStep.STAY
    return NextStep.PHONE if term.too_short else NextStep.OFFER


def _counts(cohort_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many of those who wait can be offered a seat, and what keeps the others from it."""
    waiting = Candidacy.objects.filter(cohort__in=cohort_ids).waiting().order_by()
    kinds = waiting.annotate(kind=_kept_by()).values_list("cohort", "kind")
    found = {pk: {"waiting": 0, **dict.fromkeys(Why.values, 0)} for pk in cohort_ids}
    for cohort_id, kind, number in kinds.annotate(n=Count("pk")):
        found[cohort_id][kind or "waiting"] = number
    return found


def why_not(candidacies: CandidacyQuerySet) -> dict[int, str]:
    """What keeps some of these from an offer, beside the order: `Why` by candidacy; one query."""
    rows = candidacies.order_by().annotate(kind=_kept_by()).exclude(kind="")
    return dict(rows.values_list("pk", "kind"))


def _kept_by() -> Case:
    return Case(
        When(_holds_a_seat() | _chosen_by_a_better_one(), then=Value(str(Why.ELSEWHERE))),
        When(apart.open_matches(), then=Value(str(Why.TO_DECIDE))),
        When(apart.kept_apart(), then=Value(str(Why.APART))),
        default=Value(""),
        output_field=CharField(),
    )


def blocked(cohort: Cohort, term: Term, at: datetime) -> str:
    """Why no seat is offered by itself, in the coordinator's words; '' when nothing blocks."""
    why = forbidden(cohort, term, at) or _short(term)
    return why or _rounds_wait([cohort], at).get(cohort.intake_id, "")


def _rounds_wait(cohorts: Sequence[Cohort], at: datetime) -> dict[int, str]:
    """By intake, what says that a round of it can still be stopped: so long nothing moves there
    by itself, or the round could not be taken back whole."""
    zones = {cohort.intake_id: cohort.intake.program.zone for cohort in cohorts}
    waits = Round.objects.filter(
        cohort__intake__in=zones, stopped_at=None, made_at__lte=at, due_at__gt=at
    )
    found = waits.order_by("due_at").values_list("cohort__intake", "due_at")
    said = _("A round can still be stopped, until %(until)s. Then this goes on by itself.")
    return {
        pk: said % {"until": date_format(due_at.astimezone(zones[pk]), "D j F, H:i")}
        for pk, due_at in found
    }


def forbidden(cohort: Cohort, term: Term, at: datetime) -> str:
    """Why no seat can be offered at all, not even by hand; '' when it can."""
    return _ended(cohort, term) or readiness.can_offer(cohort, at)


def is_over(cohort: Cohort) -> bool:
    """Whether a coordinator has ended the cohort or its intake."""
    return cohort.state == CohortState.CLOSED or cohort.intake.state == IntakeState.FINAL


def _ended(cohort: Cohort, term: Term) -> str:
    if is_over(cohort):
        return _("This intake is over.")
    if term.too_late:
        return _("Nobody joins any more: seats that become free now stay empty.")
    return ""


def _short(term: Term) -> str:
    if not term.too_short:
        return ""
    return _("Less than a day is left before nobody joins any more. Please phone instead.")


def waiting_list(cohort: Cohort) -> CandidacyQuerySet:
    """Who waits, in order, each annotated with `elsewhere`."""
    waiting = Candidacy.objects.filter(cohort=cohort).waiting()
    return waiting.select_related("application__applicant").annotate(
        elsewhere=_holds_a_seat() | _chosen_by_a_better_one()
    )
