"""A cohort that forms is active from the start of its first session."""

from datetime import datetime

from programs import states
from programs.models import Cohort, CohortState
from sessions.models import SessionState


def sweep(at: datetime) -> list[int]:
    """Begin every cohort whose first session has started by `at` (aware); the ids of these.

    A coordinator may have done so before; moved at once by two, it is one move.
    """
    begun = (
        Cohort.objects.filter(
            state=CohortState.FORMING,
            sessions__starts_at__lte=at,
            sessions__is_induction=False,
            sessions__state__in=(SessionState.SCHEDULED, SessionState.HELD),
        )
        .order_by("pk")
        .distinct()
        .values_list("pk", flat=True)
    )
    moved = list(begun)
    for pk in moved:
        states.move(model=Cohort, pk=pk, to=CohortState.ACTIVE, by=None, at=at)
    return moved
