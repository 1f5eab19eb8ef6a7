"""What somebody has seen of a cohort's board and shelf, and whether it may call them."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from audit.record import record
from sessions.models import LastSeen


@transaction.atomic
def look(
    *, cohort_id: int, user_id: int, what: Literal["board_at", "resources_at"], at: datetime
) -> None:
    """The person looks at it now; a clock that is behind takes nothing back."""
    mark, new = LastSeen.objects.get_or_create(
        cohort_id=cohort_id, user_id=user_id, defaults={what: at}
    )
    before = getattr(mark, what)
    if not new and (before is None or before < at):
        LastSeen.objects.filter(pk=mark.pk).update(**{what: at})


@transaction.atomic
def mute(*, cohort_id: int, user_id: int, muted: bool, at: datetime) -> LastSeen:
    """No nudge is sent because of this cohort, or is again. Twice is once."""
    mark, _new = LastSeen.objects.select_for_update().get_or_create(
        cohort_id=cohort_id, user_id=user_id
    )
    if mark.muted != muted:
        mark.muted = muted
        mark.save(update_fields=["muted"])
        verb = "nudge.muted" if muted else "nudge.unmuted"
        record(verb, mark, at=at, by=user_id)
    return mark
