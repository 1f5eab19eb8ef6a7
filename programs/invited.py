"""Inviting people to a role; who follows the invitation has it."""

from datetime import datetime

from accounts.models import User
from programs import roles
from programs.models import RoleKind


def to_facilitate(*, cohort_id: int, email: str, by: int, at: datetime) -> None:
    """Invite somebody to facilitate a cohort."""
    user = User.objects.by_email(email)
    if user is not None:
        roles.grant(user_id=user.pk, kind=RoleKind.FACILITATOR, cohort_id=cohort_id, by=by, at=at)
