"""What a person needs to take part. Health information: the person's own, kept apart.

Nobody comes across it: whoever works at the desk reads it by `read`, which says who did and why.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessNeed, User
from audit.record import record

SAID = ("access", "captions", "auslan", "dietary", "caring", "background")


class NeedsAReason(Exception):
    """A refusal, worded for whoever would read."""

    def __init__(self) -> None:
        super().__init__(_("Please say why you need to read it: the person can see that you did."))


def of(user_id: int) -> AccessNeed:
    """The person's own record; empty where they said nothing."""
    return AccessNeed.objects.filter(user_id=user_id).first() or AccessNeed(user_id=user_id)


@transaction.atomic
def change(
    *,
    user_id: int,
    access: str,
    captions: bool,
    auslan: bool,
    dietary: str,
    caring: str,
    share_adjustments: bool,
    background: str = "",
    by: int,
    at: datetime,
) -> AccessNeed:
    """Keep what somebody needs. The audit notes that they said something, never what.

    :param share_adjustments: whether a facilitator may see what to prepare.
    :param background: who they are, in their own words, if they like.
    """
    need, _new = AccessNeed.objects.update_or_create(
        user_id=user_id,
        defaults={
            "access": access,
            "captions": captions,
            "auslan": auslan,
            "dietary": dietary,
            "caring": caring,
            "background": background,
            "share_adjustments": share_adjustments,
        },
    )
    record("access_need.changed", need, at=at, by=by)
    return need


@transaction.atomic
def forget(*, user_id: int, by: int | None, at: datetime) -> bool:
    """Remove the record; whether there was one."""
    need = AccessNeed.objects.filter(user_id=user_id).first()
    if need is None:
        return False
    record("access_need.removed", need, at=at, by=by)
    need.delete()
    return True


@transaction.atomic
def read(*, user_id: int, by: int, at: datetime, reason: str) -> AccessNeed:
    """Read what somebody needs, for a reason; that it was read, by whom and why, is kept.

    :raises NeedsAReason: none was given.
    """
    if not reason.strip():
        raise NeedsAReason
    record("access_need.read", User.objects.get(pk=user_id), at=at, by=by, reason=reason.strip())
    return of(user_id)


def anything(need: AccessNeed) -> bool:
    """Whether somebody said anything there."""
    return any(getattr(need, name) for name in SAID)
