"""Printed pages: a typst template of ours, filled with data, as tagged PDF (PDF/UA-1).

    pdf.render("brief", {"title": _("For managers"), "paragraphs": [...]})

takes `templates/pdf/brief.typ`, which begins with

    #import "house.typ": data, sheet
    #show: sheet

and finds its words in `data`. They go in as data, never as source: nothing anybody typed is
read as typst. `data` must hold a `title`; `language` (the active one), `footer` and `note`
(one line of small print) are the house's own.
"""

import json
import unicodedata
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.utils import translation

TEMPLATES: Path = settings.BASE_DIR / "templates" / "pdf"
KEPT = "\n\t"
log = structlog.get_logger("coalesce.pdf")


class NoSuchTemplate(Exception):
    """No template of this name stands in templates/pdf."""


def render(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of a template of ours, filled with `data` (fit for JSON; lazy words become text).

    A sign for which no font is at hand can't be part of a tagged document: then the document is
    made without the promise of PDF/UA-1, and the log says so.

    :raises NoSuchTemplate: there is none of this name.
    """
    # Imported here: 84 MB on disk, and few requests print anything.
    import typst  # noqa: PLC0415 -- heavy: a compiler and its fonts

    path = TEMPLATES / f"{template}.typ"
    if path.parent != TEMPLATES or not path.is_file():
        raise NoSuchTemplate(template)
    inputs = {"data": json.dumps(_fit({"language": language()} | data), default=str)}
    try:
        made = typst.compile(path, root=TEMPLATES, sys_inputs=inputs, pdf_standards="ua-1")
    except typst.TypstError as trouble:
        if "could not be displayed" not in trouble.message:
            raise
        log.warning("printed without PDF/UA-1", template=template)
        made = typst.compile(path, root=TEMPLATES, sys_inputs=inputs)
    return made


def language() -> str:
    """The language being spoken, without its region, as typst wants it."""
    return (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]


def clean(text: str) -> str:
    """The same words without control characters and lone surrogates; lines and tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in KEPT or unicodedata.category(c) not in ("Cc", "Cs"))


def _fit(value: Any) -> Any:
    if isinstance(value, dict):
        return {clean(str(name)): _fit(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_fit(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return clean(str(value))
