"""Rows to be looked at: the example of a file, those that stayed out, and a page of the rest."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intakes.importing.columns import fields_of
from intakes.models import Fate, Import, ImportRow

EVALUATED = ("=", "+", "-", "@", "\t", "\r", "|", "%")  # what a spreadsheet might work out


@dataclass(frozen=True)
class Shown:
    """One row as the desk shows it."""

    row: ImportRow
    name: str
    email: str
    organisation: str


def shown(imported: Import, rows: Iterable[ImportRow]) -> list[Shown]:
    """The rows with what the file says of who they are, while it is kept."""
    return [
        Shown(
            row,
            _cell(imported, row, "display_name") or (str(row.person) if row.person else ""),
            row.email,
            _cell(imported, row, "organisation"),
        )
        for row in rows
    ]


def _cell(imported: Import, row: ImportRow, name: str) -> str:
    place = imported.mapping.get(name)
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def example(kind: str) -> str:
    """A file with every column that is understood, called as it is here, and one row."""
    fields = fields_of(kind)
    said = {
        "email": "alex@example.org",
        "display_name": "Alex Example",
        "first": _("The name of a community"),
        "second": "",
        "third": "",
        "role": _("Practitioner"),
        "organisation": _("A service"),
        "hopes": _("To meet others who do this work."),
        "sole_worker": "no",
        "can_commit": "yes",
        "source": _("A colleague"),
        "said_on": "2024-07-30",
    }
    return _lines([[str(one.label) for one in fields], [said.get(one.name, "") for one in fields]])


def left_out(imported: Import) -> str:
    """The rows that stayed out, as they came, with the reason behind; formulas as text."""
    rows = imported.rows.filter(fate=Fate.PROBLEM).order_by("number")
    lines = [[*map(harmless, imported.header), _("Row"), _("Why it stayed out")]]
    width = len(imported.header)
    for row in rows.iterator(chunk_size=500):
        cells = [harmless(cell) for cell in (row.cells + [""] * width)[:width]]
        lines.append([*cells, str(row.number), row.problem])
    return _lines(lines)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet works out."""
    return f"'{cell}" if cell.startswith(EVALUATED) else cell


def _lines(lines: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()
