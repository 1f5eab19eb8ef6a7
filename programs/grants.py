"""What a cohort has agreed to. Before it has agreed to anything it meets online, and that is all.

A grant is one row: a matter and one value of it. An adopted agreement writes such rows with the
number of their clause; `record` writes what a cohort agreed on paper. Both are read here alone.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record as audit
from programs.models import Cohort, Grant

LATE_JOIN = "late_join"  # people may join after the cut-off, each with a reason
FORMAT = "format"  # how a session may meet, beside online
GUESTS = "guests"
SHARING_BEYOND = "sharing_beyond"  # who may read what was made here, beside the cohort
RECORDING = "recording"
OBSERVERS = "observers"

WITH_A_REASON = "with a reason"
IN_PERSON = "in_person"
HYBRID = "hybrid"
GROWN_UP = "grown_up"
UNDER_18 = "under_18"
WITHIN_PROGRAM = "program"
TO_FUNDERS = "funders"
PUBLIC = "public"
FOR_MEMBERS = "members"
ANNOUNCED = "announced"

Words = dict[str, str | Promise]
MATTERS: Words = {
    FORMAT: gettext_lazy("How you meet"),
    GUESTS: gettext_lazy("Guests"),
    LATE_JOIN: gettext_lazy("Joining late"),
    SHARING_BEYOND: gettext_lazy("Sharing beyond the cohort"),
    RECORDING: gettext_lazy("Recording"),
    OBSERVERS: gettext_lazy("Observers"),
}
VALUES: dict[str, Words] = {
    FORMAT: {
        IN_PERSON: gettext_lazy("You may meet face to face"),
        HYBRID: gettext_lazy("Some may be in a room while others are online"),
    },
    GUESTS: {
        GROWN_UP: gettext_lazy("Guests may be invited to a session"),
        UNDER_18: gettext_lazy("Young people may be guests, with all that keeps them safe"),
    },
    LATE_JOIN: {WITH_A_REASON: gettext_lazy("Somebody may join late, each time with a reason")},
    SHARING_BEYOND: {
        WITHIN_PROGRAM: gettext_lazy("What you make may be shared within the program"),
        TO_FUNDERS: gettext_lazy("What you make may be shared with funders"),
        PUBLIC: gettext_lazy("What you make may be shared with everybody"),
    },
    RECORDING: {FOR_MEMBERS: gettext_lazy("A session may be recorded, for you alone")},
    OBSERVERS: {ANNOUNCED: gettext_lazy("Somebody may watch, announced beforehand")},
}
LONGEST = 2000
AN_INSTANT = timedelta(microseconds=1)


class CannotRecord(Exception):
    """A refusal, worded for the coordinator who will read it, beside a field ('' is none)."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


def in_force(at: datetime) -> Q:
    """Grants that hold at `at` (aware)."""
    return Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))


def allows(cohort_id: int, matter: str, at: datetime, value: str = "") -> bool:
    """Whether the cohort has agreed to this at `at` (aware); without a value, to any of it."""
    found = _live(cohort_id, at).filter(matter=matter)
    return (found.filter(value=value) if value else found).exists()


def values(cohort_id: int, matter: str, at: datetime) -> frozenset[str]:
    """What of a matter the cohort has agreed to at `at`."""
    return frozenset(_live(cohort_id, at).filter(matter=matter).values_list("value", flat=True))


def granted(cohort_id: int, at: datetime) -> list[Grant]:
    """All that the cohort has agreed to, in the order of the matters; one query."""
    order = list(MATTERS)
    found = [grant for grant in _live(cohort_id, at) if grant.matter in MATTERS]
    return sorted(found, key=lambda grant: (order.index(grant.matter), grant.value))


def said(grant: Grant) -> str:
    """A grant in a sentence, for members."""
    return str(VALUES.get(grant.matter, {}).get(grant.value) or grant.value)


@transaction.atomic
def record(
    *,
    cohort_id: int,
    matter: str,
    value: str,
    by: int,
    at: datetime,
    words: str,
    agreed_on: date | None = None,
) -> Grant:
    """Keep what a cohort agreed on paper. Recorded already, it answers with what stands.

    :param agreed_on: the day on which they did, in the cohort's zone; today when None.
    :param words: what was agreed, as it was written down.
    :raises CannotRecord: no such matter or value, no words, or a day that is still to come.
    """
    if value not in VALUES.get(matter, {}):
        raise CannotRecord(_("Please choose what the cohort agreed to."), "what")
    if not words.strip():
        raise CannotRecord(_("Please say in a few words what was agreed."), "words")
    cohort = _locked(cohort_id)
    today = at.astimezone(ZoneInfo(cohort.time_zone)).date()
    if agreed_on and agreed_on > today:
        raise CannotRecord(_("That day is still to come."), "agreed_on")
    standing = _live(cohort_id, at).filter(matter=matter, value=value).first()
    if standing is not None:
        return standing
    grant = Grant.objects.create(
        cohort=cohort,
        matter=matter,
        value=value,
        since=at,
        agreed_on=agreed_on or today,
        words=words.strip(),
        recorded_by_id=by,
    )
    audit.record(
        f"grant.recorded.{matter}", grant, at=at, by=by, cohort_id=cohort_id, reason=words.strip()
    )
    return grant


@transaction.atomic
def withdraw(*, grant_id: int, by: int, at: datetime, reason: str = "") -> Grant:
    """End a grant: it holds up to `at`. Ended already, it stays as it is."""
    cohort_id = Grant.objects.values_list("cohort_id", flat=True).get(pk=grant_id)
    _locked(cohort_id)
    grant = Grant.objects.get(pk=grant_id)
    if grant.until is None:
        grant.until = max(at, grant.since + AN_INSTANT)
        grant.save(update_fields=["until"])
        verb = f"grant.withdrawn.{grant.matter}"
        audit.record(verb, grant, at=at, by=by, cohort_id=cohort_id, reason=reason)
    return grant


def _live(cohort_id: int, at: datetime) -> QuerySet[Grant]:
    return Grant.objects.filter(in_force(at), cohort=cohort_id)


def _locked(cohort_id: int) -> Cohort:
    return Cohort.objects.select_for_update(no_key=True, of=("self",)).get(pk=cohort_id)
