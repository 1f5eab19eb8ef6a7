"""A program's file, put into the database: once or again, nothing doubles."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from audit import record
from programs import pledges, seats
from programs.models import (
    Break,
    CalendarDay,
    Cohort,
    Community,
    CommunityState,
    Funder,
    Intake,
    Program,
    ProgramState,
)
from programs.program_files import ProgramFile, Row

ONE_LOADER = 7_150_234  # a number of ours: loaders take turns on this lock


@dataclass
class Loaded:
    """What loading did, counted by what it did it to."""

    program: Program
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    def lines(self) -> Iterable[str]:
        """One line for each outcome that occurred."""
        for says, counts in (
            (_("created: %s"), self.created),
            (_("updated: %s"), self.updated),
            (_("unchanged: %s"), self.unchanged),
        ):
            if counts:
                yield says % ", ".join(f"{number} × {name}" for name, number in counts.items())


@transaction.atomic
def load(*, contents: ProgramFile, by: int | None, at: datetime) -> Loaded:
    """Make or bring up to date the program, its calendar, communities with a pledge, intakes,
    and a cohort with its seats for each community and intake.

    The file has the last word on what it names; what it does not name is left alone. A changed
    purpose or pledge becomes a new version. Cohorts wait unpublished for their facilitators.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_LOADER])
    loader = _Loader(by=by, at=at)
    program = loader.program(contents.program)
    for order, name in enumerate(contents.funders):
        loader.put(Funder, {"program": program, "name": name}, {"order": order})
    for row in contents.breaks:
        loader.put(Break, _known(program, row, "first", "name"), row)
    for row in contents.calendar_days:
        loader.put(CalendarDay, _known(program, row, "day"), row)
    intakes = [loader.put(Intake, _known(program, row, "slug"), row) for row in contents.intakes]
    for order, row in enumerate(contents.communities):
        community = loader.community(program, order, row, contents.pledge)
        for intake in intakes:
            loader.cohort(program, community, intake)
    return Loaded(program, loader.created, loader.updated, loader.unchanged)


def _known(program: Program, row: Row, *keys: str) -> Row:
    return {"program": program} | {key: row[key] for key in keys}


@dataclass
class _Loader:
    """Puts rows where they belong, counts and records what became of each."""

    by: int | None
    at: datetime
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    def put(self, model: type[models.Model], known_by: Row, row: Row) -> Any:
        """The one row known by these values, with the others as the file says them."""
        name = model._meta.model_name or ""
        found = model._default_manager.filter(**known_by).first()
        if found is None:
            made = model._default_manager.create(**known_by | row)
            self._note(self.created, f"{name}.created", made)
            return made
        changed = [key for key, value in row.items() if getattr(found, key) != value]
        if not changed:
            self.unchanged[name] += 1
            return found
        for key in changed:
            setattr(found, key, row[key])
        found.save(update_fields=changed)
        self._note(self.updated, f"{name}.updated", found)
        return found

    def _note(self, counts: Counter[str], verb: str, obj: models.Model) -> None:
        counts[obj._meta.model_name or ""] += 1
        record.record(verb, obj, at=self.at, by=self.by)

    def program(self, row: Row) -> Program:
        new = not Program.objects.filter(slug=row["slug"]).exists()
        fresh = {"state": ProgramState.RUNNING} if new else {}
        program: Program = self.put(Program, {"slug": row["slug"]}, fresh | row)
        return program

    def community(self, program: Program, order: int, row: Row, pledge: str) -> Community:
        known_by = _known(program, row, "slug")
        new = not Community.objects.filter(**known_by).exists()
        fresh = {"state": CommunityState.PUBLISHED} if new else {}
        outcomes = {"outcomes": "\n".join(row.get("outcomes", []))}
        community: Community = self.put(
            Community, known_by, fresh | row | outcomes | {"order": order}
        )
        if pledge:
            self._pledge(community, pledge)
        return community

    def _pledge(self, community: Community, pledge: str) -> None:
        """The newest version says what the file says; a change is a version of its own."""
        before = pledges.current(community)
        after = pledges.publish(
            community_id=community.pk,
            purpose=community.purpose,
            pledge=pledge,
            by=self.by,
            at=self.at,
        )
        counts = self.unchanged if before == after else self.updated if before else self.created
        counts["pledge"] += 1

    def cohort(self, program: Program, community: Community, intake: Intake) -> None:
        if Cohort.objects.filter(community=community, intake=intake).exists():
            self.unchanged["cohort"] += 1
            return
        seats.open_cohort(
            community_id=community.pk,
            intake_id=intake.pk,
            name=seats.name_of(community, intake),
            capacity=program.places,
            by=self.by,
            at=self.at,
        )
        self.created["cohort"] += 1
