"""What a column can hold, and which one holds it: guessed from its words, or as it was before."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from intakes.models import Import, ImportKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise
BOTH = frozenset(ImportKind)
APPLYING = frozenset({ImportKind.APPLICATIONS})
REMEMBERED = 20  # imports looked back


@dataclass(frozen=True)
class Field:
    """One thing a row can say. `guesses` are words a header may use, in lower case."""

    name: str
    label: "Label"
    guesses: tuple[str, ...]
    most: int = 200
    needed: bool = False
    kinds: frozenset[ImportKind] = BOTH
    help: "Label" = ""


FIELDS = (
    Field(
        "email", _("Email"), ("email", "e mail", "email address", "mail", "work email"), 254, True
    ),
    Field("display_name", _("Name"), ("name", "full name", "your name", "display name"), 80),
    Field(
        "first",
        _("First choice"),
        (
            *("first choice", "community", "communities", "first preference", "preference 1"),
            *("choice 1", "interested in", "community of practice", "preference"),
        ),
        400,
        needed=True,
        help=_("A community's name; several with semicolons between, the best liked first."),
    ),
    Field(
        "second",
        _("Second choice"),
        ("second choice", "second preference", "preference 2", "choice 2"),
    ),
    Field(
        "third", _("Third choice"), ("third choice", "third preference", "preference 3", "choice 3")
    ),
    Field("role", _("Role"), ("role", "position", "job title", "title", "your role"), 120),
    Field(
        "organisation",
        _("Organisation"),
        ("organisation", "organization", "employer", "workplace", "agency", "where you work"),
        160,
    ),
    Field("setting", _("Setting"), ("setting", "sector"), 80, kinds=APPLYING),
    Field("region", _("Region"), ("region", "area", "location"), 80, kinds=APPLYING),
    Field(
        "career_stage",
        _("Stage of career"),
        ("stage of career", "career stage", "stage", "experience"),
        40,
        kinds=APPLYING,
    ),
    Field(
        "sole_worker",
        _("The only one there"),
        ("the only one there", "sole worker", "alone", "only worker"),
        10,
        kinds=APPLYING,
        help=_("yes or no"),
    ),
    Field(
        "hopes",
        _("What they hope for"),
        ("what they hope for", "hopes", "what you hope for", "why"),
        4000,
    ),
    Field(
        "contribution",
        _("What they bring"),
        ("what they bring", "contribution", "what you bring"),
        4000,
        kinds=APPLYING,
    ),
    Field(
        "can_commit",
        _("The dates work"),
        ("the dates work", "can commit", "available", "availability"),
        10,
        kinds=APPLYING,
        help=_("yes or no"),
    ),
    Field(
        "source", _("How they heard"), ("how they heard", "source", "how you heard of us", "heard")
    ),
    Field(
        "said_on",
        _("Said on"),
        ("said on", "date", "timestamp", "submitted", "submitted on", "received"),
        40,
        help=_("A day, as 2024-07-30 or 30/7/2024."),
    ),
)


def fields_of(kind: str) -> list[Field]:
    """What a file of this kind can say, in the order it is asked."""
    return [field for field in FIELDS if kind in field.kinds]


@lru_cache(maxsize=512)
def squeezed(text: str) -> str:
    """Words as they compare: letters and digits in lower case, one space between."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def guess(header: list[str], kind: str) -> dict[str, int]:
    """Which column seems to hold which field; each column one at most."""
    words = [squeezed(name) for name in header]
    found: dict[str, int] = {}
    for rule in (_exactly, _begins):
        for field in fields_of(kind):
            for place, said in enumerate(words):
                if field.name not in found and place not in found.values() and rule(said, field):
                    found[field.name] = place
    return found


def _exactly(said: str, field: Field) -> bool:
    return said in field.guesses


def _begins(said: str, field: Field) -> bool:
    return any(said.startswith(f"{guessed} ") for guessed in field.guesses)


def proposed(imported: Import) -> dict[str, int]:
    """As the same columns were mapped before in this program, else a guess."""
    earlier = Import.objects.filter(program=imported.program_id, kind=imported.kind).exclude(
        mapping={}
    )
    known = {field.name for field in fields_of(imported.kind)}
    for before in earlier.order_by("-pk").only("header", "mapping")[:REMEMBERED]:
        if before.header == imported.header:
            return {name: at for name, at in before.mapping.items() if name in known}
    return guess(imported.header, imported.kind)
