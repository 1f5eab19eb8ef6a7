"""Stories come up regularly: a word when two sessions have gone by without one."""

from sessions.models import (
    ItemKind,
    ItemState,
    RunSheet,
    RunSheetItem,
    Session,
    SessionState,
)

WITHOUT = 2  # sessions


def are_missed(session: Session, planned: list[RunSheetItem]) -> bool:
    """Whether the last two planned sessions had no story, and this one has none either."""
    if any(item.kind == ItemKind.STORY and item.state == ItemState.PLANNED for item in planned):
        return False
    before = (
        RunSheet.objects.filter(
            session__cohort=session.cohort_id,
            session__starts_at__lt=session.starts_at,
            items__state=ItemState.PLANNED,
        )
        .exclude(session__state=SessionState.CANCELLED)
        .order_by("-session__starts_at")
        .values_list("pk", flat=True)
        .distinct()[:WITHOUT]
    )
    told = RunSheetItem.objects.filter(
        run_sheet__in=[*before], kind=ItemKind.STORY, state=ItemState.PLANNED
    )
    return len(before) == WITHOUT and not told.exists()
