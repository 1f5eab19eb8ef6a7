"""A program's facts in a TOML file, read strictly: what it may say follows from the models.

Every problem names its line and key, and a file with a problem is not read at all. Times in a
file are local times of the program; what comes out is aware.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from programs import calendar, source_lines
from programs.file_schema import IN_ORDER, NEVER_EQUAL, PROGRAM, TABLES, Table
from programs.models import Program
from programs.source_lines import Path

if TYPE_CHECKING:
    Field = models.Field[Any, Any]

Row = dict[str, Any]


class Problem(NamedTuple):
    """One thing wrong with a file."""

    line: int
    key: str
    says: str

    def __str__(self) -> str:
        return _("line %(line)d, %(key)s: %(says)s") % self._asdict()


class BadFile(Exception):
    """A file that cannot be read as a program, with all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class ProgramFile:
    """What a file says, checked: rows by the names of the models' fields."""

    program: Row
    funders: list[str]
    pledge: str
    breaks: list[Row]
    calendar_days: list[Row]
    intakes: list[Row]
    communities: list[Row]


def read(source: str) -> ProgramFile:
    """Read and check a program's file.

    :raises BadFile: with every problem found, each with its line and key.
    """
    lines = source_lines.lines_of(source)
    said = _parsed(source, lines)
    checker = _Checker(lines)
    program = checker.row(("program",), said.pop("program", None), PROGRAM)
    rows = {name: checker.rows(name, said.pop(name, []), table) for name, table in TABLES.items()}
    checker.unknown((), said, ("program", *TABLES))
    checker.order("program", [program])
    for name, found in rows.items():
        checker.order(name, found)
        checker.twice(name, found, TABLES[name].known_by)
    checker.calendar(program)
    checker.local_times(program, rows["intakes"])
    if checker.problems:
        raise BadFile(checker.problems)
    return ProgramFile(
        funders=program.pop("funders", []),
        pledge=program.pop("pledge", ""),
        program=program,
        **rows,
    )


def _parsed(source: str, lines: dict[Path, int]) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as trouble:
        says = str(trouble)
        at = re.search(r"\(at line (\d+), column \d+\)", says)
        line = int(at[1]) if at else source.count("\n") + 1
        path = source_lines.path_at(line, lines)
        raise BadFile([Problem(line, _key(path), says)]) from None


def _key(path: Path) -> str:
    """A path in words: `communities[2].slug`, counted from 1 as people do."""
    said = ""
    for part in path:
        said += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if said else part
    return said or _("the file")


@dataclass
class _Checker:
    """Goes through what a file says and gathers what is wrong."""

    lines: dict[Path, int]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: Path, says: str) -> None:
        line = source_lines.line_of(path, self.lines)
        self.problems.append(Problem(line, _key(path), says))

    def unknown(self, path: Path, said: Iterable[str], known: tuple[str, ...]) -> None:
        for key in said:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = _(" Did you mean %(near)s?") % {"near": near[0]} if near else ""
                self.wrong((*path, key), _("This key is not known here.") + hint)

    def rows(self, name: str, said: Any, table: Table) -> list[Row]:
        if not isinstance(said, list):
            self.wrong((name,), _("This should be tables, each headed [[%s]].") % name)
            return []
        return [self.row((name, number), one, table) for number, one in enumerate(said)]

    def row(self, path: Path, said: Any, table: Table) -> Row:
        if not isinstance(said, dict):
            self.wrong(path, _("The table is missing."))
            return {}
        self.unknown(path, said, (*table.fields, *table.lists, *table.texts))
        row: Row = {}
        for name in table.fields:
            self._field(path, said, row, table.model._meta.get_field(name))  # type: ignore[arg-type]
        for name in (*table.lists, *table.texts):
            if name in said and self._texts((*path, name), said[name], many=name in table.lists):
                row[name] = _stripped(said[name])
        return row

    def _field(self, path: Path, said: Row, row: Row, model_field: "Field") -> None:
        name = model_field.name
        if name not in said:
            if not (model_field.blank or model_field.null or model_field.has_default()):
                self.wrong(path, _("The key %s is missing.") % name)
            return
        value = said[name]
        if says := _wrong_type(model_field, value):
            self.wrong((*path, name), says)
            return
        value = _stripped(value)
        try:
            if not isinstance(model_field, models.DateTimeField):
                model_field.clean(value, None)
        except ValidationError as trouble:
            self.wrong((*path, name), " ".join(trouble.messages))
        row[name] = value

    def _texts(self, path: Path, value: Any, *, many: bool) -> bool:
        texts = value if many and isinstance(value, list) else [value]
        good = isinstance(value, list) == many and all(isinstance(one, str) for one in texts)
        if not good:
            says = _("This should be a list of texts.") if many else _("This should be a text.")
            self.wrong(path, says)
        elif any("\0" in one or not one.strip() for one in texts):
            self.wrong(path, _("A text here is empty or holds a NUL."))
        elif len({one.strip() for one in texts}) < len(texts):
            self.wrong(path, _("The same text stands here twice."))
        else:
            return True
        return False

    def order(self, name: str, rows: list[Row]) -> None:
        for table, first, last in IN_ORDER:
            for number, row in enumerate(rows if table == name else []):
                path: Path = (name, last) if name == "program" else (name, number, last)
                one, other = row.get(first), row.get(last)
                if one is None or other is None:
                    continue
                if other < one or (other == one and last in NEVER_EQUAL):
                    self.wrong(path, _("This lies before %s.") % first)

    def twice(self, name: str, rows: list[Row], known_by: tuple[str, ...]) -> None:
        seen = set()
        for number, row in enumerate(rows):
            known = tuple(row.get(key) for key in known_by)
            if known in seen and None not in known:
                self.wrong((name, number, known_by[-1]), _("This stands in the file twice."))
            seen.add(known)

    def calendar(self, program: Row) -> None:
        country, region = program.get("holiday_country", "AU"), program.get("holiday_region", "VIC")
        if not calendar.knows(country, region):
            self.wrong(("program", "holiday_region"), _("No holidays are known for this region."))

    def local_times(self, program: Row, intakes: list[Row]) -> None:
        """Put the program's zone to the intakes' local times."""
        try:
            zone = Program(**{"time_zone": program.get("time_zone", "Australia/Melbourne")}).zone
        except (KeyError, ValueError, OSError):
            return  # said already
        for number, row in enumerate(intakes):
            for key in ("opens_at", "closes_at"):
                if key in row:
                    row[key] = row[key].replace(tzinfo=zone)
                    if row[key].astimezone(UTC).astimezone(zone) != row[key]:
                        self.wrong(("intakes", number, key), _("The clocks skip this time."))


def _stripped(value: Any) -> Any:
    if isinstance(value, list):
        return [_stripped(one) for one in value]
    return value.strip() if isinstance(value, str) else value


def _wrong_type(model_field: "Field", value: Any) -> str:
    """Why a value is not of the field's kind; '' when it is."""
    if isinstance(model_field, models.DateTimeField):
        good = isinstance(value, datetime) and value.tzinfo is None
        return "" if good else _("This should be a local time such as 2024-07-26T17:00:00.")
    if isinstance(model_field, models.DateField):
        good = isinstance(value, date) and not isinstance(value, datetime)
        return "" if good else _("This should be a date such as 2024-07-26, without quotes.")
    if isinstance(model_field, models.BooleanField):
        return "" if isinstance(value, bool) else _("This should be true or false.")
    if isinstance(model_field, models.IntegerField):
        good = isinstance(value, int) and not isinstance(value, bool)
        return "" if good else _("This should be a whole number.")
    if not isinstance(value, str):
        return _("This should be a text in quotes.")
    return _("A text cannot hold a NUL.") if "\0" in value else ""
