"""A run-sheet that is not whole five days before: a word to the facilitators (DOMAIN 3.4)."""

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from programs.models import Role, RoleKind
from programs.reminder_rules import Ask, Recipient, Thing
from sessions.models import ItemState, RunSheetItem, Session, SessionState

INCOMPLETE = "sessions.run_sheet_incomplete"
CHUNK = 500


def not_ready() -> QuerySet[Session]:
    """Sessions to come whose planned items do not fill them, or where a proposal waits."""
    items = RunSheetItem.objects.filter(run_sheet__session=OuterRef("pk"))
    planned = items.filter(state=ItemState.PLANNED).order_by().values("run_sheet")
    return (
        Session.objects.filter(state=SessionState.SCHEDULED)
        .annotate(planned=Subquery(planned.annotate(total=Sum("minutes")).values("total")))
        .filter(
            Q(planned=None)
            | ~Q(planned=F("minutes"))
            | Exists(items.filter(state=ItemState.PROPOSED))
        )
    )


def near(ask: Ask) -> Iterator[Thing]:
    """Sessions to come that are not planned yet."""
    found = not_ready().filter(starts_at__gt=ask.first, starts_at__lte=ask.last)
    if ask.program_id is not None:
        found = found.filter(cohort__intake__program=ask.program_id)
    if ask.user_id is not None:
        mine = Role.objects.live(at=ask.at).filter(kind=RoleKind.FACILITATOR, user=ask.user_id)
        found = found.filter(Exists(mine.filter(cohort=OuterRef("cohort"))))
    sessions = found.select_related("cohort__intake").order_by("starts_at", "pk")
    for session in sessions.iterator(chunk_size=CHUNK):
        yield Thing(
            object_id=session.pk,
            program_id=session.cohort.intake.program_id,
            when=session.starts_at.astimezone(ZoneInfo(session.time_zone)),
            until=session.starts_at,
            cohort_id=session.cohort_id,
            version=session.version,
            since=session.dated_at,
            data={"version": session.version},
        )


def facilitators(things: Sequence[Thing], ask: Ask) -> Mapping[int, Sequence[Recipient]]:
    """Who facilitates each; one query."""
    cohorts = {thing.cohort_id for thing in things}
    roles = Role.objects.live(at=ask.at).filter(kind=RoleKind.FACILITATOR, cohort__in=cohorts)
    by_cohort: dict[int | None, list[Recipient]] = {}
    for cohort_id, user_id, since in roles.values_list("cohort", "user", "since"):
        by_cohort.setdefault(cohort_id, []).append(Recipient(user_id, since))
    return {thing.object_id: by_cohort.get(thing.cohort_id, []) for thing in things}
