"""What a person needs to take part. Health information: the person's own, shown to nobody else."""

from datetime import datetime

from django.db import transaction

from accounts.models import AccessNeed
from audit.record import record


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
    by: int,
    at: datetime,
) -> AccessNeed:
    """Keep what somebody needs. The audit notes that they said something, never what.

    :param share_adjustments: whether a facilitator may see what to prepare.
    """
    need, _new = AccessNeed.objects.update_or_create(
        user_id=user_id,
        defaults={
            "access": access,
            "captions": captions,
            "auslan": auslan,
            "dietary": dietary,
            "caring": caring,
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
