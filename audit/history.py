"""Reading the audit: what was done to a thing, or in a cohort, newest first."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from audit.models import Entry, EntryQuerySet


def about(*things: models.Model) -> EntryQuerySet:
    """Entries about any of these objects, with who did it and why."""
    if not things:
        return Entry.objects.none()
    return Entry.objects.filter(_any_of(things)).newest()


def in_cohorts(cohort_ids: Iterable[int]) -> EntryQuerySet:
    """Entries of acts in these cohorts, with who did it and why."""
    return Entry.objects.filter(cohort_id__in=list(cohort_ids)).newest()


def latest_reason(cohort_id: int, verb: str) -> str:
    """Why this was last done in a cohort; '' when nobody said."""
    entry = in_cohorts([cohort_id]).filter(verb=verb).first()
    return entry.reason.text if entry and entry.reason else ""


def _any_of(things: Iterable[models.Model]) -> Q:
    return reduce(
        or_, (Q(object_type=thing._meta.label_lower, object_id=thing.pk) for thing in things)
    )
