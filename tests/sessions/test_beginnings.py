"""A cohort becomes active when its first session starts, by the clock alone."""

from datetime import timedelta

import pytest

from audit.models import Entry
from programs.models import CohortState
from sessions import beginnings
from sessions.models import SessionState
from tests.factories import CohortFactory, SessionFactory

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def session():
    return SessionFactory(cohort=CohortFactory(state=CohortState.FORMING))


def test_it_begins_at_the_instant_and_not_before(session):
    cohort = session.cohort
    before = beginnings.sweep(session.starts_at - A_SECOND)
    then = beginnings.sweep(session.starts_at)
    again = beginnings.sweep(session.starts_at)
    cohort.refresh_from_db()

    assert (before, then, again, cohort.state) == ([], [cohort.pk], [], CohortState.ACTIVE)


def test_the_audit_names_the_clock(session):
    beginnings.sweep(session.starts_at)

    (entry,) = Entry.objects.filter(verb="cohort.active")
    assert (entry.actor_id, entry.cohort_id) == (None, session.cohort_id)


@pytest.mark.parametrize("state", [SessionState.CANCELLED])
def test_what_is_not_on_begins_nothing(session, state):
    session.state = state
    session.save(update_fields=["state"])

    assert beginnings.sweep(session.starts_at) == []


@pytest.mark.parametrize("state", [CohortState.ON_BREAK, CohortState.CLOSED])
def test_a_cohort_elsewhere_stays_there(session, state):
    session.cohort.state = state
    session.cohort.save(update_fields=["state"])

    assert beginnings.sweep(session.starts_at) == []
