"""Queries that keep their SQL, and the door that asks one."""

from datetime import timedelta

import pytest
from django.http import Http404

from cop_platform.pages import cohort_page
from cop_platform.pages.prepared import Prepared
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
        return rule(user, code).id
    except Http404:
        return None


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
