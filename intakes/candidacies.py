"""What can happen to a candidacy (DOMAIN 0.2). Nothing else assigns `Candidacy.state`.

Lock order, everywhere: cohort, application, offer, seat. Whoever moves a candidacy between
`eligible`, `waitlisted` and `offered`, or settles an offer, first holds every cohort of the
intake (`lock_intake`): the same person may wait in several of them, and has one seat at most.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit import record
from intakes.models import Candidacy, CandidacyState
from programs.models import Cohort

S = CandidacyState

MOVES: dict[S, frozenset[S]] = {
    S.CHOSEN: frozenset({S.IN_REVIEW, S.WITHDRAWN}),
    S.IN_REVIEW: frozenset({S.ELIGIBLE, S.UNSUCCESSFUL, S.WITHDRAWN}),
    S.UNSUCCESSFUL: frozenset({S.IN_REVIEW}),  # reopened, with a reason
    # Back to being read with a reason, before a round: a slip can be put right.
    S.ELIGIBLE: frozenset({S.IN_REVIEW, S.OFFERED, S.WAITLISTED, S.WITHDRAWN}),
    S.WAITLISTED: frozenset({S.OFFERED, S.LEFT, S.ROLLED_OVER, S.LAPSED, S.WITHDRAWN}),
    S.OFFERED: frozenset({S.ACCEPTED, S.DECLINED, S.EXPIRED, S.RESCINDED}),
    S.EXPIRED: frozenset({S.WAITLISTED}),  # once: `requeued`
    S.ROLLED_OVER: frozenset({S.WITHDRAWN}),  # until the next intake has it
    S.ACCEPTED: frozenset({S.WITHDRAWN, S.COMPLETED}),
}
BEFORE_REVIEW_ENDS = (S.IN_REVIEW, S.ELIGIBLE)
BEFORE_AN_OFFER = (S.CHOSEN, *BEFORE_REVIEW_ENDS, S.WAITLISTED)
A_BATCH = 500
LIVE = (*BEFORE_AN_OFFER, S.OFFERED, S.ACCEPTED)


class NotPossible(Exception):
    """A refusal, worded for the person or coordinator who will read it."""


def lock_intake(intake_id: int) -> dict[int, Cohort]:
    """Lock every cohort of an intake, in the order of their ids; by id.

    Called first in a transaction. Everything scarce of one intake takes turns from here on.
    """
    cohorts = (
        Cohort.objects.select_for_update(of=("self",), no_key=True)
        .select_related("intake__program", "community")
        .filter(intake=intake_id)
        .order_by("pk")
    )
    return {cohort.pk: cohort for cohort in cohorts}


def lock_intake_of(cohort_id: int) -> Cohort:
    """Lock the intake of a cohort, and answer with that cohort."""
    intake_id = Cohort.objects.values_list("intake_id", flat=True).get(pk=cohort_id)
    return lock_intake(intake_id)[cohort_id]


def siblings(cohort: Cohort) -> list[Cohort]:
    """All cohorts of a cohort's intake, itself among them, in the order of their ids."""
    found = Cohort.objects.filter(intake=cohort.intake_id).order_by("pk")
    return list(found.select_related("intake__program", "community"))


def move(
    candidacy: Candidacy,
    to: CandidacyState,
    *,
    at: datetime,
    by: int | None,
    reason: str = "",
    **changes: object,
) -> None:
    """Move a locked candidacy, with the fields that change beside its state, and say so in the
    audit.

    :param by: who does it; None is the clock.
    :raises NotPossible: no arrow leads there from where it stands.
    """
    _check(candidacy, to)
    candidacy.state = to
    for name, value in changes.items():
        setattr(candidacy, name, value)
    candidacy.save(update_fields=["state", *changes])
    record.record(
        f"candidacy.{to}", candidacy, at=at, by=by, cohort_id=candidacy.cohort_id, reason=reason
    )


def move_many(
    rows: Sequence[Candidacy],
    to: CandidacyState,
    *,
    at: datetime,
    by: int | None,
    reason: str = "",
    fields: Sequence[str] = (),
) -> None:
    """`move` for many candidacies at once, one cohort's or several: a query for a few hundred
    rows, and one for each cohort.

    :param fields: what else the caller has set on the rows and wants kept.
    :raises NotPossible: for one of them no arrow leads there; nothing was changed.
    """
    for candidacy in rows:
        _check(candidacy, to)
    for candidacy in rows:
        candidacy.state = to
    Candidacy.objects.bulk_update(rows, ["state", *fields], batch_size=A_BATCH)
    for cohort_id in sorted({candidacy.cohort_id for candidacy in rows}):
        of_it = [candidacy for candidacy in rows if candidacy.cohort_id == cohort_id]
        record.record_many(
            f"candidacy.{to}", of_it, at=at, by=by, cohort_id=cohort_id, reason=reason
        )


def put_back(rows: Sequence[Candidacy], *, at: datetime, by: int | None, reason: str) -> None:
    """Keep the states that were set on these rows again, as before what was undone in time, a
    round or an offer: nobody has seen what it did. Not a move: no arrow leads back."""
    Candidacy.objects.bulk_update(rows, ["state", "told_at"], batch_size=A_BATCH)
    for cohort_id in sorted({candidacy.cohort_id for candidacy in rows}):
        of_it = [candidacy for candidacy in rows if candidacy.cohort_id == cohort_id]
        record.record_many(
            "candidacy.put_back", of_it, at=at, by=by, cohort_id=cohort_id, reason=reason
        )


def _check(candidacy: Candidacy, to: CandidacyState) -> None:
    if to not in MOVES.get(CandidacyState(candidacy.state), ()):
        raise NotPossible(
            _("“%(now)s” can't become “%(to)s”.")
            % {"now": candidacy.get_state_display(), "to": to.label}
        )
