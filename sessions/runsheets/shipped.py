"""What comes with the house: ready-made run-sheets and exercises, read from sessions/data/.

They are files and no rows, so that every program has them from its first day and each release
can better them; what a facilitator makes of one is the program's own row.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class ReadyItem:
    """One item of a ready-made run-sheet."""

    kind: str
    title: str
    minutes: int
    method: str = ""
    materials: str = ""
    content: str = ""


@dataclass(frozen=True)
class ReadyTemplate:
    """A ready-made run-sheet."""

    key: str
    name: str
    about: str
    items: tuple[ReadyItem, ...] = field(repr=False)

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)


@dataclass(frozen=True)
class ReadyExercise:
    """A ready-made exercise; its `words` are how it goes, `care` what to look out for."""

    key: str
    purpose: str
    kind: str
    title: str
    minutes: int
    words: str
    materials: str
    care: str


@cache
def templates() -> tuple[ReadyTemplate, ...]:
    """The ready-made run-sheets, in the order of the file."""
    return tuple(
        ReadyTemplate(
            key=row["key"],
            name=row["name"],
            about=row["about"],
            items=tuple(ReadyItem(**item) for item in row["items"]),
        )
        for row in _read("run_sheets")["templates"]
    )


@cache
def exercises() -> tuple[ReadyExercise, ...]:
    """The ready-made exercises, in the order of the file."""
    rows = _read("exercises")["exercises"]
    return tuple(ReadyExercise(**{**row, "words": row["words"].strip()}) for row in rows)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
