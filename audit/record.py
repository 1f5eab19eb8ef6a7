"""Writing the audit: one entry per act, in the transaction of the act."""

from collections.abc import Sequence
from contextvars import ContextVar
from datetime import datetime

from django.db import models, transaction

from audit.models import Entry, Reason

# Set by the request log for the length of one request.
request_id: ContextVar[str] = ContextVar("request_id", default="")


class NotInTransaction(Exception):
    """An entry outside the act's transaction could survive an act that did not."""


def record(
    verb: str,
    obj: models.Model,
    *,
    at: datetime,
    by: int | None,
    cohort_id: int | None = None,
    reason: str = "",
) -> Entry:
    """Write that `by` (a user's id; None is the clock) did `verb` to `obj` at `at` (aware).

    `verb` is a dotted word such as "offer.accepted". The reason's words stand in a row of
    their own so that they can be erased while the entry stays.

    :raises NotInTransaction: no transaction is open.
    """
    return record_many(verb, [obj], at=at, by=by, cohort_id=cohort_id, reason=reason)[0]


def record_many(
    verb: str,
    objects: Sequence[models.Model],
    *,
    at: datetime,
    by: int | None,
    cohort_id: int | None = None,
    reason: str = "",
) -> list[Entry]:
    """Write that one act did `verb` to each of many objects, in their order: one query, and one
    for the reason, whose words they share.

    :raises NotInTransaction: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(verb)
    why = Reason.objects.create(text=reason) if reason and objects else None
    return Entry.objects.bulk_create(
        Entry(
            at=at,
            actor_id=by,
            verb=verb,
            object_type=obj._meta.label_lower,
            object_id=obj.pk,
            cohort_id=cohort_id,
            request_id=request_id.get(),
            reason=why,
        )
        for obj in objects
    )
