"""Calls: what was said, what was tried, and when a number may be dialled."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import SafeContact
from audit.models import Entry
from notices import call_notes, calls, outbox
from notices.models import CallNote, CallOutcome, NoticeState
from tests.factories import UserFactory
from tests.notices.kinds import owe

KEY = "one-press-of-a-button"


def add(person, now, **more):
    said = {"key": KEY, "program_id": 1, "words": "Spoke to them."} | more
    return call_notes.add(person_id=person.pk, by=person.pk, at=now, **said)


def test_a_note_is_kept_and_recorded(person, now):
    note = add(person, now)

    assert list(call_notes.of(person.pk, [1])) == [note]
    assert list(call_notes.of(person.pk, [2])) == []
    assert Entry.objects.get(verb="call.noted").object_id == note.pk


def test_pressed_twice_it_is_one_note(person, now):
    assert add(person, now) == add(person, now)
    assert CallNote.objects.count() == 1


def test_a_note_says_something(person, now):
    with pytest.raises(call_notes.NothingToNote):
        add(person, now, words="  ")


@pytest.mark.parametrize("key", ["", "short", "x" * 41, "\0" * 10, "with a space"])
def test_a_key_that_no_page_gave_is_none(person, now, key):
    with pytest.raises(call_notes.UnknownKey):
        add(person, now, key=key)


def test_a_note_is_never_changed_and_only_its_words_can_be_erased(person, now):
    note = add(person, now)
    rows = CallNote.objects.filter(pk=note.pk)

    for change in (
        lambda: rows.update(words="Something else"),
        lambda: rows.update(words="", outcome=CallOutcome.SAID),
        rows.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    rows.update(words="")

    assert rows.get().words == ""


def test_no_answer_is_counted_by_what_it_was_about(person, now):
    for number in range(3):
        add(person, now, key=f"{KEY}-{number}", outcome=CallOutcome.NO_ANSWER, notice_id=7)
    add(person, now, key=f"{KEY}-o", outcome=CallOutcome.NO_ANSWER, notice_id=7, offer_id=9)

    assert call_notes.tries(notice_ids=[7], offer_ids=[9]) == {("notice", 7): 3, ("offer", 9): 1}


@pytest.mark.parametrize("state", [NoticeState.CALL, NoticeState.FAILED, NoticeState.IN_DOUBT])
def test_said_by_phone_is_off_the_list_with_a_note(person, now, state):
    notice = owe(person, now, state=state)
    said = {"person_id": person.pk, "program_id": 1, "by": person.pk, "at": now, "words": ""}

    for _press in range(2):
        calls.said(key=KEY, notice_id=notice.pk, offer_id=None, **said)

    notice.refresh_from_db()
    assert notice.state == NoticeState.CALLED
    assert [note.outcome for note in CallNote.objects.all()] == [CallOutcome.SAID]


def test_what_is_on_its_way_is_not_said_by_phone(person, now):
    notice = owe(person, now)

    with pytest.raises(outbox.NotOnTheCallList):
        calls.said(
            key=KEY, person_id=person.pk, program_id=1, notice_id=notice.pk, offer_id=None,
            words="", by=person.pk, at=now,
        )  # fmt: skip
    assert CallNote.objects.count() == 0


NINE_IN_MELBOURNE = datetime(2024, 7, 9, 23, tzinfo=UTC)  # seven in Perth


@pytest.mark.parametrize(
    ("zone", "first", "last", "safe"),
    [
        ("Australia/Melbourne", time(9), time(17), True),
        ("Australia/Melbourne", time(8), time(9), False),
        ("Australia/Perth", time(9), time(17), False),
        ("", time(9), time(17), True),
        ("Australia/Melbourne", time(22), time(10), True),
        ("Australia/Melbourne", time(22), time(6), False),
        ("Australia/Melbourne", None, None, True),
    ],
)
def test_safe_hours_are_where_the_person_is(zone, first, last, safe):
    person = UserFactory.build(time_zone=zone)
    contact = SafeContact(hours_from=first, hours_to=last)

    assert calls.is_safe_now(contact, person, at=NINE_IN_MELBOURNE) == safe


def test_that_a_number_was_shown_is_recorded_once_a_half_day(person, now):
    contact = SafeContact.objects.create(user=person, phone="0400 000 000")
    silent = SafeContact.objects.create(user=UserFactory())

    for hours in (0, 1, 13):
        calls.note_reading([contact, silent], by=person.pk, at=now + timedelta(hours=hours))

    assert Entry.objects.filter(verb=calls.NUMBER_READ, object_id=contact.pk).count() == 2
    assert Entry.objects.filter(verb=calls.NUMBER_READ, object_id=silent.pk).count() == 0
