"""What facilitators say of themselves: empathy, emotion and tension, knowledge of prevention.

A cohort whose facilitator has no filled-in profile can't be published or offer seats.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from programs.models import FacilitatorProfile

ASKED = ("empathy", "tension", "knowledge")


class NotFilledIn(Exception):
    """A refusal, worded for the facilitator."""


@transaction.atomic
def describe(
    *,
    user_id: int,
    empathy: str,
    tension: str,
    knowledge: str,
    about: str = "",
    by: int | None,
    at: datetime,
) -> FacilitatorProfile:
    """Write a facilitator's profile, or write it anew.

    :raises NotFilledIn: one of the three asked for is empty.
    """
    words = {"empathy": empathy, "tension": tension, "knowledge": knowledge, "about": about}
    words = {name: said.strip() for name, said in words.items()}
    if not all(words[name] for name in ASKED):
        raise NotFilledIn(_("Please say something to each of the three."))
    profile, made = FacilitatorProfile.objects.update_or_create(user_id=user_id, defaults=words)
    verb = "facilitator.described" if made else "facilitator.described_anew"
    record.record(verb, profile, at=at, by=by)
    return profile


def profile_of(user_id: int) -> FacilitatorProfile | None:
    """A person's profile; None before it is filled in."""
    return FacilitatorProfile.objects.filter(user=user_id).first()
