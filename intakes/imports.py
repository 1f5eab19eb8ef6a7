"""People from a file: chosen, read, tried out, taken over, undone. One import is one act.

Nothing is kept of anybody before it is taken over; the file itself is never kept, only its rows,
and of those only what is still needed. No mail goes out unless the coordinator asks for it.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import record
from intakes.importing import applying, checking, columns, files, undoing
from intakes.models import Fate, Import, ImportKind, ImportRow, ImportState
from notices import jobs
from notices.models import Job
from programs import access
from programs.models import Intake, IntakeState, Program

S = ImportState
AT_ONCE = 500
AGAIN = (S.READ, S.CHECKED)  # where columns can be chosen
SHOWN_TOUCHED, ROWS_LOOKED_AT = 50, 2000


class CannotImport(Exception):
    """A refusal, worded for the coordinator who will read it."""


@transaction.atomic
def read_file(
    *,
    kind: ImportKind,
    program_id: int,
    intake_id: int | None = None,
    name: str,
    data: bytes,
    by: int,
    at: datetime,
) -> Import:
    """Read a file's rows; nothing is made of them yet. The file itself is not kept.

    :raises files.Unreadable: it is too large, of another kind, or broken.
    :raises CannotImport: the intake is over, or the file has a header and nothing below it.
    """
    if kind == ImportKind.APPLICATIONS:
        _still_choosing(Intake.objects.get(pk=intake_id or 0, program=program_id))
    sheet = files.read(data)
    imported = Import.objects.create(
        kind=kind,
        program_id=program_id,
        intake_id=intake_id if kind == ImportKind.APPLICATIONS else None,
        by_id=by,
        name=files.plain_name(name),
        digest=files.digest(data),
        read_as=sheet.read_as,
        header=sheet.header,
        read_at=at,
    )
    while rows := list(islice(sheet.rows, AT_ONCE)):
        ImportRow.objects.bulk_create(
            ImportRow(imported=imported, number=number, cells=cells) for number, cells in rows
        )
        imported.total += len(rows)
    if not imported.total:
        raise CannotImport(_("There is a header in this file, and nobody below it."))
    imported.save(update_fields=["total"])
    record.record("import.read", imported, at=at, by=by)
    return imported


def _still_choosing(intake: Intake) -> None:
    if intake.state == IntakeState.FINAL:
        raise CannotImport(_("This intake is over: nobody can be added to it any more."))


@transaction.atomic
def map_columns(*, import_id: int, mapping: Mapping[str, int], by: int, at: datetime) -> Job:
    """Say which column holds which field, and have every row tried out. Nothing is kept by that.

    :param mapping: a field's name → the place of its column, from 0.
    :raises CannotImport: a field that is needed has no column, one column has two, or the import
        has gone on already.
    """
    imported = checking.locked(import_id)
    if imported.state == S.CHECKING and imported.mapping == dict(mapping):
        return _job_of(imported)  # pressed twice
    if imported.state not in AGAIN:
        raise CannotImport(_("This import has gone on already. Please look at it again."))
    _fits(imported, mapping)
    imported.mapping = dict(mapping)
    return _queue(imported, "check", S.CHECKING, total=imported.total, by=by, at=at)


def _fits(imported: Import, mapping: Mapping[str, int]) -> None:
    fields = {field.name: field for field in columns.fields_of(imported.kind)}
    places = list(mapping.values())
    if set(mapping) - set(fields) or any(not 0 <= p < len(imported.header) for p in places):
        raise CannotImport(_("One of these columns is not in the file."))
    if len(set(places)) < len(places):
        raise CannotImport(_("One column is chosen for two things. Please choose it once."))
    lacking = [str(one.label) for one in fields.values() if one.needed and one.name not in mapping]
    if lacking:
        raise CannotImport(
            _("Please say which column holds: %(names)s.") % {"names": ", ".join(lacking)}
        )


@transaction.atomic
def apply(*, import_id: int, leave_out: bool, tell: bool, by: int, at: datetime) -> Job:
    """Take the rows over, in the background. Asked twice, or by two at once, it is done once.

    :param leave_out: rows with a problem stay out; otherwise one of them refuses it all.
    :param tell: each person hears by mail (or by phone, if that is safe) what is held of them.
    :raises CannotImport: it was not tried out, a row has a problem, or there is nothing to do.
    """
    imported = checking.locked(import_id)
    if imported.state in (S.APPLYING, S.APPLIED):
        return _job_of(imported)
    if imported.state != S.CHECKED:
        raise CannotImport(_("Please try it out first."))
    if imported.intake:
        _still_choosing(imported.intake)
    if imported.counts.get(Fate.PROBLEM) and not leave_out:
        raise CannotImport(
            _("Some rows have a problem. Put them right in the file, or choose to leave them out.")
        )
    if not to_come(imported):
        raise CannotImport(_("There is nobody to take over in this file."))
    imported.leave_out, imported.tell, imported.by_id = leave_out, tell, by
    imported.save(update_fields=["leave_out", "tell", "by"])
    return _queue(imported, "apply", S.APPLYING, total=to_come(imported), by=by, at=at)


def to_come(imported: Import) -> int:
    """How many people it would take over."""
    return int(imported.counts.get(Fate.NEW, 0)) + int(imported.counts.get(Fate.KNOWN, 0))


@transaction.atomic
def undo(*, import_id: int, rest: bool, by: int, at: datetime) -> Job:
    """Take an import back, in the background; twice is once.

    :param rest: what somebody has acted on since stays as it is; otherwise one such row refuses
        it all.
    :raises CannotImport: it was not taken over, or somebody has acted on a row.
    """
    imported = checking.locked(import_id)
    if imported.state in (S.UNDOING, S.UNDONE):
        return _job_of(imported)
    if imported.state != S.APPLIED:
        raise CannotImport(_("Nothing was taken over that could be undone."))
    if not rest and touched(imported, most=1):
        raise CannotImport(
            _("Somebody has acted on a row since. Look at which, and choose to undo the rest.")
        )
    total = undoing.made_by(imported).count()
    return _queue(imported, "undo", S.UNDOING, total=total, by=by, at=at)


def touched(imported: Import, *, most: int = SHOWN_TOUCHED) -> list[ImportRow]:
    """Rows that somebody has acted on since, the first of them, with why (`row.left`)."""
    found: list[ImportRow] = []
    after = 0
    while len(found) < most:
        rows = list(
            undoing.made_by(imported).filter(number__gt=after).order_by("number")[:ROWS_LOOKED_AT]
        )
        if not rows:
            break
        after = rows[-1].number
        why = undoing.touched_among(imported, rows)
        for row in rows:
            if row.pk in why:
                row.left = why[row.pk]
                found.append(row)
    return found[:most]


@transaction.atomic
def discard(*, import_id: int, by: int | None, at: datetime) -> Import:
    """Put an import away that was not taken over; its rows are forgotten. Twice is once.

    :raises CannotImport: it was taken over.
    """
    imported = checking.locked(import_id)
    if imported.state == S.DISCARDED:
        return imported
    if imported.state not in (*AGAIN, S.CHECKING):
        raise CannotImport(_("This was taken over. It can be undone instead."))
    imported.rows.all().delete()
    imported.state, imported.settled_at, imported.emptied_at = S.DISCARDED, at, at
    imported.save(update_fields=["state", "settled_at", "emptied_at"])
    record.record("import.discarded", imported, at=at, by=by)
    return imported


# -- What a page asks --------------------------------------------------------------------------


def rows_of(imported: Import, fate: str = "") -> QuerySet[ImportRow]:
    """Its rows in the file's order, all or of one fate."""
    rows = imported.rows.select_related("person").order_by("number")
    return rows.filter(fate=fate) if fate else rows


def came_before(imported: Import) -> Import | None:
    """The last import of the very same file that stands."""
    same = Import.objects.filter(
        state__in=(S.APPLIED, S.APPLYING),
        program=imported.program_id,
        kind=imported.kind,
        digest=imported.digest,
    )
    return same.exclude(pk=imported.pk).order_by("-pk").first()


def choosing(programs: QuerySet[Program]) -> QuerySet[Intake]:
    """The intakes of these programs that people can still be added to."""
    found = Intake.objects.filter(program__in=programs).exclude(state=IntakeState.FINAL)
    return found.select_related("program").order_by("-opens_at")


# -- Its jobs ----------------------------------------------------------------------------------


def _queue(
    imported: Import, what: str, state: ImportState, *, total: int, by: int, at: datetime
) -> Job:
    imported.turn += 1
    imported.state = state
    job = jobs.queue(
        f"intakes.import_{what}",
        key=f"intakes.import:{imported.pk}:{imported.turn}",
        by=by,
        at=at,
        data={"import": imported.pk},
        total=total,
    )
    imported.job_id = job.pk
    imported.save(update_fields=["turn", "state", "job_id", "mapping"])
    return job


def _job_of(imported: Import) -> Job:
    if job := Job.objects.filter(pk=imported.job_id or 0).first():
        return job
    raise CannotImport(_("This was done already."))  # so long ago that its job is forgotten


def _page(job: Job) -> str:
    return reverse("admin:intakes_import_change", args=[job.data["import"]])


def _sees(job: Job, user: User, at: datetime) -> bool:
    """Whoever coordinates the import's program."""
    program = Import.objects.values_list("program", flat=True).get(pk=job.data["import"])
    return access.is_coordinator(user, program)


def register() -> None:
    """Tell the jobs what an import does; once, at start."""
    for name, module, words in (
        ("check", checking, gettext_lazy("Trying out a file")),
        ("apply", applying, gettext_lazy("Taking people over from a file")),
        ("undo", undoing, gettext_lazy("Undoing an import")),
    ):
        jobs.register(
            jobs.Kind(
                f"intakes.import_{name}",
                step=module.step,
                words=words,
                stopped=module.stopped,
                link=_page,
                sees=_sees,
            )
        )
