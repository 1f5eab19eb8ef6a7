"""Thousands of changes to sessions and members over a year, in four zones (RELIABILITY R10)."""

import pytest

from sessions import changes
from tests.sessions.changing import a_year

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("seed", range(4))
def test_in_a_year_of_500_changes_no_reminder_is_stale_and_each_change_is_told_once(
    frozen, smtp_sink, seed
):
    year = a_year(frozen, members=3, acts=500, seed=seed)

    assert year.stale == []
    assert year.troubles() == {"stale": 0, "twice": 0, "untold": 0, "missing": 0}
    assert year.acts > 400
    assert year.sent > 1_000


def test_control_without_versions_stale_reminders_leave(frozen, smtp_sink, monkeypatch):
    def save_as_it_was(session, *, at):
        session.dated_at = at
        session.save()

    monkeypatch.setattr(changes, "save_change", save_as_it_was)

    assert len(a_year(frozen, members=3, acts=200, seed=0).stale) > 0
