"""What a run-sheet starts from: a ready-made one, one of the program's own, or last session's.

Starting copies: nobody's name and no private note travels, and what is changed later changes the
copy alone. A run-sheet that has items already is never overwritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from sessions.models import (
    ItemKind,
    ItemState,
    RunSheet,
    RunSheetItem,
    RunSheetTemplate,
    Session,
    TemplateItem,
)
from sessions.runsheets import sheets, shipped
from sessions.runsheets.sheets import CannotPlan
from sessions.runsheets.shipped import ReadyItem

READY, OWN, LAST = "ready", "own", "last"
COPIED = ("kind", "title", "minutes", "method", "materials", "content")


@dataclass(frozen=True)
class Start:
    """Something to start from. `key` names it in a form."""

    key: str
    name: str
    about: str
    minutes: int


def choices(session: Session) -> list[Start]:
    """What this session's run-sheet can start from, what fits its minutes first."""
    found = [*_last(session), *_own(session), *_ready()]
    return sorted(found, key=lambda one: abs(one.minutes - session.minutes))


def _last(session: Session) -> list[Start]:
    before = last_sheet(session)
    if before is None:
        return []
    total = before.items.planned().aggregate(total=Sum("minutes"))["total"]
    name = _("Session %(number)s again") % {"number": before.session.number}
    about = _("A copy of what you planned last time, without names and private notes.")
    return [Start(LAST, name, about, total or 0)]


def last_sheet(session: Session) -> RunSheet | None:
    """The run-sheet of the latest session before this one that has items."""
    return (
        RunSheet.objects.filter(
            session__cohort=session.cohort_id,
            session__starts_at__lt=session.starts_at,
            items__state=ItemState.PLANNED,
        )
        .select_related("session")
        .order_by("-session__starts_at")
        .first()
    )


def own(program_id: int) -> list[RunSheetTemplate]:
    """The program's own templates, with the `minutes` of each."""
    return list(
        RunSheetTemplate.objects.filter(program=program_id, retired_at=None)
        .annotate(minutes=Sum("items__minutes"))
        .order_by("name", "pk")
    )


def _own(session: Session) -> list[Start]:
    about = _("A template of your program.")
    return [
        Start(f"{OWN}-{one.pk}", one.name, about, one.minutes or 0)  # type: ignore[attr-defined]
        for one in own(session.cohort.intake.program_id)
    ]


def _ready() -> list[Start]:
    return [
        Start(f"{READY}-{one.key}", one.name, one.about, one.minutes) for one in shipped.templates()
    ]


@transaction.atomic
def start(*, session_id: int, key: str, by: int | None, at: datetime) -> RunSheet:
    """Fill an empty run-sheet from what `key` names.

    :raises CannotPlan: there are items already, or what it names is gone.
    """
    sheet = sheets.lock(session_id)
    if sheet.items.exists():
        raise CannotPlan(_("This run-sheet has begun already. Change what is there."))
    lines = list(_lines(sheet.session, key))
    if not lines:
        raise CannotPlan(_("That is not there any more. Please choose another."))
    RunSheetItem.objects.bulk_create(
        RunSheetItem(
            run_sheet=sheet,
            position=position,
            lead_id=sheet.speaker_id if line.kind == ItemKind.COUNTRY else None,
            **{name: getattr(line, name) for name in COPIED},
        )
        for position, line in enumerate(lines, start=1)
    )
    sheets.say("run_sheet.started_from", sheet, sheet, by=by, at=at)
    return sheet


def _lines(session: Session, key: str) -> Iterable[ReadyItem | TemplateItem | RunSheetItem]:
    """The items that `key` names, in order."""
    kind, _dash, which = key.partition("-")
    if kind == LAST:
        before = last_sheet(session)
        return before.items.planned() if before else []
    if kind == OWN and which.isascii() and which.isdigit() and len(which) < 18:
        return TemplateItem.objects.filter(
            template=int(which),
            template__program__intakes__cohorts=session.cohort_id,
            template__retired_at=None,
        ).order_by("position")
    found = [one.items for one in shipped.templates() if key == f"{READY}-{one.key}"]
    return found[0] if found else []


@transaction.atomic
def save_as(*, session_id: int, name: str, by: int, at: datetime) -> RunSheetTemplate:
    """Keep what is planned as a template of the program, without names and private notes.

    :raises CannotPlan: nothing is planned, or a template has this name.
    """
    sheet = sheets.lock(session_id)
    planned = list(sheet.items.planned())
    if not planned:
        raise CannotPlan(_("There is nothing to keep yet."))
    try:
        with transaction.atomic():
            kept = RunSheetTemplate.objects.create(
                program_id=sheet.session.cohort.intake.program_id, name=name, by_id=by, kept_at=at
            )
    except IntegrityError:
        raise CannotPlan(_("A template has this name. Please give it another."), "name") from None
    TemplateItem.objects.bulk_create(
        TemplateItem(
            template=kept,
            position=position,
            **{field: getattr(item, field) for field in COPIED},
        )
        for position, item in enumerate(planned, start=1)
    )
    sheets.say("run_sheet.kept_as_template", sheet, kept, by=by, at=at)
    return kept


@transaction.atomic
def retire(*, session_id: int, template_id: int, by: int, at: datetime) -> None:
    """Take a template of the program out of what can be started from; done twice, it stays so."""
    sheet = sheets.lock(session_id)
    kept = RunSheetTemplate.objects.filter(
        pk=template_id, program=sheet.session.cohort.intake.program_id, retired_at=None
    ).first()
    if kept is None:
        return
    kept.retired_at = at
    kept.save(update_fields=["retired_at"])
    sheets.say("run_sheet.template_retired", sheet, kept, by=by, at=at)
