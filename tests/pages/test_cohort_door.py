"""Queries that keep their SQL, and the door that asks one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404

from accounts.prepared import Prepared
from cop_platform.pages import cohort_page
from programs import access
from programs.models import Seat
from tests.world import PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_it_answers_as_the_queryset_does(world):
    def rows(cohort, state):
        return Seat.objects.filter(cohort=cohort, state=state).order_by("id").values_list("number")

    prepared = Prepared(rows, state=str)
    asked = [
        (cohort.pk, state)
        for cohort in world.cohorts.values()
        for state in ("free", "held", "confirmed")
    ]

    assert [prepared.rows(cohort=c, state=s) for c, s in asked] == [list(rows(*a)) for a in asked]


def admitted(rule, user, code):
    try:
        found = rule(user, code)
    except Http404:
        return None
    return getattr(found, "cohort", found).id


@pytest.mark.parametrize("cohort", ["forming", "full", "meeting", "ended", "foreign"])
def test_the_door_admits_whom_the_rule_admits(world, cohort):
    code = world.cohorts[cohort].code

    assert {name: admitted(cohort_page.belongs, world.people[name], code) for name in PEOPLE} == {
        name: admitted(access.belongs, world.people[name], code) for name in PEOPLE
    }


def test_the_door_closes_when_a_role_ends(world, frozen):
    role = world.people["guest"].roles.get()
    role.until = world.at + timedelta(hours=1)
    role.save(update_fields=["until"])
    code = world.cohorts["meeting"].code
    before = admitted(cohort_page.belongs, world.people["guest"], code)

    frozen.move_to(role.until)

    assert (before, admitted(cohort_page.belongs, world.people["guest"], code)) == (
        world.cohorts["meeting"].pk,
        None,
    )


def test_a_code_that_is_a_mark_or_worse_opens_nothing(world):
    for code in ("\x02prepared\x031", "' or true --", "%s", ""):
        with pytest.raises(Http404):
            cohort_page.belongs(world.people["member"], code)


@pytest.mark.parametrize("kept", [True, False])
def test_it_answers_alike_with_and_without_a_kept_plan(world, settings, kept):
    settings.PREPARE_STATEMENTS = kept
    cohort = world.cohorts["full"]
    numbers = Prepared(
        lambda cohort: Seat.objects.filter(cohort=cohort).order_by("number").values_list("number")
    )

    assert numbers.rows(cohort=cohort.pk) == [(number,) for number in range(1, cohort.capacity + 1)]


def test_a_new_connection_plans_it_anew(world):
    counted = Prepared(lambda cohort: Seat.objects.filter(cohort=cohort).values_list("id"))
    counted.rows(cohort=0)
    connection.prepared_here = (None, connection.prepared_here[1])  # as after a reconnection
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")

    assert counted.rows(cohort=0) == []
