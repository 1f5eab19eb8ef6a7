"""When schools teach, and so when their holidays are: kept per program, loaded by choice.

A day outside every term of a year whose terms are known is a school holiday. Of a year without
terms nothing is known.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from audit import record
from programs.models import Program, SchoolTerm

SHIPPED = Path(__file__).parent / "data" / "school_terms"
VICTORIA = "victoria"


@dataclass(frozen=True)
class Terms:
    """The school terms of one program, loaded once for many questions."""

    rows: tuple[SchoolTerm, ...] = ()

    def knows(self, year: int) -> bool:
        """Whether the terms of this year are known."""
        return any(term.year == year for term in self.rows)

    def holiday(self, day: date) -> str:
        """The holidays this day falls into; '' in term, or where nothing is known."""
        if not self.knows(day.year) or any(t.first <= day <= t.last for t in self.rows):
            return ""
        return _("School holidays")


@dataclass(frozen=True)
class TermFile:
    """School terms that come with the platform: for whom, and where they were published."""

    name: str
    source: str
    country: str
    region: str
    terms: tuple[tuple[int, int, date, date], ...]  # year, number, first day, last day


def of(program: Program) -> Terms:
    """The program's school terms, in one query."""
    return Terms(tuple(program.school_terms.order_by("first")))


@lru_cache
def shipped(file: str = VICTORIA) -> TermFile:
    """The terms in a file that comes with the platform."""
    read = tomllib.loads((SHIPPED / f"{file}.toml").read_text("utf-8"))
    years = read.pop("terms")
    terms = tuple(
        (int(year), number, first, last)
        for year, dates in years.items()
        for number, (first, last) in enumerate(dates, start=1)
    )
    return TermFile(**read, terms=terms)


def may_load(program: Program, file: str = VICTORIA) -> TermFile | None:
    """The shipped terms, where they are of the program's region."""
    found = shipped(file)
    region = (program.holiday_country, program.holiday_region)
    return found if region == (found.country, found.region) else None


@transaction.atomic
def load(*, program_id: int, by: int | None, at: datetime, file: str = VICTORIA) -> int:
    """Take over shipped terms for the years of which the program has none; how many were new.

    What a coordinator has typed stays; loaded again, nothing changes.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    known, found = of(program), shipped(file)
    rows = [
        SchoolTerm(
            program=program, year=year, number=number, first=first, last=last, source=found.source
        )
        for year, number, first, last in found.terms
        if not known.knows(year)
    ]
    SchoolTerm.objects.bulk_create(rows)
    if rows:
        record.record("program.school_terms_loaded", program, at=at, by=by)
    return len(rows)


class CannotBe(Exception):
    """Terms that can't be, worded for the coordinator, beside one of them ('' is none)."""

    def __init__(self, words: str, number: int = 0) -> None:
        super().__init__(words)
        self.number = number


Typed = dict[int, tuple[date, date]]


@transaction.atomic
def set_year(*, program_id: int, year: int, terms: Typed, by: int | None, at: datetime) -> None:
    """Keep these terms of a year, by their numbers, in place of those there were. Asked for what
    stands, it changes nothing.

    :raises CannotBe: a term ends before it begins, begins in another year or overlaps another.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    rows = program.school_terms.order_by("first")
    standing = {row.number: row for row in rows if row.year == year}
    if {number: (row.first, row.last) for number, row in standing.items()} == terms:
        return
    others = [(row.first, row.last) for row in rows if row.year != year]
    for number, (first, last) in terms.items():
        _may_be(year, number, first, last)
        beside = [dates for other, dates in terms.items() if other != number]
        if any(first <= until and since <= last for since, until in [*others, *beside]):
            raise CannotBe(_("Another term has some of these days."), number)
    program.school_terms.filter(year=year).delete()
    SchoolTerm.objects.bulk_create(
        SchoolTerm(program=program, year=year, number=number, first=first, last=last, source=source)
        for number, (first, last) in terms.items()
        for source in [_source(standing.get(number), first, last)]
    )
    record.record("program.school_terms_changed", program, at=at, by=by)


def _may_be(year: int, number: int, first: date, last: date) -> None:
    if last < first:
        raise CannotBe(_("The last day lies before the first."), number)
    if first.year != year:
        raise CannotBe(_("That day is in another year."), number)


def _source(row: SchoolTerm | None, first: date, last: date) -> str:
    """Where dates are from, as long as nobody changed them."""
    return row.source if row and (row.first, row.last) == (first, last) else ""
