"""The board: the applications of one intake as those who read them want to look at them.

A row is a candidacy: one person and one cohort they would like to join. The same choice of rows
and columns makes the table, the cards of a phone and the file that is exported. However many
applications there are, the number of queries stays the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Lower

from accounts.models import User
from intakes import conflicts, opinions
from intakes.models import Application, Candidacy, CandidacyState
from intakes.models.application import CandidacyQuerySet
from programs import belonging
from programs.models import Cohort, Intake

S = CandidacyState
# What needs reading stands first, then what waits for a round.
UNREAD_FIRST = Case(When(state=S.IN_REVIEW, then=0), When(state=S.ELIGIBLE, then=1), default=2)
USUAL_ORDER = (UNREAD_FIRST, "application__submitted_at", "pk")
SORTS: dict[str, Any] = {
    "who": Lower("application__applicant__display_name"),
    "cohort": F("cohort__name"),
    "rank": F("rank"),
    "state": UNREAD_FIRST,
    "role": Lower("application__role"),
    "organisation": Lower("application__organisation"),
    "setting": F("application__setting"),
    "region": F("application__region"),
    "stage": F("application__career_stage"),
    "alone": F("application__sole_worker"),
    "sent": F("application__submitted_at"),
}


@dataclass(frozen=True)
class Look:
    """Which rows, in which order. Empty is: all of them."""

    cohort: int | None = None
    state: str = ""
    region: str = ""
    setting: str = ""
    organisation: str = ""
    stage: str = ""
    alone: bool = False
    support: str = ""
    unread: bool = False  # those about which the reader has said nothing yet
    search: str = ""
    sort: str = ""  # a key of SORTS, after "-" the other way round


@dataclass(frozen=True)
class Options:
    """What can be chosen among in one intake."""

    cohorts: list[tuple[int, str]]
    regions: list[str]
    settings: list[str]


def intakes_for(viewer: User, at: datetime) -> list[Intake]:
    """The intakes whose applications a person may read, the newest first; with their program."""
    found = Intake.objects.filter(program__in=belonging.programs_read(viewer, at).order_by())
    return list(found.select_related("program").order_by("-opens_at", "-pk"))


def first_of(intakes: Sequence[Intake]) -> Intake | None:
    """Of these, the one to look at unless another is asked for: in which somebody waits to be
    read, the first to close; else the newest."""
    waits = Candidacy.objects.filter(intake=OuterRef("pk"), state=S.IN_REVIEW)
    ids = [intake.pk for intake in intakes]
    busy = Intake.objects.filter(Exists(waits), pk__in=ids).order_by("closes_at", "pk")
    chosen = busy.values_list("pk", flat=True).first() or next(iter(ids), None)
    return next((intake for intake in intakes if intake.pk == chosen), None)


def rows(intake: Intake, look: Look, viewer: User, at: datetime) -> CandidacyQuerySet:
    """The candidacies of an intake that `viewer` may read and `look` asks for, in its order."""
    return _ordered(_chosen(readable(viewer, at).filter(intake=intake), look, viewer, at), look)


def readable(viewer: User, at: datetime) -> CandidacyQuerySet:
    """Every candidacy that a person may read: sent, in their programs, without a conflict."""
    programs = belonging.programs_read(viewer, at).order_by()
    found = Candidacy.objects.filter(intake__program__in=programs).exclude(state=S.CHOSEN)
    return conflicts.open_to(found, viewer.pk).select_related(
        "application__applicant",
        "application__support",
        "cohort__community",
        "intake__program",
    )


def picked(ids: Sequence[int], viewer: User, at: datetime) -> list[Candidacy]:
    """Of these ids, the candidacies that a person may read, in the order asked for."""
    found = {one.pk: one for one in readable(viewer, at).filter(pk__in=ids)}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def options(intake: Intake) -> Options:
    """What the filters of an intake offer; three queries."""
    sent = Application.objects.filter(intake=intake, submitted_at__isnull=False)

    def said(field: str) -> list[str]:
        return list(
            sent.exclude(**{field: ""}).values_list(field, flat=True).distinct().order_by(field)
        )

    cohorts = Cohort.objects.filter(intake=intake).order_by("community__order", "name", "pk")
    return Options(list(cohorts.values_list("pk", "name")), said("region"), said("setting"))


def next_unread(candidacy: Candidacy, viewer: User, at: datetime) -> Candidacy | None:
    """Another one for the same cohort that waits for this reader's opinion."""
    look = Look(cohort=candidacy.cohort_id, unread=True)
    return rows(candidacy.intake, look, viewer, at).exclude(pk=candidacy.pk).first()


def unread(viewer: User, at: datetime) -> QuerySet[Candidacy]:
    """Everything that waits for this reader's opinion."""
    return _unread(readable(viewer, at), viewer)


def _unread(found: CandidacyQuerySet, viewer: User) -> CandidacyQuerySet:
    return found.filter(opinions.without_mine(viewer.pk), state=S.IN_REVIEW)


def _chosen(found: CandidacyQuerySet, look: Look, viewer: User, at: datetime) -> CandidacyQuerySet:
    wanted = {
        "cohort": look.cohort,
        "state": look.state,
        "application__region": look.region,
        "application__setting": look.setting,
        "application__career_stage": look.stage,
        "application__organisation__icontains": look.organisation,
        "application__support__state": look.support,
    }
    found = found.filter(**{path: value for path, value in wanted.items() if value})
    if look.alone:
        found = found.filter(application__sole_worker=True)
    if look.unread:
        found = _unread(found, viewer)
    if look.search:
        found = found.filter(_said(look.search, viewer, at))
    return found


def _said(words: str, viewer: User, at: datetime) -> Q:
    """Who or where; addresses are a coordinator's to search for."""
    found = (
        Q(application__applicant__display_name__icontains=words)
        | Q(application__organisation__icontains=words)
        | Q(application__role__icontains=words)
    )
    theirs = belonging.programs_coordinated(viewer, at).order_by()
    by_address = Q(application__applicant__email__icontains=words)
    return found | (by_address & Q(Exists(theirs.filter(pk=OuterRef("intake__program")))))


def _ordered(found: CandidacyQuerySet, look: Look) -> CandidacyQuerySet:
    key = SORTS.get(look.sort.removeprefix("-"))
    if key is None:
        return found.order_by(*USUAL_ORDER)
    first = key.desc() if look.sort.startswith("-") else key.asc()
    return found.order_by(first, *USUAL_ORDER[1:])
