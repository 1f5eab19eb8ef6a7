"""PDF files: read by a parser, and nothing in them that acts by itself."""

import io
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from sessions.models import FileKind
from sessions.resources.unsafe import Unsafe

MOST_OBJECTS = 30_000
TAIL = 1024
# Keys and actions that run something, start a program, or carry another file along.
ACTS = {"/JavaScript", "/JS", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/Movie"}
CARRIES = {"/EmbeddedFile", "/EmbeddedFiles", "/Filespec"}
DEEPEST = 50


def read(data: bytes, kind: FileKind) -> bytes:
    """The file as it is.

    :raises Unsafe: it is damaged, locked, has no pages, or would do something by itself.
    """
    if b"%%EOF" not in data[-TAIL:]:
        raise Unsafe(_broken())
    try:
        found = PdfReader(io.BytesIO(data), strict=False)
        if found.is_encrypted:
            raise Unsafe(_("This PDF is locked by a password. Please save it without one."))
        if not 1 <= len(found.pages) <= MOST_OBJECTS:
            raise Unsafe(_broken())
        _look_through(found)
    except Unsafe:
        raise
    except Exception as trouble:  # a broken document breaks in many ways
        raise Unsafe(_broken()) from trouble
    return data


def _look_through(found: PdfReader) -> None:
    """Every object that the file's own tables name, once."""
    named = {(number, age) for age, table in found.xref.items() for number in table}
    named |= {(number, 0) for number in found.xref_objStm}
    if len(named) > MOST_OBJECTS:
        raise Unsafe(_broken())
    _look(found.trailer, 0)
    for number, age in sorted(named):
        _look(found.get_object(IndirectObject(number, age, found)), 0)


def _look(thing: Any, depth: int) -> None:
    """Refuse what acts, in this object and what stands directly in it."""
    if depth > DEEPEST:
        raise Unsafe(_broken())
    if isinstance(thing, DictionaryObject):
        said = {*thing, str(thing.get("/S", "")), str(thing.get("/Type", ""))}
        if said & ACTS:
            raise Unsafe(_("This PDF would run something by itself. Please print it to a new PDF."))
        if said & CARRIES:
            raise Unsafe(_("This PDF carries other files. Please share them one by one."))
        parts = [thing.raw_get(key) for key in thing]
    else:
        parts = list(thing) if isinstance(thing, ArrayObject) else []
    for part in parts:
        if isinstance(part, DictionaryObject | ArrayObject):
            _look(part, depth + 1)


def _broken() -> str:
    return _("This PDF is damaged or unusual. Please save it anew as PDF.")
