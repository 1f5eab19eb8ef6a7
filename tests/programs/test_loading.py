"""A program's file: its facts, loading it twice, and what is said of a file with a mistake."""

from datetime import UTC, date, datetime
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from programs import loading, program_files, readiness, ready_made
from programs.models import (
    Cohort,
    Community,
    Pledge,
    Program,
    Seat,
)
from programs.program_files import BadFile
from tests.races import race

FILE = ready_made.DATA / "safe-and-equal-2024-25.toml"
SOURCE = FILE.read_text()
MADE = {
    "program": 1,
    "funder": 2,
    "break": 2,
    "intake": 2,
    "community": 5,
    "pledge": 5,
    "cohort": 10,
}


def load(now, source=SOURCE):
    return loading.load(contents=program_files.read(source), by=None, at=now)


# ------------------------------------------------- the published facts


@pytest.mark.django_db
def test_the_program_of_2024_25_is_as_published(now):
    program = load(now).program

    assert (program.year, program.organisation, program.state) == (
        "2024-25",
        "Safe and Equal",
        "running",
    )
    assert [*program.funders.order_by("order").values_list("name", flat=True)] == [
        "Department of Families, Fairness and Housing",
        "Department of Education",
    ]
    assert program.funding_program == "Statewide prevention workforce development program"
    assert (program.places, program.session_count) == (25, 8)
    assert [*program.communities.order_by("order").values_list("slug", flat=True)] == [
        "mid-to-senior",
        "workforce-development",
        "respectful-relationships-and-schools",
        "emerging-practitioners",
        "resistance",
    ]
    assert program.contact_email.endswith("@example.org")


@pytest.mark.django_db
def test_the_two_intakes_meet_when_they_were_announced_to(now):
    program = load(now).program

    rows = program.intakes.order_by("opens_at").values_list(
        "slug", "sessions_from", "sessions_to", "closes_at"
    )
    assert [*rows] == [
        (
            "august-2024",
            date(2024, 8, 1),
            date(2024, 11, 30),
            datetime(2024, 7, 26, 7, tzinfo=UTC),  # Friday 17:00 in Melbourne
        ),
        (
            "december-2024",
            date(2025, 2, 1),
            date(2025, 5, 31),
            datetime(2024, 12, 13, 6, tzinfo=UTC),
        ),
    ]


@pytest.mark.django_db
def test_each_community_has_a_cohort_of_25_seats_in_each_intake_and_a_pledge(now):
    load(now)

    assert (Cohort.objects.count(), Seat.objects.free().count()) == (10, 250)
    assert Cohort.objects.filter(published=True).count() == 0
    assert {readiness.lacks(cohort, now) for cohort in Cohort.objects.all()} == {
        "This cohort has no facilitator yet."
    }
    assert [*Pledge.objects.values_list("version", flat=True)] == [1] * 5


@pytest.mark.django_db
def test_it_rests_over_summer(now):
    program = load(now).program

    rows = program.breaks.order_by("first").values_list("first", "last", "shutdown")
    assert [*rows] == [
        (date(2024, 12, 1), date(2025, 1, 31), False),
        (date(2024, 12, 24), date(2025, 1, 3), True),
    ]


# ------------------------------------------------- once and again


@pytest.mark.django_db
def test_loading_twice_doubles_nothing(now):
    first = load(now)
    entries = Entry.objects.count()

    second = load(now)

    assert (first.created, first.updated, first.unchanged) == (MADE, {}, {})
    assert (second.created, second.updated, second.unchanged) == ({}, {}, MADE)
    assert entries == sum(MADE.values()) == Entry.objects.count()


@pytest.mark.django_db
def test_what_changed_in_the_file_changes_in_the_program_and_nothing_else(now):
    load(now)

    again = load(now, SOURCE.replace('name = "Resistance and backlash"', 'name = "Resistance"'))

    assert again.updated == {"community": 1}
    assert Community.objects.get(slug="resistance").name == "Resistance"


@pytest.mark.django_db
def test_a_changed_pledge_is_a_new_version(now):
    load(now)

    again = load(now, SOURCE.replace("I come to meet", "I come to listen"))

    assert again.updated == {"pledge": 5}
    assert sorted(Pledge.objects.values_list("version", flat=True)) == [1] * 5 + [2] * 5


@pytest.mark.django_db
def test_what_the_desk_decided_stays_when_the_file_does_not_name_it(now):
    load(now)
    Program.objects.update(state="archived")
    Cohort.objects.update(window_last=date(2025, 5, 31))

    again = load(now)

    assert (again.updated, again.program.state) == ({}, "archived")
    assert set(Cohort.objects.values_list("window_last", flat=True)) == {date(2025, 5, 31)}


@pytest.mark.django_db(transaction=True)
def test_eight_loads_at_once_make_one_program(now):
    outcomes = race(*[partial(load, now)] * 8)

    assert {type(found).__name__ for found in outcomes} == {"Loaded"}
    assert (Program.objects.count(), Cohort.objects.count()) == (1, 10)


# ------------------------------------------------- a file with a mistake


def line_of(text, source=SOURCE):
    """The line on which this text stands, or stands last."""
    return source[: source.rindex(text)].count("\n") + 1


MISTAKES = {
    "a date that does not exist": (
        "sessions_to = 2025-05-31",
        "sessions_to = 2025-05-32",
        "intakes[2].sessions_to",
    ),
    "a date in quotes": (
        "starts_on = 2024-07-01",
        'starts_on = "2024-07-01"',
        "program.starts_on",
    ),
    "a date where a time is needed": (
        "closes_at = 2024-12-13T17:00:00",
        "closes_at = 2024-12-13",
        "intakes[2].closes_at",
    ),
    "a time with a zone of its own": (
        "closes_at = 2024-12-13T17:00:00",
        "closes_at = 2024-12-13T17:00:00Z",
        "intakes[2].closes_at",
    ),
    "a time the clocks skip": (
        "opens_at = 2024-06-03T09:00:00",
        "opens_at = 2023-10-01T02:30:00",
        "intakes[1].opens_at",
    ),
    "an end before the beginning": (
        "last = 2025-01-03",
        "last = 2024-01-03",
        "breaks[2].last",
    ),
    "an unknown key": (
        'slug = "resistance"',
        'colour = "green"\nslug = "resistance"',
        "communities[5].colour",
    ),
    "a key twice": (
        'name = "August intake"',
        'name = "August intake"\nname = "Other"',
        "intakes[1].name",
    ),
    "an intake twice": (
        'slug = "december-2024"',
        'slug = "august-2024"',
        "intakes[2].slug",
    ),
    "a community twice": ('slug = "resistance"', 'slug = "mid-to-senior"', "communities[5].slug"),
    "a funder twice": (
        '"Department of Education",',
        '"Department of Education", "Department of Education",',
        "program.funders",
    ),
    "an unknown zone": (
        'time_zone = "Australia/Melbourne"',
        'time_zone = "Australia/Atlantis"',
        "program.time_zone",
    ),
    "an unknown region": (
        'holiday_region = "VIC"',
        'holiday_region = "XYZ"',
        "program.holiday_region",
    ),
    "no address": (
        'contact_email = "communities@example.org"',
        'contact_email = "nobody"',
        "program.contact_email",
    ),
    "text where a number is needed": ("places = 25", 'places = "25"', "program.places"),
    "a NUL": ('cost = "Nothing', 'cost = "\\u0000Nothing', "program.cost"),
    "an unknown table": ("[[breaks]]\nname = \"Summer", "[[pauses]]\nname = \"Summer", "pauses"),
    "no value": ("places = 25", "places =", "program.places"),
}  # fmt: skip


# Where the mistake does not stand on the first line of what is wrong.
LINES = {"a key twice": 'name = "Other"', "a funder twice": "funders = ["}


@pytest.mark.django_db
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_key_and_nothing_is_changed(mistake, now, tmp_path):
    right, wrong, key = MISTAKES[mistake]
    source = SOURCE.replace(right, wrong, 1)
    assert source != SOURCE
    line = line_of(LINES.get(mistake, wrong), source)
    path = tmp_path / "program.toml"
    path.write_text(source)

    with pytest.raises(CommandError) as refusal:
        call_command("load_program", str(path))

    first, *_rest, last = str(refusal.value).splitlines()
    assert first.startswith(f"{path}: line {line}, {key}: ")
    assert last == "Nothing was changed."
    assert (Program.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_missing_key_is_named_with_the_line_of_its_table():
    source = SOURCE.replace('organisation = "Safe and Equal"\n', "")

    with pytest.raises(BadFile) as refusal:
        program_files.read(source)

    assert [(problem.line, problem.key) for problem in refusal.value.problems] == [
        (line_of("[program]", source), "program")
    ]


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file():
    source = SOURCE.replace("places = 25", "places = true").replace("shutdown = true", "shut = 1")

    with pytest.raises(BadFile) as refusal:
        program_files.read(source)

    assert [problem.key for problem in refusal.value.problems] == [
        "program.places",
        "breaks[2].shut",
    ]


def test_a_misspelt_key_gets_a_suggestion():
    with pytest.raises(BadFile, match="Did you mean organisation"):
        program_files.read(SOURCE.replace("organisation =", "organization ="))


@pytest.mark.parametrize("source", ["", "program = 1", "[[program]]", "intakes = 3\n[program]\n"])
def test_a_file_that_is_no_program_is_refused(source):
    with pytest.raises(BadFile):
        program_files.read(source)


def test_a_file_that_is_not_text_is_refused_with_the_line(tmp_path):
    path = tmp_path / "program.toml"
    path.write_bytes(b"[program]\nname = '\xff'\n")

    with pytest.raises(BadFile) as refusal:
        ready_made.read_path(path)

    assert refusal.value.problems[0].line == 2


def test_a_file_that_is_not_there_is_said_plainly():
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_program", "nowhere.toml")


@pytest.mark.django_db
def test_the_command_says_what_it_did():
    said = StringIO()
    for _time in range(2):
        call_command("load_program", str(FILE), stdout=said)

    assert said.getvalue().splitlines()[1:] == [
        "  created: 1 × program, 2 × funder, 2 × break, 2 × intake, 5 × community,"
        " 5 × pledge, 10 × cohort",
        "Prevention communities of practice 2024-25",
        "  unchanged: 1 × program, 2 × funder, 2 × break, 2 × intake, 5 × community,"
        " 5 × pledge, 10 × cohort",
    ]


@pytest.mark.parametrize("path", sorted(ready_made.DATA.glob("*.toml")), ids=lambda p: p.stem)
def test_every_ready_made_file_can_be_read(path: Path):
    assert ready_made.read(path.stem).program["slug"] == path.stem
