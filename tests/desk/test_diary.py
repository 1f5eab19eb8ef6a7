"""The calendar of all cohorts: everything one runs, and who is booked twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from programs.models import RoleKind
from sessions import diary
from sessions.models import SessionState
from tests.factories import CohortFactory, IntakeFactory, RoleFactory, SessionFactory, UserFactory
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TEN = datetime(2024, 8, 14, 0, 0, tzinfo=UTC)  # 10:00 in Melbourne
AUGUST = (date(2024, 8, 1), date(2024, 8, 31))


@pytest.fixture
def intake():
    return IntakeFactory()


def meets(cohort, number=1, at=TEN, **more):
    return SessionFactory(
        cohort=cohort,
        number=number,
        day=date(2024, 8, 14),
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        **more,
    )


def two_cohorts(intake, elsewhere=None, **later):
    person = UserFactory()
    one = CohortFactory(intake=intake, facilitator=person)
    other = CohortFactory(intake=elsewhere or intake, facilitator=person)
    return meets(one), meets(other, **({"at": TEN + timedelta(hours=1)} | later)), person


def pairs(intake, **more):
    found = diary.of([intake.program_id], *AUGUST, **more)
    return [(clash.session, clash.other, clash.person, clash.is_theirs) for clash in found.clashes]


def test_who_facilitates_two_at_once_is_found_once(intake):
    one, other, person = two_cohorts(intake)

    assert pairs(intake) == [(one, other, person, True)]
    entries = diary.of([intake.program_id], *AUGUST).entries
    assert [entry.twice for entry in entries] == [(person,), (person,)]


@pytest.mark.parametrize(
    "later", [{"at": TEN + timedelta(hours=2)}, {"state": SessionState.CANCELLED}]
)
def test_one_after_the_other_or_called_off_is_no_clash(intake, later):
    two_cohorts(intake, **later)

    assert pairs(intake) == []


def test_a_role_that_ended_before_is_no_clash(intake):
    _one, other, person = two_cohorts(intake)
    other.cohort.roles.filter(user=person).update(until=TEN - timedelta(days=1))

    assert pairs(intake) == []


def test_what_is_in_another_program_is_a_clash_without_its_name(intake):
    one, other, person = two_cohorts(intake, elsewhere=IntakeFactory())

    assert pairs(intake) == [(one, other, person, False)]


def test_only_those_of_one_facilitator(intake):
    one, _other, person = two_cohorts(intake)
    third = meets(CohortFactory(intake=intake))

    found = diary.of([intake.program_id], *AUGUST, facilitator=person.pk)
    assert third not in [entry.session for entry in found.entries]
    assert len(found.entries) == 2
    assert found.entries[0].facilitators == (person,)
    assert found.entries[0].session == one


def test_queries_stay_the_same_whatever_the_number(intake, django_assert_num_queries):
    for _pair in range(3):
        two_cohorts(intake)

    with django_assert_num_queries(3):
        assert len(diary.of([intake.program_id], *AUGUST).clashes) == 3


@pytest.fixture
def desk(client, intake):
    keeper = UserFactory(is_staff=True, holds_staff_role=True)
    RoleFactory(user=keeper, kind=RoleKind.COORDINATOR, program=intake.program)
    sign_in(client, keeper)
    return client


def test_the_page_shows_a_month_and_a_list(desk, intake):
    one, _other, _person = two_cohorts(intake)
    url = reverse("admin:diary")

    grid = desk.get(url, {"month": "2024-08"}).content.decode()
    assert grid.count("booked twice") == 2
    assert f"{one.cohort}, session 1" in grid
    assert "August 2024" in grid
    listed = desk.get(url, {"month": "2024-08", "view": "list"}).content.decode()
    assert "August 2024 to July 2025" in listed
    assert "No sessions this month" in desk.get(url, {"month": "2024-09"}).content.decode()


def test_another_programs_cohort_is_not_named(desk, intake):
    _one, other, _person = two_cohorts(intake, elsewhere=IntakeFactory())

    page = desk.get(reverse("admin:diary"), {"month": "2024-08"}).content.decode()
    assert "another cohort" in page
    assert str(other.cohort) not in page


@pytest.mark.parametrize(
    "asked", [{"month": "x"}, {"month": "9999-99"}, {"month": "\0"}, {"program": "²"},
              {"facilitator": "1" * 99}, {"page": "-1", "view": "list"}]
)  # fmt: skip
def test_nonsense_in_the_address_is_no_fault(desk, asked):
    assert desk.get(reverse("admin:diary"), asked).status_code == 200
