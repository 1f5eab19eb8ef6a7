"""A program's calendar at the desk: a moved holiday, a day added, school terms typed and loaded."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from programs import calendar, days_off, school_terms
from programs.days_off import CannotCorrect
from programs.models import CalendarDay, RoleKind, SchoolTerm
from tests.factories import ProgramFactory, RoleFactory, UserFactory

AT = datetime(2024, 7, 10, tzinfo=UTC)
CUP_DAY, SHOW_DAY = date(2024, 11, 5), date(2024, 11, 12)

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def program(db):
    return ProgramFactory(starts_on=date(2024, 7, 1), ends_on=date(2025, 6, 30))


@pytest.fixture
def url(client, program):
    coordinator = UserFactory(is_staff=True, holds_staff_role=True)
    RoleFactory(user=coordinator, kind=RoleKind.COORDINATOR, program=program)
    client.force_login(coordinator)
    return reverse("admin:programs_program_calendar", args=[program.pk])


def typed(**dates):
    return {"act": "terms"} | {name.replace("_", "-"): day for name, day in dates.items()}


def test_a_holiday_kept_on_another_day_is_two_corrections(program):
    for _press in range(2):
        days_off.take_out(program_id=program.pk, day=CUP_DAY, by=None, at=AT)
        days_off.add(program_id=program.pk, day=SHOW_DAY, name="Show Day", by=None, at=AT)

    days = calendar.of(program)
    assert [days.is_business_day(day) for day in (CUP_DAY, SHOW_DAY)] == [True, False]
    assert CalendarDay.objects.count() == 2
    assert [
        (one.day, one.is_off) for one in days_off.of_year(program, 2024) if one.is_corrected
    ] == [(CUP_DAY, False), (SHOW_DAY, True)]


def test_a_correction_is_undone(program):
    days_off.take_out(program_id=program.pk, day=CUP_DAY, by=None, at=AT)
    for _press in range(2):
        days_off.put_back(program_id=program.pk, day=CUP_DAY, by=None, at=AT)

    assert calendar.of(program).holiday(CUP_DAY) == "Melbourne Cup Day"


def test_what_is_a_holiday_is_not_added_and_what_is_none_not_taken_out(program):
    with pytest.raises(CannotCorrect):
        days_off.add(program_id=program.pk, day=CUP_DAY, name="Ours", by=None, at=AT)
    with pytest.raises(CannotCorrect):
        days_off.take_out(program_id=program.pk, day=SHOW_DAY, by=None, at=AT)


def test_the_page_corrects_a_year_and_stays_in_it(client, url, program):
    page = client.get(f"{url}?year=2024").content.decode()
    assert "Melbourne Cup Day" in page
    here = f"{url}?year=2024"

    for act in (
        {"act": "out", "day": "2024-11-05"},
        {"act": "add", "day": "2024-11-12", "name": "Show Day"},
    ):
        assert client.post(here, act).headers["Location"] == here

    assert calendar.of(program).holiday(SHOW_DAY) == "Show Day"
    client.post(here, {"act": "back", "day": "2024-11-12"})
    assert CalendarDay.objects.count() == 1


def test_shipped_terms_are_loaded_by_choice_with_their_source(client, url):
    assert SchoolTerm.objects.count() == 0

    client.post(url, {"act": "load"})

    page = client.get(f"{url}?year=2026")
    assert SchoolTerm.objects.count() == 16
    assert page.context["terms_form"]["first-3"].value() == date(2026, 7, 13)
    assert "Source: Victorian Government" in page.content.decode()
    assert "Load the terms" not in page.content.decode()


def test_terms_are_typed_changed_and_taken_out(client, url, program):
    school_terms.load(program_id=program.pk, by=None, at=AT)
    here = f"{url}?year=2024"
    client.post(here, typed(first_1="2024-02-01", last_1="2024-04-05"))

    row = SchoolTerm.objects.get(year=2024)
    assert (row.number, row.last, row.source) == (1, date(2024, 4, 5), "")
    client.post(here, typed())
    assert SchoolTerm.objects.filter(year=2024).count() == 0


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"first_1": "2024-02-01"}, "last-1"),
        ({"first_1": "2024-02-01", "last_1": "2024-01-05"}, "first-1"),
        ({"first_2": "2023-02-01", "last_2": "2024-01-05"}, "first-2"),
        (
            {
                "first_1": "2024-02-01", "last_1": "2024-04-05",
                "first_2": "2024-04-05", "last_2": "2024-06-05",
            },
            "first-1",
        ),
        ({"first_1": "soon", "last_1": "2024-01-05"}, "first-1"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_beside_their_day(client, url, dates, field):
    page = client.post(f"{url}?year=2024", typed(**dates))

    assert list(page.context["terms_form"].errors) == [field]
    assert SchoolTerm.objects.count() == 0


@pytest.mark.parametrize("act", ["out", "back", "add", "terms", "load", "nothing", ""])
@pytest.mark.parametrize("day", ["", "\0", "2024-13-45", "9999-12-31", "x" * 9999])
def test_nonsense_is_no_fault(client, url, act, day):
    posted = {"act": act, "day": day, "name": day, "first-1": day, "last-1": day}

    assert client.post(f"{url}?year=2024", posted).status_code in (200, 302)


@pytest.mark.parametrize("year", ["", "1999", "9999", "٣٣٣٣", "x"])
def test_of_a_year_there_is_none_of_the_first_is_shown(client, url, year):
    assert client.get(f"{url}?year={year}").context["year"] == 2024
