"""How far people have come in an intake, cohort by cohort, and how long each step takes.

The days are read from the audit: every move of a candidacy stands there with its moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from intakes.models import Application, Candidacy, CandidacyState, Offer, OfferState
from programs.models import Cohort, Intake

S = CandidacyState
WIDTH, BAR = 320, 26
# The states in which somebody waits for somebody, in their order.
WAITS = (S.IN_REVIEW, S.ELIGIBLE, S.OFFERED, S.WAITLISTED)


@dataclass(frozen=True)
class Bar:
    """One step of a funnel; `width` is how long its bar is drawn."""

    label: str
    count: int
    share: int  # percent of the first step
    width: int


@dataclass(frozen=True)
class Wait:
    """How long people are in a state: `now` of them are in it. Days."""

    label: str
    now: int
    middle: float | None
    longest: float | None


@dataclass(frozen=True)
class Part:
    """The whole intake, or one cohort."""

    name: str
    cohort_id: int | None
    bars: list[Bar]
    waits: list[Wait]


def read(intake: Intake, at: datetime) -> list[Part]:
    """The intake as a whole, then each cohort of it; four queries, as of `at` (aware)."""
    cohorts = list(Cohort.objects.filter(intake=intake).order_by("community__order", "name", "pk"))
    counts = _counts(intake)
    days = _days(intake, at)
    whole = Part(_("The whole intake"), None, bars(_people(intake)), _waits(None, counts, days))
    return [
        whole,
        *(
            Part(
                cohort.name,
                cohort.pk,
                bars(_steps(counts.get(cohort.pk, {}))),
                _waits(cohort.pk, counts, days),
            )
            for cohort in cohorts
        ),
    ]


def bars(steps: Iterable[tuple[str, int]]) -> list[Bar]:
    """Steps with where their bars stand; the longest fills the width."""
    listed = list(steps)
    most = max((count for _label, count in listed), default=0) or 1
    first = listed[0][1] if listed else 0
    return [
        Bar(
            label=label,
            count=count,
            share=round(100 * count / first) if first else 0,
            width=max(round(WIDTH * count / most), 2 if count else 0),
        )
        for label, count in listed
    ]


Counts = dict[int, dict[str, Any]]


def _offered(*states: OfferState) -> Exists:
    found = Offer.objects.filter(candidacy=OuterRef("pk"))
    return Exists(found.filter(state__in=states) if states else found)


def _counts(intake: Intake) -> Counts:
    """By cohort, how many came how far, and how many stand in each state now."""
    rows = Candidacy.objects.filter(intake=intake).exclude(state=S.CHOSEN)
    rows = rows.annotate(had_offer=_offered(), accepted=_offered(OfferState.ACCEPTED))
    now = {state.value: Count("pk", filter=Q(state=state)) for state in WAITS}
    found = (
        rows.order_by()
        .values("cohort")
        .annotate(
            sent=Count("pk"),
            suitable=Count("pk", filter=Q(eligible_since__isnull=False)),
            asked=Count("pk", filter=Q(had_offer=True)),
            yes=Count("pk", filter=Q(accepted=True)),
            **{f"now_{state}": count for state, count in now.items()},
        )
    )
    return {row["cohort"]: dict(row) for row in found}


def _steps(row: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (_("Asked for it"), row.get("sent", 0)),
        (_("Suitable"), row.get("suitable", 0)),
        (_("Offered a seat"), row.get("asked", 0)),
        (_("Accepted"), row.get("yes", 0)),
    ]


def _people(intake: Intake) -> list[tuple[str, int]]:
    """The same of people rather than of choices, from the day they began to write."""

    def some(**of: object) -> Q:
        return Q(Exists(Candidacy.objects.filter(application=OuterRef("pk"), **of)))

    row = Application.objects.filter(intake=intake).aggregate(
        begun=Count("pk"),
        sent=Count("pk", filter=Q(submitted_at__isnull=False)),
        suitable=Count("pk", filter=some(eligible_since__isnull=False)),
        offers=Count("pk", filter=some(offers__isnull=False)),
        yes=Count("pk", filter=some(offers__state=OfferState.ACCEPTED)),
    )
    return [
        (_("Began to write"), row["begun"]),
        (_("Sent"), row["sent"]),
        (_("Suitable"), row["suitable"]),
        (_("Offered a seat"), row["offers"]),
        (_("Accepted"), row["yes"]),
    ]


Days = dict[tuple[int | None, str], tuple[float, float]]

# Each stay in a state: from the move into it to the next move, or to now.
DAYS = """
WITH moves AS (
    SELECT candidacy.cohort_id AS cohort, split_part(entry.verb, '.', 2) AS state, entry.at,
        lead(entry.at) OVER (PARTITION BY entry.object_id ORDER BY entry.id) AS until
    FROM audit_entry entry
    JOIN intakes_candidacy candidacy ON candidacy.id = entry.object_id
    WHERE entry.object_type = 'intakes.candidacy' AND candidacy.intake_id = %(intake)s
        AND entry.verb = ANY(%(verbs)s)
), stays AS (
    SELECT cohort, state, extract(epoch FROM coalesce(until, %(at)s) - at) / 86400 AS days
    FROM moves WHERE state = ANY(%(states)s)
)
SELECT cohort, state, percentile_cont(0.5) WITHIN GROUP (ORDER BY days), max(days)
FROM stays GROUP BY GROUPING SETS ((cohort, state), (state))
"""


def _days(intake: Intake, at: datetime) -> Days:
    """By cohort (None: all of them) and state, the middle and the longest stay, in days."""
    values: dict[str, Any] = {
        "intake": intake.pk,
        "verbs": [f"candidacy.{state}" for state in S.values],
        "states": [str(state) for state in WAITS],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(DAYS, values)
        return {
            (cohort, state): (float(middle), float(longest))
            for cohort, state, middle, longest in cursor.fetchall()
        }


def _waits(cohort_id: int | None, counts: Counts, days: Days) -> list[Wait]:
    def now(state: CandidacyState) -> int:
        mine = [counts.get(cohort_id, {})] if cohort_id else counts.values()
        return sum(row.get(f"now_{state}", 0) for row in mine)

    nothing = (None, None)
    return [
        Wait(str(state.label).capitalize(), now(state), *days.get((cohort_id, state), nothing))
        for state in WAITS
    ]
