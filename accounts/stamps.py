"""The stamp that every session of a person carries: a new one ends them all."""

import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.record import record


@transaction.atomic
def renew(*, user_id: int, verb: str, by: int | None, at: datetime) -> User:
    """Write down what changed about how somebody signs in, and end every session they have.

    The session in which they changed it can be kept by its view, which knows it.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    user.session_stamp = secrets.token_hex(16)
    user.save(update_fields=["session_stamp"])
    record(verb, user, at=at, by=by)
    return user
