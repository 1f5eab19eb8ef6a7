"""The world that other tests stand in."""

from collections import Counter

import pytest

from programs.models import Seat
from tests.world import PEOPLE

pytestmark = pytest.mark.django_db


def seats_of(cohort):
    return Counter(Seat.objects.filter(cohort=cohort).values_list("state", flat=True))


def test_everybody_is_there(world):
    assert set(world.people) == set(PEOPLE)


def test_each_cohort_has_the_seats_it_says(world):
    assert {name: dict(seats_of(cohort)) for name, cohort in world.cohorts.items()} == {
        "forming": {"free": 25},
        "full": {"confirmed": 22, "held": 3},
        "meeting": {"confirmed": 20, "free": 5},
        "ended": {"confirmed": 1, "free": 24},
        "foreign": {"confirmed": 1, "free": 24},
    }
