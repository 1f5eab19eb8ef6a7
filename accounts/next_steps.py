"""What accounts may ask of a person."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.steps import Step


def for_person(user: User, at: datetime) -> list[Step]:
    """A name for the others, as long as there is none."""
    if user.display_name:
        return []
    return [
        Step(
            title=_("Tell us what to call you"),
            detail=_("It is the name that others in your cohort see."),
            action=_("Give a name"),
            url=reverse("accounts:profile"),
            urgency=4,
        )
    ]
