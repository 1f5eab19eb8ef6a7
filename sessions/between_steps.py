"""What waits for somebody between sessions: whether something they shared may go further."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.steps import Step
from sessions import circle
from sessions.resources import shelf


def for_person(user: User, at: datetime) -> list[Step]:
    """One step for each resource that somebody would pass on; one query where none is asked for.
    Who is not of the cohort any more is asked nothing."""
    asked = {one.resource_id: one.resource for one in shelf.asked_of(user)}
    cohorts = {one.cohort_id for one in asked.values()}
    theirs = {pk for pk in cohorts if circle.standing_of(pk, user, at).belongs}
    return [
        Step(
            title=_("May something you shared go further?"),
            url=reverse("sessions:resource", args=[one.cohort.code, one.pk]),
            action=_("See what is asked"),
            detail=_("No is a fine answer, too."),
        )
        for one in asked.values()
        if one.cohort_id in theirs
    ]
