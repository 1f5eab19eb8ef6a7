"""Whether a file may be kept, by what is in it. What it is called or says of itself counts little.

An ending on the list, the first bytes that belong to it, and a parser that reads it whole; an
image is drawn anew, so that nothing but what is seen is kept (RELIABILITY 3, Media).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from sessions.models import FileKind
from sessions.resources import documents, names, office, pictures, scanning, texts
from sessions.resources.unsafe import Unsafe

MEGA = 1024 * 1024
# Endings people use, and the kind of each.
KINDS = {
    "pdf": FileKind.PDF,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "pptx": FileKind.PPTX,
    "png": FileKind.PNG,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "webp": FileKind.WEBP,
    "txt": FileKind.TEXT,
    "csv": FileKind.CSV,
}
MAGIC = {
    FileKind.PDF: (b"%PDF-",),
    FileKind.DOCX: (b"PK\x03\x04",),
    FileKind.XLSX: (b"PK\x03\x04",),
    FileKind.PPTX: (b"PK\x03\x04",),
    FileKind.PNG: (b"\x89PNG\r\n\x1a\n",),
    FileKind.JPEG: (b"\xff\xd8\xff",),
    FileKind.WEBP: (b"RIFF",),
}
# Reads a file whole and answers with what is to be kept of it.
READERS: dict[FileKind, Callable[[bytes, FileKind], bytes]] = {
    FileKind.PDF: documents.read,
    FileKind.DOCX: office.read,
    FileKind.XLSX: office.read,
    FileKind.PPTX: office.read,
    FileKind.PNG: pictures.redraw,
    FileKind.JPEG: pictures.redraw,
    FileKind.WEBP: pictures.redraw,
    FileKind.TEXT: texts.read,
    FileKind.CSV: texts.read,
}


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: what it is, what to call it, what to keep, and its digest."""

    kind: FileKind
    name: str
    data: bytes
    digest: str


def most_bytes() -> int:
    """The size up to which a file is taken."""
    return int(settings.RESOURCE_MAX_MB) * MEGA


def too_large() -> str:
    """What to say of a file beyond it."""
    return _("This file is larger than %(most)d MB. Please share a smaller one, or a link.") % {
        "most": settings.RESOURCE_MAX_MB
    }


def check(name: str, data: bytes) -> Checked:
    """What may be kept of a file that somebody called `name`.

    :raises Unsafe: it may not be kept, and why, in words for whoever shares it.
    """
    if not data:
        raise Unsafe(_("This file is empty."))
    if len(data) > most_bytes():
        raise Unsafe(too_large())
    kind = _kind(name)
    if not data.startswith(MAGIC.get(kind, (b"",))):
        raise Unsafe(_lies(kind))
    scanning.scan(data)
    kept = READERS[kind](data, kind)
    if len(kept) > most_bytes():
        raise Unsafe(too_large())
    return Checked(kind, names.tidy(name, kind), kept, hashlib.sha256(kept).hexdigest())


def _kind(name: str) -> FileKind:
    ending = names.ending(name)
    if ending in names.WITH_MACROS:
        raise Unsafe(
            _("This file can hold macros. Please save it without them, as %(ending)s.")
            % {"ending": f".{names.WITH_MACROS[ending]}"}
        )
    if ending not in KINDS:
        raise Unsafe(
            _("Files of this kind can’t be shared. These can: %(endings)s.")
            % {"endings": ", ".join(KINDS)}
        )
    return KINDS[ending]


def _lies(kind: FileKind) -> str:
    return _("Its name says %(kind)s, but that is not what is in it. Please save it anew.") % {
        "kind": kind.label
    }
