"""10,800 acts on two cohorts, in orders nobody thought of: see tests/intakes/test_machine.py."""

import pytest

from tests.intakes import test_machine


@pytest.mark.drill
@pytest.mark.django_db
def test_any_order_of_many_acts_keeps_the_rules():
    test_machine.run_acts(54, 200, drill=True)
