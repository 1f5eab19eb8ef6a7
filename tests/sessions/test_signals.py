"""Quiet signals: to the facilitators alone, and gone with the session."""

from datetime import timedelta

import pytest

from accounts.models import SafeContact
from audit.models import Entry
from sessions import changes, door_steps, reaching, signals
from sessions.models import Signal, SignalKind
from sessions.signals import NotNow
from tests.sessions.conftest import JULY

HOUR = timedelta(hours=1)


def give(room, kind, at=None, person=None):
    session = room.session(1)
    signals.give(
        session_id=session.pk,
        user_id=(person or room.member).pk,
        kind=kind,
        at=at or session.starts_at,
    )


def back(room, kind, at=None):
    session = room.session(1)
    signals.take_back(
        session_id=session.pk, user_id=room.member.pk, kind=kind, at=at or session.starts_at
    )


def kinds(room, at):
    return [one.kind for one in signals.of(room.session(1).pk, at)]


def test_one_tap_gives_a_signal_and_another_takes_it_back(room):
    start = room.session(1).starts_at
    for _tap in range(2):
        give(room, SignalKind.PAUSE)
    assert kinds(room, start) == [SignalKind.PAUSE]
    assert signals.own(room.session(1).pk, room.member.pk, start) == {SignalKind.PAUSE}

    for _tap in range(2):
        back(room, SignalKind.PAUSE)

    assert kinds(room, start) == []


def test_nothing_of_them_is_in_the_audit(room):
    before = Entry.objects.count()
    for kind in SignalKind.values:
        give(room, kind)
    back(room, SignalKind.PAUSE)
    signals.settle(session_id=room.session(1).pk, user_id=room.member.pk)
    signals.sweep(at=room.session(1).ends_at)

    assert Entry.objects.count() == before


def test_they_are_for_members_from_an_hour_before_until_the_end(room):
    session = room.session(1)
    for at in (session.starts_at - HOUR - timedelta(seconds=1), session.ends_at):
        with pytest.raises(NotNow):
            give(room, SignalKind.LISTENING, at)
    for person in (room.facilitator, room.coordinator):
        with pytest.raises(NotNow):
            give(room, SignalKind.LISTENING, person=person)
    with pytest.raises(NotNow):
        give(room, "shouting")

    give(room, SignalKind.LISTENING, session.starts_at - HOUR)
    assert kinds(room, session.starts_at - HOUR) == [SignalKind.LISTENING]


def test_at_the_end_they_are_gone_before_any_job_has_run_and_then_from_the_database(room):
    end = room.session(1).ends_at
    for kind in SignalKind.values:
        give(room, kind)

    assert kinds(room, end) == [SignalKind.CONTACT]
    assert signals.sweep(at=end) == 3
    assert signals.sweep(at=end) == 0
    assert signals.sweep(at=end + timedelta(days=7)) == 1
    assert Signal.objects.count() == 0


def test_what_was_said_of_a_session_that_is_called_off_goes_with_it(room):
    session = room.session(1)
    give(room, SignalKind.NOT_FREE, session.starts_at - HOUR)
    changes.cancel(session_id=session.pk, by=None, at=session.starts_at - HOUR)

    assert signals.sweep(at=session.starts_at - HOUR) == 1


def test_a_wish_to_be_contacted_waits_for_a_facilitator_with_the_safe_way(room):
    session, end = room.session(1), room.session(1).ends_at
    SafeContact.objects.create(user=room.member, channel="phone", phone="0400 000 000")
    give(room, SignalKind.CONTACT)
    assert door_steps.for_facilitator(room.facilitator, session.starts_at) == []

    steps = door_steps.for_facilitator(room.facilitator, end)
    sheet = reaching.sheet(session, by=room.facilitator.pk, at=end)

    assert [step.title for step in steps] == ["Session 1: somebody hopes to hear from you"]
    assert [(one.user, one.contact.phone, one.by_mail) for one in sheet.wishes] == [
        (room.member, "0400 000 000", False)
    ]
    assert Entry.objects.filter(verb="safe_contact.read", actor=room.facilitator).count() == 1
    assert door_steps.for_facilitator(room.coordinator, end) == []

    signals.settle(session_id=session.pk, user_id=room.member.pk)
    assert door_steps.for_facilitator(room.facilitator, end) == []


def test_it_is_taken_back_afterwards_too_and_goes_after_a_week(room):
    end = room.session(1).ends_at
    give(room, SignalKind.CONTACT)
    week = end + timedelta(days=7)
    assert list(signals.to_contact(room.facilitator.pk, week)) == []
    assert len(signals.to_contact(room.facilitator.pk, week - timedelta(seconds=1))) == 1

    back(room, SignalKind.CONTACT, end)

    assert list(signals.to_contact(room.facilitator.pk, end)) == []
    with pytest.raises(NotNow):
        back(room, SignalKind.PAUSE, end)


def test_control_before_the_session_nobody_waits(room):
    assert signals.sweep(at=JULY) == 0
