"""Briefs of hosts and guests fall due by the table of reminders: 21 and 7, 14 and 2 days before."""

from datetime import UTC, datetime, timedelta

import pytest

from notices import kinds
from notices.models import Notice
from programs.reminders import plans
from sessions.hosting import guests, letters, turns
from tests.factories import UserFactory
from tests.sessions.conftest import JULY
from tests.sessions.hosting.conftest import BRIEF

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def due(kind, room, user, *days):
    """When the briefs fall due, planned in the night before; session 3 is on Wed 9 October."""
    starts = room.session(3).starts_at
    for before in days:
        plans.plan(starts - before * DAY - DAY / 2)
    rows = Notice.objects.filter(kind=kind, recipient=user).order_by("due_at")
    assert [kinds.get(kind).still_true(row) for row in rows] == [True] * len(rows)
    return [row.due_at for row in rows]


def test_a_host_is_sent_the_brief_three_weeks_and_one_before(agreed, frozen):
    turns.take(session_id=agreed.session(3).pk, user_id=agreed.member.pk, at=JULY)

    # 09:00 in Melbourne, on standard time before 6 October.
    assert due(letters.HOST_BRIEF, agreed, agreed.member, 21, 7) == [
        datetime(2024, 9, 17, 23, tzinfo=UTC),
        datetime(2024, 10, 1, 23, tzinfo=UTC),
    ]


def test_a_guest_is_sent_it_two_weeks_and_two_days_before(agreed, frozen):
    visit = guests.invite(
        session_id=agreed.session(3).pk,
        name="A guest",
        email="guest@example.org",
        position="",
        brief=BRIEF,
        by=agreed.facilitator.pk,
        at=JULY,
    )
    guest = UserFactory(email="guest@example.org")
    payload = {"visit": visit.pk}
    guests.accepted(user_id=guest.pk, payload=payload, by=agreed.facilitator.pk, at=JULY)

    assert due(letters.GUEST_BRIEF, agreed, guest, 14, 2) == [
        datetime(2024, 9, 24, 23, tzinfo=UTC),
        datetime(2024, 10, 6, 22, tzinfo=UTC),
    ]
