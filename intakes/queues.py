"""A cohort's queue: who waits, who comes next, and whether the allocator runs (DOMAIN 0.4)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, TextChoices, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from intakes import apart, deadlines
from intakes.deadlines import Term
from intakes.models import Candidacy, CandidacyState, Offer
from intakes.models.application import CandidacyQuerySet
from notices.models import Notice, NoticeState
from programs import seats
from programs.models import Cohort, CohortState, IntakeState, Seat


class Motion(TextChoices):
    RUNNING = "running", gettext_lazy("Running")
    PAUSED = "paused", gettext_lazy("Paused")
    BLOCKED = "blocked", gettext_lazy("Blocked")


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
    to_decide: int = 0
    apart: int = 0

    @property
    def next_offers(self) -> int:
        """How many offers the allocator would make now if it ran."""
        return min(self.free, self.waiting)


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
    """Of these, the first `count` a seat can be offered to now, and to all of them at once."""
    return apart.first_of(offerable(candidacies), count)


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
    waiting = Candidacy.objects.filter(cohort=cohort).waiting()
    term, counts = deadlines.term(cohort, at), _counts(waiting)
    can, free = counts["waiting"], cohort.seats.free().count()
    why, motion = blocked(cohort, term, at), Motion.BLOCKED
    if not why and cohort.paused_by_id:
        why, motion = _("Paused by %(who)s.") % {"who": cohort.paused_by}, Motion.PAUSED
    return QueueState(
        motion=motion if why else Motion.RUNNING,
        why=why,
        free=free,
        **counts,
        paused_by=cohort.paused_by,
        term=term,
        phone=term.too_short and not term.too_late and bool(free and can),
    )


def _counts(waiting: CandidacyQuerySet) -> dict[str, int]:
    """How many of those who wait can be offered a seat, and what keeps the others from it."""
    kinds = Case(
        When(_holds_a_seat() | _chosen_by_a_better_one(), then=Value("elsewhere")),
        When(apart.open_matches(), then=Value("to_decide")),
        When(apart.kept_apart(), then=Value("apart")),
        default=Value("waiting"),
    )
    counted = waiting.order_by().annotate(kind=kinds).values_list("kind").annotate(n=Count("pk"))
    return {"waiting": 0, "elsewhere": 0, "to_decide": 0, "apart": 0} | dict(counted)


def blocked(cohort: Cohort, term: Term, at: datetime) -> str:
    """Why no seat is offered by itself, in the coordinator's words; '' when nothing blocks."""
    return forbidden(cohort, term, at) or (
        _("Less than a day is left before nobody joins any more. Please phone instead.")
        if term.too_short
        else ""
    )


def forbidden(cohort: Cohort, term: Term, at: datetime) -> str:
    """Why no seat can be offered at all, not even by hand; '' when it can."""
    if cohort.state == CohortState.CLOSED or cohort.intake.state == IntakeState.FINAL:
        return _("This intake is over.")
    if term.too_late:
        return _("Nobody joins any more: seats that become free now stay empty.")
    return seats.can_offer(cohort, at)


@dataclass(frozen=True)
class LiveOffer:
    """An offer that waits for its answer, and how its mail went ('' while there is none)."""

    offer: Offer
    mail: str
    mail_words: str
    phone: bool


MAILS = ("intakes.offer", "intakes.promoted")
# A mail in one of these is somebody's phone call today (DOMAIN 0.5).
NOT_ARRIVED = (NoticeState.FAILED, NoticeState.IN_DOUBT, NoticeState.CALL)


def live_offers(cohort: Cohort) -> list[LiveOffer]:
    """The offers of a cohort that wait for an answer, the first to end first; two queries."""
    offers = list(
        Offer.objects.live()
        .filter(cohort=cohort)
        .select_related("candidacy__application__applicant", "seat")
        .order_by("expires_at", "pk")
    )
    notices = Notice.objects.filter(kind__in=MAILS, object_id__in=[offer.pk for offer in offers])
    mails = {notice.object_id: notice for notice in notices}
    return [_with_mail(offer, mails.get(offer.pk)) for offer in offers]


def _with_mail(offer: Offer, notice: Notice | None) -> LiveOffer:
    if notice is None:
        return LiveOffer(offer, "", "", phone=False)
    return LiveOffer(
        offer, notice.state, notice.get_state_display(), phone=notice.state in NOT_ARRIVED
    )


def waiting_list(cohort: Cohort) -> CandidacyQuerySet:
    """Who waits, in order, each annotated with `elsewhere`."""
    waiting = Candidacy.objects.filter(cohort=cohort).waiting()
    return waiting.select_related("application__applicant").annotate(
        elsewhere=_holds_a_seat() | _chosen_by_a_better_one()
    )
