"""How often one thing may be done. A token bucket is one row, so it holds over all workers."""

from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from accounts.models import Bucket

# The network address of whoever asks, for the length of one request; set by the middleware.
client: ContextVar[str] = ContextVar("client", default="")

# Refilled up to this moment, one token taken; no row comes back where less than one was left.
TAKE = """
INSERT INTO accounts_bucket AS bucket (key, tokens, filled_at)
VALUES (%(key)s, %(capacity)s - 1, %(at)s)
ON CONFLICT (key) DO UPDATE
SET tokens = {left} - 1, filled_at = greatest(bucket.filled_at, excluded.filled_at)
WHERE {left} >= 1
RETURNING 1
"""
LEFT = """
least(%(capacity)s, bucket.tokens + %(capacity)s / %(seconds)s
    * greatest(0, extract(epoch FROM excluded.filled_at - bucket.filled_at)))
"""


def take(key: str, *, capacity: int, per: timedelta, at: datetime) -> bool:
    """Take one of `capacity` tokens that refill evenly within `per`; False when none is left.

    Atomic: callers at the same instant take turns on the bucket's row. Part of the caller's
    transaction, if there is one: what is rolled back was not taken.

    :param at: the moment of the act, aware.
    """
    values: dict[str, str | float | datetime] = {
        "key": key,
        "capacity": float(capacity),
        "seconds": per.total_seconds(),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(left=LEFT), values)
        return cursor.fetchone() is not None


def key_for(name: str, who: str) -> str:
    """A bucket's key that doesn't tell whose it is: the table is no list of who asked."""
    return f"{name}:{salted_hmac('accounts.limits', who, algorithm='sha256').hexdigest()[:40]}"


def forget(*, before: datetime) -> int:
    """Remove buckets nobody has taken from since; how many there were."""
    return Bucket.objects.filter(filled_at__lt=before).delete()[0]
