"""Counts for a host, tasks to book, views that are relayed: nobody's name, nobody's reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AccessNeed
from sessions import attendance
from sessions.hosting import adjustments, needs, relayed
from sessions.hosting.needs import ELSE
from sessions.hosting.relayed import View
from sessions.models import RelayedView
from tests.factories import MembershipFactory
from tests.sessions.conftest import JULY

pytestmark = pytest.mark.django_db
VIEW = View("Ask us first.", "young_person", "both", "written", date(2024, 7, 1))


def says(room, **what):
    user = MembershipFactory(cohort=room.cohort).user
    AccessNeed.objects.create(user=user, **{"share_adjustments": True, **what})
    return user


def pairs(counts):
    return [(count.words, count.number) for count in counts]


def test_a_host_hears_numbers_of_those_who_share(room):
    says(room, dietary="Vegetarian, and no peanuts please", captions=True)
    says(room, dietary="vegetarian")
    says(room, dietary="I fast on some days, it is a family matter", access="I use a wheelchair")
    says(room, dietary="vegan", share_adjustments=False)

    found = needs.of(room.session(3))
    assert (found.sharing, found.captions, found.auslan) == (3, 1, 0)
    assert pairs(found.food) == [("vegetarian", 2), ("no nuts", 1), (str(ELSE), 1)]
    assert pairs(found.access) == [("a way without steps", 1)]


def test_who_sent_an_apology_needs_nothing(room):
    user = says(room, dietary="vegan", auslan=True)
    session = room.session(3)
    attendance.apologise(session_id=session.pk, user_id=user.pk, at=JULY)

    assert needs.of(session).sharing == 0
    assert adjustments.tasks(session) == []


def test_what_somebody_shares_becomes_a_task_booked_or_not(room):
    says(room, auslan=True)
    session = room.session(1)
    [task] = adjustments.tasks(session)
    assert (task.label, task.is_open) == ("Auslan interpreting", True)

    for _time in range(2):
        adjustments.book(
            session_id=session.pk,
            kind="auslan",
            words="",
            note="Two interpreters",
            booked=True,
            by=room.facilitator.pk,
            at=JULY,
        )
    [task] = adjustments.tasks(session)
    assert (task.is_booked, task.row.booked_by) == (True, room.facilitator)


def test_what_is_not_booked_two_weeks_before_waits_for_the_coordinator(room):
    says(room, captions=True)
    session, cohorts = room.session(1), type(room.cohort).objects.all()
    near = session.starts_at - timedelta(days=14)

    def waits(at):
        return list(adjustments.unbooked(at, cohorts))

    assert waits(near - timedelta(minutes=1)) == []
    assert waits(near) == [session]
    adjustments.book(
        session_id=session.pk, kind="captions", words="", note="", booked=True,
        by=room.facilitator.pk, at=JULY,
    )  # fmt: skip
    assert waits(near) == []


def test_something_else_is_added_and_taken_off_again(room):
    session = room.session(1)
    row = adjustments.book(
        session_id=session.pk, kind="other", words="Large print", note="", booked=False,
        by=room.facilitator.pk, at=JULY,
    )  # fmt: skip
    assert [task.label for task in adjustments.tasks(session)] == ["Large print"]
    for _time in range(2):
        adjustments.drop(
            adjustment_id=row.pk, session_id=session.pk, by=room.facilitator.pk, at=JULY
        )
    assert adjustments.tasks(session) == []


def relay(room, view=VIEW):
    return relayed.add(
        session_id=room.session(3).pk,
        view=view,
        relayed_by=room.member.pk,
        by=room.facilitator.pk,
        at=JULY,
    )


def test_a_view_taken_back_is_gone(room):
    view = relay(room)
    assert relay(room) == view
    assert relayed.of(view.session_id) == [view]
    for _time in range(2):
        relayed.withdraw(
            view_id=view.pk, session_id=view.session_id, by=room.facilitator.pk, at=JULY
        )

    assert relayed.of(view.session_id) == []
    assert RelayedView.objects.get().words == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"permission_by": "themself"}, "permission_by"),
        ({"permission_on": date(2024, 7, 11)}, "permission_on"),
        ({"permission_how": ""}, "permission_how"),
        ({"words": " "}, "words"),
    ],
)
def test_without_enough_permission_nothing_is_relayed(room, change, field):
    with pytest.raises(relayed.CannotRelay) as refusal:
        relay(room, replace(VIEW, **change))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("table", "change", "name"),
    [
        ("relayedview", "words = ''", "relayed_view_taken_back_is_gone"),
        ("relayedview", "withdrawn_at = now()", "relayed_view_taken_back_is_gone"),
        ("relayedview", "permission_by = 'themself'", "relayed_view_of_the_young_permitted"),
        ("adjustment", "words = ''", "adjustment_says_what_else"),
        ("adjustment", "booked_at = now()", "adjustment_booked_by_someone"),
    ],
)
def test_the_database_refuses_it_too(room, table, change, name):
    relay(room)
    adjustments.book(
        session_id=room.session(3).pk, kind="other", words="Large print", note="", booked=False,
        by=room.facilitator.pk, at=JULY,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        connection.cursor().execute(f"UPDATE cop_sessions_{table} SET {change}")
