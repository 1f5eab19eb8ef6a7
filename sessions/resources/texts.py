"""Plain text and tables of text: UTF-8, and nothing that a program would carry out."""

import csv
import io
import re

from django.utils.translation import gettext as _

from sessions.models import FileKind
from sessions.resources.unsafe import Unsafe

# Not a letter, and no sign of layout either.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MARKUP = re.compile(r"\s*(<!doctype|<\?xml|<html|<head|<body|<svg|<script|<iframe|<!--)", re.I)
NUMBER = re.compile(r"[+-]?[\d\s.,()/-]*%?")
LONGEST_CELL = 131_072


def read(data: bytes, kind: FileKind) -> bytes:
    """The file as it is.

    :raises Unsafe: it is no UTF-8, holds signs that no text has, markup, or a formula.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unsafe(_("This text is not saved as UTF-8. Please save it anew as UTF-8.")) from None
    if CONTROL.search(text) or not text.strip():
        raise Unsafe(_("This is not plain text. Please save it anew, or share it as PDF."))
    if MARKUP.match(text):
        raise Unsafe(_("This is a web page, not plain text. Please share it as PDF or as a link."))
    if kind is FileKind.CSV:
        _no_formulas(text)
    return data


def _no_formulas(text: str) -> None:
    """What begins like a formula would be carried out by the sheet that opens it."""
    if not re.search(r"(?m)(^|[,;\t\"])\s*[=+\-@]", text):
        return
    separator = max(",;\t", key=text[:4096].count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            if any(_is_formula(cell) for cell in row):
                raise Unsafe(
                    _("Row %(row)d holds a formula, which would run. Please share it as .xlsx.")
                    % {"row": number}
                )
    except csv.Error:
        raise Unsafe(_("This table is damaged. Please save it anew as CSV.")) from None


def _is_formula(cell: str) -> bool:
    words = cell.strip()
    return words[:1] in ("=", "+", "-", "@") and not NUMBER.fullmatch(words)
