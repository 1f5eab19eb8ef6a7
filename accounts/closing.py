"""Closing an account: its owner is out on the next request, and gets no mail any more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import stamps
from accounts.models import User


class CannotClose(Exception):
    """A refusal, worded for whoever keeps the site."""


@transaction.atomic
def close(*, user_id: int, by: int, at: datetime) -> User:
    """Close an account; a closed one stays as it is.

    :raises CannotClose: it is one's own.
    """
    if user_id == by:
        raise CannotClose(_("You cannot close your own account: somebody must keep the site."))
    return _set(user_id, active=False, verb="person.closed", by=by, at=at)


@transaction.atomic
def reopen(*, user_id: int, by: int, at: datetime) -> User:
    """Let somebody in again; an open account stays as it is.

    :raises CannotClose: they asked to be erased, and nobody is there any more.
    """
    if User.objects.filter(pk=user_id, erased_at__isnull=False).exists():
        raise CannotClose(_("This person asked to be erased. Nobody is there any more."))
    return _set(user_id, active=True, verb="person.reopened", by=by, at=at)


def _set(user_id: int, *, active: bool, verb: str, by: int, at: datetime) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if user.is_active == active:
        return user
    user.is_active = active
    user.save(update_fields=["is_active"])
    return stamps.renew(user_id=user_id, verb=verb, by=by, at=at)
