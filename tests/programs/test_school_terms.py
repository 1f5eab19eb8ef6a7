"""School terms: shipped for Victoria, loaded by choice, and what avoids their holidays."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from programs import school_terms
from programs.models import SchoolTerm
from tests.factories import ProgramFactory

AT = datetime(2024, 7, 10, tzinfo=UTC)
ROW = (
    "INSERT INTO programs_schoolterm (program_id, year, number, first, last, source)"
    " VALUES (%s, %s, %s, %s, %s, '')"
)


@pytest.fixture
def program(db):
    made = ProgramFactory()
    school_terms.load(program_id=made.pk, by=None, at=AT)
    return made


def test_the_shipped_terms_are_those_of_the_domain():
    terms = {(year, n): (first, last) for year, n, first, last in school_terms.shipped().terms}

    assert len(terms) == 16
    assert terms[2024, 3] == (date(2024, 7, 15), date(2024, 9, 20))
    assert terms[2024, 4] == (date(2024, 10, 7), date(2024, 12, 20))
    assert terms[2025, 1] == (date(2025, 1, 28), date(2025, 4, 4))
    assert terms[2025, 2] == (date(2025, 4, 22), date(2025, 7, 4))
    assert terms[2027, 4] == (date(2027, 10, 4), date(2027, 12, 17))


def test_loading_again_changes_nothing_and_keeps_what_was_typed(program):
    SchoolTerm.objects.filter(year=2026).delete()
    typed = SchoolTerm.objects.create(
        program=program, year=2026, number=1, first=date(2026, 1, 30), last=date(2026, 4, 1)
    )

    assert school_terms.load(program_id=program.pk, by=None, at=AT) == 0
    assert list(SchoolTerm.objects.filter(year=2026)) == [typed]
    assert Entry.objects.filter(verb="program.school_terms_loaded").count() == 1


def test_they_are_offered_to_programs_of_the_region_alone(program):
    assert school_terms.may_load(program) == school_terms.shipped()
    assert school_terms.may_load(ProgramFactory(holiday_region="NSW")) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 4, 4), ""),
        (date(2025, 4, 5), "School holidays"),
        (date(2025, 4, 21), "School holidays"),
        (date(2025, 4, 22), ""),
        (date(2025, 1, 3), "School holidays"),
        (date(2024, 12, 31), "School holidays"),
        (date(2028, 1, 3), ""),
    ],
)
def test_between_terms_are_holidays_where_the_year_is_known(program, day, expected):
    assert school_terms.of(program).holiday(day) == expected


def at_once(statement, values):
    """Run a statement with nothing put off to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "row",
    [
        (2028, 1, "2028-02-01", "2028-01-31"),
        (2028, 7, "2028-02-01", "2028-03-31"),
        (2028, 1, "2027-12-30", "2028-03-31"),
        (2027, 1, "2027-12-20", "2027-12-22"),
        (2027, 5, "2027-12-01", "2027-12-22"),
    ],
    ids=["backwards", "number", "year", "twice", "overlap"],
)
def test_the_database_refuses_terms_that_cannot_be(program, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        at_once(ROW, [program.pk, *row])


def test_another_programs_terms_may_be_on_the_same_days(program):
    assert school_terms.load(program_id=ProgramFactory().pk, by=None, at=AT) == 16
