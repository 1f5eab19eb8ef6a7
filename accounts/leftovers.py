"""What nobody needs any more: words nobody came back for, old limits, sessions that are over."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from accounts import limits, proofs

# Longer than any limit looks back.
LIMITS_KEPT = timedelta(days=2)


def sweep(*, at: datetime) -> int:
    """Remove it as of `at` (aware); how many rows there were. May be run any number of times.

    Sessions end by the real clock, so the demo's signs nobody out.
    """
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return proofs.forget_old(at=at) + limits.forget(before=at - LIMITS_KEPT)
