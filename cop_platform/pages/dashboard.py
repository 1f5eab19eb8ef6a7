"""Today at the desk: what waits, each cohort's seats, what comes and what was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from accounts.models import User
from audit import clock, history
from audit.models import Entry
from cop_platform.pages import gathering
from intakes import queues, what_next
from intakes.models import Candidacy, CandidacyState
from programs import belonging
from programs.models import Cohort, CohortState, SeatState
from sessions.models import Session, SessionState

CIRCLES_A_PAGE = 12
SESSIONS_SHOWN = 6
ACTS_SHOWN = 12
TONES = {"running": "settled", "paused": "needs", "blocked": "needs", "over": "ended"}


@dataclass(frozen=True)
class Circle:
    """One cohort as the dashboard draws it."""

    code: str
    name: str
    community: str
    intake: str
    confirmed: int
    held: int
    free: int
    waiting: int
    next_at: datetime | None
    zone: str
    queue: queues.QueueState | None
    next: what_next.Next

    @property
    def queue_word(self) -> str:
        return str(self.queue.motion.label) if self.queue else ""

    @property
    def queue_tone(self) -> str:
        return TONES[self.queue.motion] if self.queue else ""


def context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """unfold's DASHBOARD_CALLBACK: what templates/admin/index.html shows."""
    return context | read(request.user, clock.now(), request.GET.get("page"))  # type: ignore[arg-type]


def read(viewer: User, at: datetime, page: str | None = None) -> dict[str, Any]:
    """Everything of today for one coordinator, as of `at` (aware)."""
    theirs = _theirs(viewer, at)
    return {
        "waiting": gathering.waiting_for(viewer, at),
        "circles": circles(theirs, at, page),
        "ahead": ahead(theirs, at),
        "recent": recent(theirs),
    }


def _theirs(viewer: User, at: datetime) -> QuerySet[Cohort]:
    programs = belonging.programs_coordinated(viewer, at)
    return Cohort.objects.filter(intake__program__in=programs)


def circles(theirs: QuerySet[Cohort], at: datetime, page: str | None) -> Page[Any]:
    """The cohorts that are not closed, a page of them, the next to begin first."""
    rows = (
        theirs.exclude(state=CohortState.CLOSED)
        .select_related("community", "intake__program", "paused_by")
        .annotate(**_seat_counts(), waiting=_waiting(), next_at=_next_session(at))
        .order_by("window_first", "id")
    )
    found: Page[Any] = Paginator(rows, CIRCLES_A_PAGE).get_page(page)
    shown = list(found.object_list)
    states = queues.queue_states(shown, at)
    ahead = what_next.of(shown, at, states)
    found.object_list = [_circle(one, states[one.pk], ahead[one.pk]) for one in shown]
    return found


def _seat_counts() -> dict[str, Any]:
    return {
        f"{state}_seats": Count("seats", filter=Q(seats__state=state)) for state in SeatState.values
    }


def _waiting() -> Subquery:
    rows = Candidacy.objects.filter(cohort=OuterRef("pk"), state=CandidacyState.WAITLISTED)
    return Subquery(rows.order_by().values("cohort").annotate(n=Count("id")).values("n"))


def _next_session(at: datetime) -> Subquery:
    rows = Session.objects.filter(
        cohort=OuterRef("pk"), state=SessionState.SCHEDULED, ends_at__gt=at
    )
    return Subquery(rows.order_by("starts_at").values("starts_at")[:1])


def _circle(cohort: Any, queue: queues.QueueState, next_one: what_next.Next) -> Circle:
    # A queue with nobody in it does nothing; only one that works is worth a word.
    works = cohort.waiting or cohort.paused_by_id
    return Circle(
        code=cohort.code,
        name=cohort.name,
        community=cohort.community.name,
        intake=cohort.intake.name,
        confirmed=cohort.confirmed_seats,
        held=cohort.held_seats,
        free=cohort.free_seats,
        waiting=cohort.waiting or 0,
        next_at=cohort.next_at,
        zone=cohort.time_zone,
        queue=queue if works else None,
        next=next_one,
    )


@dataclass(frozen=True)
class Ahead:
    code: str
    cohort_name: str
    number: int
    starts_at: datetime
    zone: str


def ahead(theirs: QuerySet[Cohort], at: datetime) -> list[Ahead]:
    """The next sessions of all their cohorts."""
    rows = (
        Session.objects.to_come()
        .filter(cohort__in=theirs, ends_at__gt=at)
        .values_list("cohort__code", "cohort__name", "number", "starts_at", "time_zone")
    )
    return [Ahead(*row) for row in rows[:SESSIONS_SHOWN]]


def recent(theirs: QuerySet[Cohort]) -> list[Entry]:
    """What was done in their cohorts lately."""
    return list(history.in_cohorts(theirs.values_list("pk", flat=True))[:ACTS_SHOWN])
