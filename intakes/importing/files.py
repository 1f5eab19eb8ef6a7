"""A file of rows, whatever made it: CSV in any of the usual letters and separators, or XLSX.

What it is comes from its bytes, never from its name. Everything is counted while it is read:
a file that says it is small and is not goes no further than the limit. Formulas are text here
and nothing is ever worked out.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

MAX_COLUMNS = 60
MAX_CELL = 5000  # signs; more than any field takes, so that what is longer is said and not cut
MAX_SHEET_ROWS = 200_000  # empty ones too
MAX_PARTS = 2000
MEGA = 1024 * 1024
CHUNK = 64 * 1024
SPACE_BEGINS = 9  # signs below are none that a text has
XLSX, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
Cells = list[str]


class Unreadable(Exception):
    """A file that cannot be taken, in words for the coordinator who chose it."""


@dataclass(frozen=True)
class Sheet:
    """The file's first table. `rows` is read while it is asked, and may raise Unreadable."""

    header: Cells
    rows: Iterator[tuple[int, Cells]]
    read_as: str


def read(data: bytes) -> Sheet:
    """The table in a file: its header, and its rows with their numbers as a spreadsheet counts.

    :raises Unreadable: it is too large, of another kind, broken, or has no header.
    """
    if not data:
        raise Unreadable(_("This file is empty."))
    if len(data) > settings.IMPORT_MAX_MB * MEGA:
        raise Unreadable(too_large())
    if data.startswith(XLSX):
        numbered, read_as = _xlsx(data), _("Excel workbook, its first sheet")
    else:
        numbered, read_as = _csv(data)
    found = _not_empty(numbered)
    header = next(found, None)
    if header is None:
        raise Unreadable(_("This file has no rows."))
    names = [*header[1]]
    while names and not names[-1]:
        names.pop()
    return Sheet(names, _counted(found, len(names)), read_as)


def too_large() -> str:
    """What is said about a file above the limit."""
    said = _("This file is larger than %(most)d MB. Please split it.")
    return said % {"most": settings.IMPORT_MAX_MB}


def digest(data: bytes) -> str:
    """What tells that the same file came before."""
    return hashlib.sha256(data).hexdigest()


def plain_name(name: str) -> str:
    """A file's name as something to read: no path, nothing that cannot be seen, not long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(sign for sign in last if sign.isprintable()).strip(". ")
    return seen[:100] or _("a file")


def plain(text: str) -> str:
    """A cell's words: what can be seen, with its line breaks, and one sign more than fits."""
    seen = text.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in seen if sign.isprintable() or sign in "\n\t")
    return kept.strip()[: MAX_CELL + 1]


def _not_empty(rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    return ((number, cells) for number, cells in rows if any(cells))


def _counted(rows: Iterator[tuple[int, Cells]], width: int) -> Iterator[tuple[int, Cells]]:
    most = settings.IMPORT_MAX_ROWS
    for count, (number, cells) in enumerate(rows, start=1):
        if count > most:
            said = _("This file has more than %(most)d rows. Please split it.")
            raise Unreadable(said % {"most": most})
        yield number, (cells + [""] * width)[:width]


# -- CSV -------------------------------------------------------------------------------------------


def _csv(data: bytes) -> tuple[Iterator[tuple[int, Cells]], str]:
    _refuse_what_is_no_text(data)
    text, letters = _decoded(data)
    text = text.removeprefix("\ufeff")
    first = text[:MAX_CELL].splitlines()[0] if text.strip() else ""
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        separator, text = first[-1], text[len(first) :].lstrip("\r\n")
        separator = separator if separator in SEPARATORS else ","
    else:
        separator = max(SEPARATORS, key=lambda sign: len(next(csv.reader([first], delimiter=sign))))
    said = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs")}[separator]
    words = _("CSV, letters in %(letters)s, %(separator)s between")
    return _csv_rows(text, separator), words % {"letters": letters, "separator": said}


def _refuse_what_is_no_text(data: bytes) -> None:
    start = data[:2048]
    if start.startswith(OLD_EXCEL):
        raise Unreadable(
            _("This is an old Excel file, or one with a password. Please save it as .xlsx or CSV.")
        )
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%PDF", b"{\\rtf")):
        raise Unreadable(_wrong_kind())
    odd = sum(byte < SPACE_BEGINS for byte in start)  # a few come with words that were copied
    if odd > max(2, len(start) // 50) and not _utf_16(data):
        raise Unreadable(_wrong_kind())


def _wrong_kind() -> str:
    return _("This is neither a CSV file nor an Excel workbook (.xlsx).")


def _utf_16(data: bytes) -> str:
    """The kind of UTF-16 this looks like; empty when it does not."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:512]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) // 4 and not even:
        return "utf-16-le"
    if even > len(start) // 4 and not odd:
        return "utf-16-be"
    return ""


def _decoded(data: bytes) -> tuple[str, str]:
    for encoding in filter(None, (_utf_16(data), "utf-8-sig", "cp1252")):
        try:
            return data.decode(encoding), encoding.upper().replace("-SIG", "")
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The letters of this file cannot be read. Please save it as CSV (UTF-8)."))


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, Cells]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    while True:
        number += 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error:
            said = _("Row %(row)d holds a cell that never ends. Is a quotation mark left open?")
            raise Unreadable(said % {"row": number}) from None
        yield number, [plain(cell) for cell in cells[:MAX_COLUMNS]]


# -- XLSX ------------------------------------------------------------------------------------------


def _xlsx(data: bytes) -> Iterator[tuple[int, Cells]]:
    _weigh(data)
    import openpyxl  # noqa: PLC0415 -- heavy: a worker that never imports does without it

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            if number > MAX_SHEET_ROWS:
                said = _("This sheet goes beyond row %(most)d. Please delete what stands there.")
                raise Unreadable(said % {"most": MAX_SHEET_ROWS})
            yield number, [plain(_text(cell)) for cell in cells]
    except Unreadable:
        raise
    except Exception as trouble:  # of whatever kind: the file is made by anybody
        raise Unreadable(_broken()) from trouble


def _weigh(data: bytes) -> None:
    """Unpack it all once, counting, and keep nothing: what it says of its size is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise Unreadable(_wrong_kind())
            if len(parts) > MAX_PARTS:
                raise Unreadable(_broken())
            left = settings.IMPORT_MAX_UNPACKED_MB * MEGA
            for part in parts:
                left = _weigh_part(packed, part, left)
    except Unreadable:
        raise
    except Exception as trouble:  # a broken archive breaks in many ways
        raise Unreadable(_broken()) from trouble


def _weigh_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """What is left of the limit after this part."""
    with packed.open(part) as stream:
        before = b""
        while chunk := stream.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                said = _("Unpacked, this file is larger than %(most)d MB. Please split it.")
                raise Unreadable(said % {"most": settings.IMPORT_MAX_UNPACKED_MB})
            seen = (before + chunk).replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise Unreadable(_broken())
            before = chunk[-32:]
    return left


def _broken() -> str:
    return _("This workbook is damaged or unusual. Please save it anew as .xlsx, or as CSV.")


def _text(value: Any) -> str:
    """A cell as it would be typed; a formula as its own text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = value.time() == time.min
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "text", value))
