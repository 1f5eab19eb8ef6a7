"""What comes next for each cohort, from its first application to its last answer.

what_next.of(cohorts, at)[cohort.pk]      # Next("Read 3 applications", "/desk/…")
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intakes import queues
from intakes.models import Candidacy, CandidacyState, Offer, Round
from intakes.queues import Motion, QueueState
from programs.models import Cohort

S = CandidacyState


@dataclass(frozen=True)
class Next:
    """One thing for a coordinator to do, or, without an address, why there is nothing."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """One cohort at a moment."""

    cohort: Cohort
    at: datetime
    queue: QueueState
    round_id: int | None  # one that can still be stopped
    answers: int  # offers that wait for one
    to_read: int = 0
    decided: int = 0  # and nobody has been told
    unasked: int = 0  # wait, and were not asked about the next intake


def of(
    cohorts: Sequence[Cohort], at: datetime, states: Mapping[int, QueueState] | None = None
) -> dict[int, Next]:
    """By cohort, what is next at `at` (aware); they come with their intake and its program. Three
    queries, and those of their queues' states where these are not known yet."""
    ids = [cohort.pk for cohort in cohorts]
    counts = _counts(ids)
    states = queues.queue_states(cohorts, at) if states is None else states
    live = Offer.objects.live().filter(cohort__in=ids, expires_at__gt=at).order_by()
    answers = dict(live.values_list("cohort").annotate(n=Count("pk")))
    waits = Round.objects.filter(cohort__in=ids, stopped_at=None, due_at__gt=at)
    made = dict(waits.order_by("pk").values_list("cohort", "pk"))
    return {
        cohort.pk: _next(
            Facts(
                cohort,
                at,
                states[cohort.pk],
                made.get(cohort.pk),
                answers.get(cohort.pk, 0),
                **counts.get(cohort.pk, {}),
            )
        )
        for cohort in cohorts
    }


def _counts(cohort_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    let_go = Q(state=S.UNSUCCESSFUL, told_at=None)
    rows = Candidacy.objects.filter(cohort__in=cohort_ids).order_by().values("cohort")
    counted = rows.annotate(
        to_read=Count("pk", filter=Q(state=S.IN_REVIEW)),
        decided=Count("pk", filter=Q(state=S.ELIGIBLE) | let_go),
        unasked=Count("pk", filter=Q(state=S.WAITLISTED, application__rollover=None)),
    )
    found = [cast("dict[str, int]", row) for row in counted]
    return {row.pop("cohort"): row for row in found}


def _next(facts: Facts) -> Next:
    return next(said for way in WAYS if (said := way(facts)))


def _round(facts: Facts) -> Next | None:
    if facts.round_id is None:
        return None
    return Next(
        _("A round is on its way, and can be stopped"),
        reverse("admin:intakes_round_change", args=[facts.round_id]),
    )


def _over(facts: Facts) -> Next | None:
    if facts.queue.motion != Motion.OVER:
        return None
    if facts.unasked:
        return Next(
            _("Ask those who wait about the next intake"),
            reverse("admin:intakes_rollover", args=[facts.cohort.pk]),
        )
    return Next(facts.queue.why)


def _reading(facts: Facts) -> Next | None:
    if not facts.to_read:
        return None
    words = ngettext("Read one application", "Read %(count)d applications", facts.to_read)
    where = f"?cohort={facts.cohort.pk}&state={S.IN_REVIEW}"
    return Next(words % {"count": facts.to_read}, reverse("admin:intakes_board") + where)


def _composing(facts: Facts) -> Next | None:
    if not facts.decided:
        return None
    is_open = facts.at < facts.cohort.intake.closes_at
    words = _("Compose the group") if is_open else _("Compose the group and send its round")
    return Next(words, reverse("admin:intakes_compose", args=[facts.cohort.pk]))


def _standing_still(facts: Facts) -> Next | None:
    if facts.queue.motion == Motion.RUNNING or not facts.queue.next_offers:
        return None
    return _queue(facts, _("Somebody waits, and a seat is free"))


def _answers(facts: Facts) -> Next | None:
    if not facts.answers:
        return None
    words = ngettext("One answer to come", "%(count)d answers to come", facts.answers)
    return _queue(facts, words % {"count": facts.answers})


def _line(facts: Facts) -> Next | None:
    if not facts.queue.waiting:
        return None
    if facts.queue.motion == Motion.PAUSED:
        return _queue(facts, _("The waitlist is paused"))
    return Next(_("Nothing: the waitlist runs by itself"))


def _nothing(facts: Facts) -> Next | None:
    intake = facts.cohort.intake
    if facts.at < intake.opens_at:
        return Next(_("Nothing: applications are not open yet"))
    is_open = facts.at < intake.closes_at
    return Next(_("Nothing: applications are open") if is_open else _("Nothing"))


def _queue(facts: Facts, words: str) -> Next:
    return Next(words, reverse("admin:intakes_queue_change", args=[facts.cohort.pk]))


WAYS: tuple[Callable[[Facts], Next | None], ...] = (
    *(_round, _over, _reading, _composing, _standing_still, _answers, _line, _nothing),
)
