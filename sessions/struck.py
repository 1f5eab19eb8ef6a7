"""Somebody's words were struck out: whoever wrote them is told so, never which."""

from datetime import datetime

from django.db import models

from notices import outbox

STRUCK = "sessions.struck"


def tell(thing: models.Model, *, author_id: int, cohort_id: int, by: int, at: datetime) -> None:
    """Owe the author the news, once, in the transaction of the act; not of what they struck
    themselves."""
    if author_id == by:
        return
    outbox.queue(
        STRUCK,
        key=outbox.key_for(STRUCK, thing._meta.model_name, thing.pk),
        due_at=at,
        recipient_id=author_id,
        object_id=thing.pk,
        cohort_id=cohort_id,
    )
