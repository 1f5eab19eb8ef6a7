"""What a facilitator or coordinator may do next, as far as programs know."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.steps import Step
from programs import belonging, facilitators
from programs.models import Program

SOON, SOMETIME = 1, 3


def for_person(user: User, at: datetime) -> list[Step]:
    """The profile a facilitator still owes; the set-up of an empty site."""
    return [*_profile(user, at), *_set_up(user)]


def _profile(user: User, at: datetime) -> list[Step]:
    if not user.holds_staff_role or facilitators.profile_of(user.pk):
        return []
    if not belonging.cohorts_facilitated(user, at).exists():
        return []
    return [
        Step(
            title=_("Tell people how you facilitate"),
            detail=_("Your cohort can offer its seats once this is filled in."),
            url=reverse("programs:profile"),
            action=_("Fill it in"),
            urgency=SOON,
        )
    ]


def _set_up(user: User) -> list[Step]:
    if not user.is_superuser or Program.objects.exists():
        return []
    return [
        Step(
            title=_("Set up your first program"),
            detail=_("Nothing is here yet. A page leads you through it, step by step."),
            url=reverse("programs:setup"),
            action=_("Begin"),
            urgency=SOON,
        )
    ]
