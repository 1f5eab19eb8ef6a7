"""The public library: what cohorts have agreed to share with everybody, and whom to ask."""

from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, QuerySet

from sessions.models import Passing, Resource
from sessions.resources import passing, shelf

A_PAGE = 20


def shelved(at: datetime) -> QuerySet[Passing]:
    """What stands in the library at `at`."""
    return passing.arrived(at).filter(cohort=None).select_related("resource")


def read(words: str, number: str, at: datetime) -> Page[Passing]:
    """A page of the library, the newest or the best match first."""
    rows = shelved(at)
    if words:
        found = shelf.narrowed(Resource.objects.all(), shelf.Wanted(words=words))
        rows = rows.filter(Exists(found.order_by().filter(pk=OuterRef("resource"))))
    return Paginator(rows.order_by(F("agreed_at").desc(), "-pk"), A_PAGE).get_page(number)


def one(passing_id: int, at: datetime) -> Passing | None:
    """A resource in the library, if this is one."""
    return shelved(at).filter(pk=passing_id).first()
