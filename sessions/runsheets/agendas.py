"""A cohort's run-sheets beside one another: who owns the agenda, who leads, who speaks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q

from programs.models import Role, RoleKind
from sessions.models import ItemKind, ItemState, RunSheet, RunSheetItem, Session

NOT_LED = (ItemKind.ARRIVE, ItemKind.BREAK)


@dataclass(frozen=True)
class Agenda:
    """One session of the rota, and what its run-sheet comes to."""

    session: Session
    sheet: RunSheet | None
    led: int
    by_members: int
    stories: int
    is_over: bool

    @property
    def share(self) -> int | None:
        """How much of what is led members lead, in hundredths; None: nothing is planned."""
        return round(100 * self.by_members / self.led) if self.led else None


def over_the_sessions(cohort_id: int, at: datetime) -> list[Agenda]:
    """All sessions that take place, in order; three queries."""
    sessions = Session.objects.filter(cohort=cohort_id).taking_place()
    known = RunSheet.objects.filter(session__cohort=cohort_id).select_related("speaker")
    by_session = {sheet.session_id: sheet for sheet in known}
    counts = _counts(cohort_id)
    nothing = {"led": 0, "by_members": 0, "stories": 0}
    return [
        Agenda(
            session=session,
            sheet=by_session.get(session.pk),
            is_over=session.ends_at <= at,
            **counts.get(session.pk, nothing),
        )
        for session in sessions
    ]


def _counts(cohort_id: int) -> dict[int, dict[str, int]]:
    """By session: items that somebody leads, those members lead, and stories."""
    facilitators = Role.objects.filter(cohort=cohort_id, kind=RoleKind.FACILITATOR).values("user")
    rows = (
        RunSheetItem.objects.filter(run_sheet__session__cohort=cohort_id, state=ItemState.PLANNED)
        .values(number=F("run_sheet__session"))
        .annotate(
            led=Count("pk", filter=~Q(kind__in=NOT_LED)),
            by_members=Count(
                "pk",
                filter=~Q(kind__in=NOT_LED) & Q(lead__isnull=False) & ~Q(lead__in=facilitators),
            ),
            stories=Count("pk", filter=Q(kind=ItemKind.STORY)),
        )
    )
    names = ("led", "by_members", "stories")
    found: list[dict[str, Any]] = list(rows)  # type: ignore[arg-type]
    return {row["number"]: {name: row[name] for name in names} for row in found}
