"""A view of the board as a file: the same rows and columns, for coordinators.

What people wrote could be read as a formula by whatever opens the file, so words that begin like
one get an apostrophe before them. The protected record is left out unless it is asked for with a
reason. Each file is in the audit. Rows are read in portions, so that memory stays flat.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import record
from intakes import board, board_columns
from intakes.board import Look
from intakes.board_columns import Column
from intakes.models import Application, Candidacy
from intakes.models.application import CandidacyQuerySet
from programs import belonging
from programs.models import Intake, Role, RoleKind

PORTION = 500
BESIDE = ("application__applicant", "application__support", "cohort", "intake__program")
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CELL = 32_000  # characters; a spreadsheet takes no more than 32,767
READ = "application.protected_read"
BOM = "\ufeff"  # says to spreadsheets that the file is UTF-8


class CannotExport(Exception):
    """A refusal, worded for the coordinator who will read it."""


@dataclass(frozen=True)
class File:
    """What is to be written: rows by their ids, columns, for whom and as of when."""

    ids: list[int]
    columns: list[Column]
    viewer: User
    at: datetime
    language: str


def defused(words: str) -> str:
    """Words that no spreadsheet takes for a formula, without signs that no file can hold."""
    plain = "".join(sign for sign in words if sign in "\t\n\r" or ord(sign) >= 32)[:CELL]
    return f"'{plain}" if plain.lstrip(" ").startswith(LIKE_A_FORMULA) else plain


@transaction.atomic
def ask(
    *,
    intake: Intake,
    look: Look,
    columns: Sequence[Column],
    by: User,
    at: datetime,
    protected: bool = False,
    reason: str = "",
    only: Sequence[int] = (),
) -> File:
    """Note in the audit that a file is taken away, and say what will be in it.

    :param only: of the rows, these candidacies alone; none: all of them.
    :raises CannotExport: not this program's coordinator, or the protected record without a reason.
    """
    if not belonging.programs_coordinated(by, at).filter(pk=intake.program_id).exists():
        raise CannotExport(_("Only a coordinator of this program takes a file away."))
    if protected:
        _check_protected(intake, by, at, reason)
    found = board.rows(intake, look, by, at)
    if only:
        found = found.filter(pk__in=only)
    verb = "board.exported_with_protected" if protected else "board.exported"
    record.record(verb, intake, at=at, by=by.pk, reason=reason.strip())
    if protected:
        _say_who_was_read(found, by=by, at=at, reason=reason.strip())
    extra = board_columns.PROTECTED if protected else ()
    return File(
        ids=list(found.values_list("pk", flat=True)),
        columns=[*columns, *extra],
        viewer=by,
        at=at,
        language=translation.get_language() or "en",
    )


def may_take_protected(intake: Intake, user: User, at: datetime) -> bool:
    """Whether somebody may have the protected record at all: coordinators, not those who lead."""
    role = Role.objects.live(at=at).filter(
        user=user.pk, kind=RoleKind.COORDINATOR, program=intake.program_id
    )
    return user.is_superuser or role.exists()


def _check_protected(intake: Intake, by: User, at: datetime, reason: str) -> None:
    if not may_take_protected(intake, by, at):
        raise CannotExport(_("Only who coordinates this program can take the protected record."))
    if not reason.strip():
        raise CannotExport(_("Please say what the protected record is needed for."))


def _say_who_was_read(found: CandidacyQuerySet, *, by: User, at: datetime, reason: str) -> None:
    """Each person whose protected record is in the file can see that it was read, and why."""
    said = Q(applicant__access_need__isnull=False) | Q(applicant__safe_contact__isnull=False)
    ids = found.order_by().values("application")
    for application in Application.objects.filter(said, pk__in=ids).order_by("pk"):
        record.record(READ, application, at=at, by=by.pk, reason=reason)


def lines(file: File) -> Iterator[list[str]]:
    """The header, then a line for each row; read in portions."""
    with translation.override(file.language):
        yield [defused(str(column.label)) for column in file.columns]
    for start in range(0, len(file.ids), PORTION):
        listed = _portion(file.ids[start : start + PORTION])
        with translation.override(file.language):
            rows = board_columns.filled(listed, file.columns, file.viewer, file.at)
            portion = [[defused(cell.words) for cell in row.cells] for row in rows]
        yield from portion


def _portion(ids: list[int]) -> list[Candidacy]:
    rows = Candidacy.objects.filter(pk__in=ids)
    found = rows.select_related(*BESIDE).in_bulk()
    return [found[pk] for pk in ids if pk in found]


def as_csv(file: File) -> Iterator[str]:
    """The file as text, portion by portion."""
    yield BOM
    for portion in _by_portion(lines(file)):
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(portion)
        yield text.getvalue()


def _by_portion(listed: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    portion: list[list[str]] = []
    for line in listed:
        portion.append(line)
        if len(portion) >= PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def write_xlsx(file: File, to: IO[bytes]) -> None:
    """Write the file as a workbook of one sheet; rows go to disk as they come."""
    from openpyxl import Workbook  # noqa: PLC0415 -- heavy: only a file asks for it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- heavy: only a file asks for it

    book: Any = Workbook(write_only=True)
    sheet = book.create_sheet("Applications")

    def cell(words: str) -> Any:
        made = WriteOnlyCell(sheet, value=words)
        made.data_type = "s"  # words, whatever they look like
        return made

    for line in lines(file):
        sheet.append([cell(words) for words in line])
    book.save(to)
