"""Whatever is moved, called off, added or split, and whoever leaves: no stale reminder, and of
each change one notice (RELIABILITY R10, short; the long form is tests/drills/test_changes.py)."""

from datetime import UTC, datetime

import pytest

from sessions import changes
from tests.sessions.changing import a_year

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
# The clocks change on 6 October in Melbourne, 27 October in Europe and 3 November in America.
AUTUMN = {"members": 1, "acts": 20, "seed": 4, "until": datetime(2024, 11, 5, tzinfo=UTC)}
WEEKS = AUTUMN | {"until": datetime(2024, 10, 18, tzinfo=UTC)}


def test_in_weeks_of_changes_every_mail_is_right(frozen, smtp_sink):
    year = a_year(frozen, **AUTUMN)

    assert year.stale == []
    assert year.troubles() == {"stale": 0, "twice": 0, "untold": 0, "missing": 0}
    assert year.sent > 50


def test_control_without_versions_stale_ones_leave(frozen, smtp_sink, monkeypatch):
    def save_as_it_was(session, *, at):
        session.dated_at = at
        session.save()

    monkeypatch.setattr(changes, "save_change", save_as_it_was)

    assert len(a_year(frozen, **WEEKS).stale) > 0
