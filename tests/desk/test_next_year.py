"""Next year from this year: everything but people, a year on, once."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from audit.models import Entry
from cop_platform import next_year
from cop_platform.next_year import CannotCopy
from intakes.models import Application, Question
from notices.models import Wording
from programs import years
from programs.models import (
    Break,
    Cohort,
    Membership,
    Program,
    ProgramState,
    ReminderRule,
    Role,
    Seat,
    SeatState,
)
from sessions.models import Schedule, Session
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
MELBOURNE = ZoneInfo("Australia/Melbourne")


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("2024-25", "2025-26"),
        ("August 2024", "August 2025"),
        ("1999", "1999"),
        ("2099-00", "2100-01"),
        ("room 20240", "room 20240"),
    ],
)
def test_names_move_their_year_on(words, then):
    assert years.named(words) == then


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2024, 8, 14), date(2025, 8, 13)),  # the second Wednesday
        (date(2024, 8, 1), date(2025, 8, 7)),  # the first Thursday
        (date(2024, 10, 31), date(2025, 10, 30)),  # a fifth Thursday, and there is one again
        (date(2024, 5, 31), date(2025, 5, 30)),  # a fifth Friday
        (date(2024, 7, 30), date(2025, 7, 29)),  # a fifth Tuesday
        (date(2024, 2, 29), date(2025, 2, 27)),  # a fifth Thursday, and there is none: the last
    ],
)
def test_a_monthly_rhythm_stays_in_its_place_of_the_month(day, then):
    assert years.same_place_in_month(day) == then


def test_moments_keep_their_weekday_and_their_clock_across_a_change():
    closes = datetime(2024, 10, 4, 17, tzinfo=MELBOURNE)  # AEST, two days before the change

    found = years.same_weekday_moment(closes, MELBOURNE).astimezone(MELBOURNE)
    assert (found.date(), found.time()) == (date(2025, 10, 3), time(17))


@pytest.fixture
def source(world):
    program = world.programs["here"]
    Break.objects.create(
        program=program, name="Winter 2025", first=date(2025, 6, 28), last=date(2025, 7, 20)
    )
    keeper = world.people["coordinator"]
    Wording.objects.create(
        program_id=program.pk, kind="intakes.offer", language="en-au", subject="A seat",
        text="{link}", at=world.at, by=keeper,
    )  # fmt: skip
    ReminderRule.objects.create(
        program=program, trigger="sessions.reminder", offsets=[10], changed_at=world.at
    )
    return program


@pytest.fixture
def made(world, source):
    by = world.people["coordinator"].pk
    return next_year.make(source_id=source.pk, year="2025-26", by=by, at=world.at)


def test_everything_but_people_comes_along_a_year_on(world, source, made):
    assert (made.year, made.state, made.follows) == ("2025-26", ProgramState.PLANNED, source)
    assert made.starts_on == years.same_date(source.starts_on)
    assert made.communities.count() == source.communities.exclude(state="retired").count()
    assert [one.first for one in made.breaks.all()] == [
        years.same_date(one.first) for one in source.breaks.all()
    ]
    assert [one.name for one in made.breaks.filter(first=date(2026, 6, 28))] == ["Winter 2026"]
    assert Wording.objects.filter(program_id=made.pk).values_list("text", flat=True)[0] == "{link}"
    assert made.reminder_rules.get().offsets == [10]
    old = Cohort.objects.filter(intake__program=source).exclude(community__state="retired")
    new = Cohort.objects.filter(intake__program=made)
    assert new.count() == old.count() > 0
    assert set(new.values_list("published", "state")) == {(False, "forming")}
    assert {one.community.pledges.get().version for one in new} == {1}


def test_questions_come_along_through_intakes(world, source, made):
    asked = Question.objects.filter(retired_at=None).order_by("words")
    old = asked.filter(intake__program=source).values_list("words", flat=True)
    new = asked.filter(intake__program=made).values_list("words", flat=True)

    assert list(new) == list(old)


def test_nobody_comes_along_but_who_made_it(world, source, made):
    cohorts = Cohort.objects.filter(intake__program=made)

    assert Membership.objects.filter(cohort__in=cohorts).count() == 0
    assert Seat.objects.filter(cohort__in=cohorts).exclude(state=SeatState.FREE).count() == 0
    assert Application.objects.filter(intake__program=made).count() == 0
    assert Session.objects.filter(cohort__in=cohorts).count() == 0
    assert Role.objects.filter(cohort__in=cohorts).count() == 0
    roles = Role.objects.filter(program=made).values_list("user__email", "kind")
    assert list(roles) == [(world.people["coordinator"].email, "coordinator")]


def test_rhythms_come_along_unpublished_on_the_same_weekday(world, source, made):
    old = Schedule.objects.get(cohort=world.cohorts["meeting"])
    new = Schedule.objects.get(
        cohort__intake__program=made, cohort__community__slug=old.cohort.community.slug
    )

    assert (new.first_day.weekday(), new.start, new.rhythm) == (
        *(old.first_day.weekday(), old.start, old.rhythm),
    )
    assert (new.first_day - old.first_day).days == 364


def test_made_again_it_is_the_same_one(world, source, made):
    by = world.people["lead"].pk
    again = next_year.make(source_id=source.pk, year="2025-26", by=by, at=world.at)

    assert again == made
    assert Entry.objects.filter(verb="program.next_year_made").count() == 1


def test_looking_keeps_nothing(world, source):
    by = world.people["coordinator"].pk
    before = Program.objects.count(), Cohort.objects.count(), Entry.objects.count()

    seen = next_year.look(source_id=source.pk, year="2025-26", by=by, at=world.at)
    assert seen.counts["wordings"] == 1
    assert (Program.objects.count(), Cohort.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize("year", ["", "  ", "2024-25"])
def test_it_needs_another_name(world, source, year):
    Program.objects.filter(pk=source.pk).update(year="2024-25")
    with pytest.raises(CannotCopy):
        next_year.make(source_id=source.pk, year=year, by=1, at=world.at)


def test_the_database_refuses_a_second_and_one_that_follows_itself(world, made):
    for change in ("id = follows_id", f"follows_id = {made.pk}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE programs_program SET {change} WHERE id = {made.pk}")


def test_the_desk_shows_it_and_makes_it_once(client, world, source):
    sign_in(client, world.people["coordinator"])
    url = reverse("admin:next_year_of", args=[source.pk])
    suggested = years.named(source.year)

    page = client.get(url).content.decode()
    assert suggested in page
    assert "Make this year" in page
    assert Program.objects.filter(follows=source).count() == 0
    for _press in range(2):
        client.post(url, {"year": suggested, "act": "make"})
    assert Program.objects.filter(follows=source).count() == 1
    refused = client.post(url, {"year": source.year, "act": "make"}).content.decode()
    assert "another name" in refused
    assert "already" in client.get(url).content.decode()


def test_other_programs_are_not_there(client, world, source):
    sign_in(client, world.people["foreign_coordinator"])

    assert client.get(reverse("admin:next_year_of", args=[source.pk])).status_code == 404
