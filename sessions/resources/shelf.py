"""What a cohort finds on its shelf: its own resources, and what others passed on to it.

Searched in PostgreSQL (websearch syntax: "a phrase", or, -without), by tag and by session; a
page at a time, in the same number of queries however many there are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from programs.models import Cohort
from sessions.models import Passing, Resource, Session
from sessions.resources import passing

A_PAGE = 12
ON_A_SESSION = 4
TAGS_SHOWN = 24


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty is everything."""

    words: str = ""
    tag: str = ""
    session: int | None = None
    at_work: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.tag or self.session or self.at_work)


@dataclass(frozen=True)
class Shelf:
    """A page of resources, and what it can be narrowed by."""

    page: Page[Resource]
    wanted: Wanted
    tags: Sequence[tuple[str, int]]
    sessions: Sequence[int]


def seen_in(cohort_id: int, at: datetime) -> QuerySet[Resource]:
    """What the cohort sees at `at`: its own, and what was passed on to it."""
    came = passing.arrived(at).filter(cohort=cohort_id, resource=OuterRef("pk"))
    return Resource.objects.filter(gone_at=None).filter(Q(cohort=cohort_id) | Exists(came))


def read(cohort: Cohort, wanted: Wanted, number: str, at: datetime) -> Shelf:
    """The shelf of a cohort, narrowed to what is wanted; five queries."""
    there = seen_in(cohort.pk, at)
    found = narrowed(there, wanted).select_related("by", "session")
    return Shelf(
        page=Paginator(found, A_PAGE).get_page(number),
        wanted=wanted,
        tags=_tags(there),
        sessions=numbers(cohort.pk),
    )


def narrowed(rows: QuerySet[Resource], wanted: Wanted) -> QuerySet[Resource]:
    """Of these, what is wanted: the best first where words are sought, else the newest."""
    if wanted.tag:
        rows = rows.filter(tags__contains=[wanted.tag])
    if wanted.session:
        rows = rows.filter(session__number=wanted.session)
    if wanted.at_work:
        rows = rows.filter(ok_at_work=True)
    if not wanted.words:
        return rows.order_by("-at", "-pk")
    sought = sought_for(wanted.words)
    return rows.filter(search=sought).order_by(SearchRank(F("search"), sought).desc(), "-pk")


def sought_for(words: str) -> SearchQuery:
    """In English, so that "agreements" finds "agreement"; and as it is, for names."""
    english = SearchQuery(words, config="english", search_type="websearch")
    return english | SearchQuery(words, config="simple", search_type="websearch")


def one(cohort_id: int, resource_id: int, at: datetime) -> Resource | None:
    """A resource that the cohort sees at `at`, if this is one."""
    rows = seen_in(cohort_id, at).select_related("by", "session", "cohort__intake__program")
    return rows.filter(pk=resource_id).first()


def of_session(session: Session) -> list[Resource]:
    """The newest that were shared to a session, and one more to tell that there are more."""
    rows = Resource.objects.filter(session=session, gone_at=None).order_by("-at", "-pk")
    return list(rows[: ON_A_SESSION + 1])


def passings_of(resource: Resource) -> list[Passing]:
    """Where a resource goes, or is asked to go."""
    rows = Passing.objects.filter(resource=resource, ended_at=None)
    return list(rows.select_related("cohort", "asked_by").order_by("asked_at", "pk"))


def asked_of(user: User) -> QuerySet[Passing]:
    """What somebody is asked to agree to."""
    return (
        Passing.objects.filter(
            resource__by=user.pk, resource__gone_at=None, agreed_at=None, ended_at=None
        )
        .select_related("resource__cohort")
        .order_by("asked_at", "pk")
    )


def _tags(rows: QuerySet[Resource]) -> list[tuple[str, int]]:
    """The tags in use, the commonest first."""
    counted = Counter(tag for tags in rows.values_list("tags", flat=True) for tag in tags)
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:TAGS_SHOWN]


def numbers(cohort_id: int) -> list[int]:
    """The sessions something can be shared to."""
    rows = Session.objects.filter(cohort=cohort_id).order_by("number")
    return list(rows.values_list("number", flat=True))


def passing_of(resource: Resource, passing_id: int) -> Passing | None:
    """Where this resource goes or is asked to go, if that stands."""
    rows = Passing.objects.filter(resource=resource, ended_at=None).select_related("resource")
    return rows.filter(pk=passing_id).first()
