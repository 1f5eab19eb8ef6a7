"""What a cohort needs before applicants see it, and before it offers seats."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from programs import belonging
from programs.models import Cohort, Pledge


def can_offer(cohort: Cohort, at: datetime) -> str:
    """Why the cohort can't offer seats at `at` (aware), for the coordinator; '' when it can."""
    return can_offer_each([cohort], at)[cohort.pk]


def can_offer_each(cohorts: Sequence[Cohort], at: datetime) -> dict[int, str]:
    """The same for many cohorts, by their ids, in two queries."""
    unpublished = _("This cohort is not published yet.")
    lacking = lacks_each(cohorts, at)
    return {c.pk: lacking[c.pk] if c.published else unpublished for c in cohorts}


def lacks(cohort: Cohort, at: datetime) -> str:
    """What a cohort needs before it can be published or offer seats; '' when it has all."""
    return lacks_each([cohort], at)[cohort.pk]


def lacks_each(cohorts: Sequence[Cohort], at: datetime) -> dict[int, str]:
    """The same for many cohorts, by their ids, in two queries."""
    profiles = belonging.profiles_of_facilitators([cohort.pk for cohort in cohorts], at)
    communities = {cohort.community_id for cohort in cohorts}
    pledges = Pledge.objects.filter(community__in=communities).order_by()
    pledged = set(pledges.values_list("community", flat=True).distinct())
    return {
        cohort.pk: _lacks(profiles.get(cohort.pk, []), pledged=cohort.community_id in pledged)
        for cohort in cohorts
    }


def _lacks(profiles: list[int | None], *, pledged: bool) -> str:
    if not profiles:
        return _("This cohort has no facilitator yet.")
    if not any(profiles):
        return _("This cohort's facilitator has not filled in the profile yet.")
    if not pledged:
        return _("This community has no purpose and pledge yet for members to accept.")
    return ""
