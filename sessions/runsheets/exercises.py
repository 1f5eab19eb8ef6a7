"""The library of exercises: those that come with the house, and what facilitators added."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit import record
from sessions.models import Exercise, ItemKind, Purpose, RunSheetItem
from sessions.runsheets import items, shipped
from sessions.runsheets.items import Draft
from sessions.runsheets.sheets import CannotPlan
from sessions.runsheets.shipped import ReadyExercise

# What an exercise can become in a run-sheet.
KINDS = (
    ItemKind.WARM_UP,
    ItemKind.CHECK_IN,
    ItemKind.ACTIVITY,
    ItemKind.DISCUSSION,
    ItemKind.PEER,
    ItemKind.CHECK_OUT,
)


@dataclass(frozen=True)
class Entry:
    """An exercise as the library shows it. `own_id` is a row's, None for a ready-made one."""

    key: str
    purpose: str
    kind: str
    title: str
    minutes: int
    words: str
    materials: str
    care: str
    own_id: int | None = None

    @property
    def kind_words(self) -> str:
        return str(ItemKind(self.kind).label)


@dataclass(frozen=True)
class Shelf:
    """The exercises for one purpose."""

    purpose: str
    words: str
    entries: list[Entry]


def library(program_id: int) -> list[Shelf]:
    """All exercises a program can use, by what they are for; one query."""
    own = Exercise.objects.filter(program=program_id, retired_at=None).order_by("title", "pk")
    found = [*(_ready(one) for one in shipped.exercises()), *(_own(one) for one in own)]
    shelves = [
        Shelf(purpose.value, str(purpose.label), [e for e in found if e.purpose == purpose])
        for purpose in Purpose
    ]
    return [shelf for shelf in shelves if shelf.entries]


def find(program_id: int, key: str) -> Entry | None:
    """The exercise of this key, or None."""
    entries = (entry for shelf in library(program_id) for entry in shelf.entries)
    return next((entry for entry in entries if entry.key == key), None)


def _ready(one: ReadyExercise) -> Entry:
    return Entry(
        one.key, one.purpose, one.kind, one.title, one.minutes, one.words, one.materials, one.care
    )


def _own(one: Exercise) -> Entry:
    shown = (one.purpose, one.kind, one.title, one.minutes, one.words, one.materials, one.care)
    return Entry(f"own-{one.pk}", *shown, own_id=one.pk)


@transaction.atomic
def insert(
    *, session_id: int, program_id: int, key: str, by: int, at: datetime, form: UUID | None = None
) -> RunSheetItem:
    """Copy an exercise into a session's run-sheet.

    :raises CannotPlan: it is not in the library any more.
    """
    entry = find(program_id, key)
    if entry is None:
        raise CannotPlan(_("That exercise is not in the library any more."))
    draft = Draft(
        kind=entry.kind,
        minutes=entry.minutes,
        title=entry.title,
        method=entry.words,
        materials=entry.materials,
        content=entry.care,
    )
    return items.add(session_id=session_id, draft=draft, by=by, at=at, key=form)


@dataclass(frozen=True)
class Written:
    """What a facilitator types about an exercise of their own."""

    purpose: str
    kind: str
    title: str
    minutes: int
    words: str
    materials: str = ""
    care: str = ""


@transaction.atomic
def add(*, cohort_id: int, program_id: int, written: Written, by: int, at: datetime) -> Exercise:
    """Add an exercise to the program's library; the same one twice is one.

    :raises CannotPlan: another exercise has this title.
    """
    same = Exercise.objects.filter(program=program_id, retired_at=None, **vars(written)).first()
    if same:
        return same
    try:
        with transaction.atomic():
            made = Exercise.objects.create(
                program_id=program_id, by_id=by, added_at=at, **vars(written)
            )
    except IntegrityError:
        raise CannotPlan(_("An exercise has this title already."), "title") from None
    record.record("exercise.added", made, at=at, by=by, cohort_id=cohort_id)
    return made


@transaction.atomic
def retire(*, cohort_id: int, program_id: int, exercise_id: int, by: int, at: datetime) -> None:
    """Take an exercise out of the library. Run-sheets keep their copies."""
    found = Exercise.objects.filter(pk=exercise_id, program=program_id, retired_at=None).first()
    if found is None:
        return
    found.retired_at = at
    found.save(update_fields=["retired_at"])
    record.record("exercise.retired", found, at=at, by=by, cohort_id=cohort_id)
