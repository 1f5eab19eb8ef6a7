"""Files as people send them, and as nobody should."""

import csv
import io
import zipfile
from typing import Any

HEADER = ("Name", "Email", "Organisation", "Role", "First choice", "Second choice", "Hopes")


def csv_of(
    rows: Any, *, header: Any = HEADER, encoding: str = "utf-8", separator: str = ","
) -> bytes:
    """A CSV file with these rows."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=separator)
    lines.writerow(header)
    lines.writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_of(rows: Any, *, header: Any = HEADER) -> bytes:
    """A workbook with these rows."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one of its parts replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


def sheet_xml(rows: str, *, doctype: str = "") -> bytes:
    """A worksheet's own XML."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def one_row(number: int, text: str = "x") -> str:
    return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def person(number: int, community: str, **other: Any) -> list[Any]:
    """One row about somebody."""
    said = {
        "name": f"Robin {number}",
        "email": f"robin{number}@example.org",
        "organisation": "A service",
        "role": "Practitioner",
        "first": community,
        "second": "",
        "hopes": "To meet others.",
    } | other
    return list(said.values())
