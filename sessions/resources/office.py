"""Documents, sheets and slides: unpacked once and counted, without macros or what is fetched."""

import io
import zipfile
from pathlib import PurePosixPath

from defusedxml import ElementTree  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from sessions.models import FileKind
from sessions.resources.unsafe import Unsafe

MOST_PARTS = 5_000
MOST_UNPACKED = 60 * 1024 * 1024
MOST_XML = 20 * 1024 * 1024
CHUNK = 256 * 1024
# The part each kind begins with, and its first element.
FIRST = {
    FileKind.DOCX: ("word/document.xml", "document"),
    FileKind.XLSX: ("xl/workbook.xml", "workbook"),
    FileKind.PPTX: ("ppt/presentation.xml", "presentation"),
}
CONTENTS = "[Content_Types].xml"
# Macros, controls, programs and files within the file.
ACTS = ("vbaproject", "vbadata", "activex", "macrosheets", "oleobject")
CARRIES = ("/embeddings/", "/ctrlprops/", "/externallinks/")
MACRO_TYPES = (b"macroEnabled", b"vbaProject", b"ms-office.activeX")
EXTERNAL = b'TargetMode="External"'
LINK = "/hyperlink"
Parts = dict[str, bytes]


def read(data: bytes, kind: FileKind) -> bytes:
    """The file as it is.

    :raises Unsafe: it is damaged, another kind, unpacks to too much, or holds what acts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if packed.comment:
                raise Unsafe(_broken(kind))
            parts = _unpack(packed, kind)
        _parse(parts, kind)
    except Unsafe:
        raise
    except Exception as trouble:  # a broken archive breaks in many ways
        raise Unsafe(_broken(kind)) from trouble
    return data


def _unpack(packed: zipfile.ZipFile, kind: FileKind) -> Parts:
    """Its XML that says what belongs to it; all other parts are counted and let go."""
    listed = packed.infolist()
    names = [part.filename for part in listed]
    first, _root = FIRST[kind]
    if len(names) > MOST_PARTS or len({*names}) < len(names):
        raise Unsafe(_broken(kind))
    if CONTENTS not in names or first not in names:
        raise Unsafe(_broken(kind))
    for name in names:
        _look_at(name, kind)
    left, kept = MOST_UNPACKED, {}
    for part in listed:
        content, left = _content(packed, part, left)
        if part.filename in (CONTENTS, first) or part.filename.endswith(".rels"):
            kept[part.filename] = content
    return kept


def _look_at(name: str, kind: FileKind) -> None:
    """What the name of a part gives away."""
    path = PurePosixPath(name)
    if "\\" in name or path.is_absolute() or ".." in path.parts or ":" in name:
        raise Unsafe(_broken(kind))
    small = f"/{name}".lower()
    if any(word in small for word in ACTS) or any(word in small for word in CARRIES):
        raise Unsafe(
            _("This file holds macros or other files. Please save it without them, or as PDF.")
        )


def _content(packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> tuple[bytes, int]:
    """A part, and what is left of the limit after it; what it says of its size is not believed."""
    is_xml = part.filename.endswith((".xml", ".rels"))
    most = min(left, MOST_XML) if is_xml else left
    found = bytearray()
    with packed.open(part) as stream:
        while chunk := stream.read(CHUNK):
            most -= len(chunk)
            left -= len(chunk)
            if most < 0:
                raise Unsafe(_("Unpacked, this file is far too large. Please share it as PDF."))
            if is_xml:
                found += chunk
    plain = bytes(found).replace(b"\0", b"").upper() if is_xml else b""
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unsafe(_("This file is unusual. Please save it anew, or as PDF."))
    return bytes(found), left


def _parse(parts: Parts, kind: FileKind) -> None:
    """Its contents say what it is, and nothing is fetched from elsewhere when it is opened."""
    if any(word in parts[CONTENTS] for word in MACRO_TYPES):
        raise Unsafe(
            _("This file holds macros or other files. Please save it without them, or as PDF.")
        )
    first, root = FIRST[kind]
    found = {name: ElementTree.fromstring(content) for name, content in parts.items()}
    if found[first].tag.rpartition("}")[2] != root:
        raise Unsafe(_broken(kind))
    for name, tree in found.items():
        if name.endswith(".rels"):
            _nothing_from_elsewhere(tree)


def _nothing_from_elsewhere(tree: "ElementTree.Element") -> None:
    for relation in tree:
        outside = relation.get("TargetMode", "") == "External"
        if outside and not relation.get("Type", "").endswith(LINK):
            raise Unsafe(
                _("This file fetches something from elsewhere when it is opened. Save it as PDF.")
            )


def _broken(kind: FileKind) -> str:
    return _("This is damaged or not a %(kind)s. Please save it anew, or as PDF.") % {
        "kind": kind.label
    }
