from functools import partial

import pytest
from django.db import connection

from notices import kinds, outbox
from notices.models import Notice, NoticeState
from tests.notices.kinds import LETTER, owe
from tests.races import race

pytestmark = pytest.mark.django_db


def owe_the_same(user, now):
    return outbox.queue(LETTER, key="the-same", recipient_id=user.pk, due_at=now).pk


@pytest.mark.django_db(transaction=True)
def test_eight_callers_with_one_key_owe_one_notice(person, now):
    outcomes = race(*[partial(owe_the_same, person, now)] * 8)

    assert len(set(outcomes)) == 1
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_unique_key_there_are_several(person, now, without_unique_key):
    race(*[partial(owe_the_same, person, now)] * 8)

    assert Notice.objects.count() > 1


def test_a_notice_of_no_kind_is_refused(person, now):
    with pytest.raises(kinds.UnknownKind):
        outbox.queue("nobody.knows", key="a", recipient_id=person.pk, due_at=now)


def test_a_kind_says_how_urgent_its_notices_are_and_how_long_they_are_good(person, now):
    notice = outbox.queue("accounts.code", key="c", address="a@example.org", due_at=now)

    assert notice.priority == kinds.Priority.CODE
    assert notice.expires_at == now + kinds.get("accounts.code").good_for


def test_what_waits_can_be_cancelled_and_what_is_sent_cannot(person, now):
    waiting = owe(person, now, object_id=7)
    sent = owe(person, now, object_id=7, state=NoticeState.SENT, sent_at=now)

    assert outbox.cancel(kind=LETTER, object_id=7) == 1
    waiting.refresh_from_db()
    sent.refresh_from_db()
    assert (waiting.state, sent.state) == (NoticeState.CANCELLED, NoticeState.SENT)


@pytest.mark.parametrize("state", [NoticeState.FAILED, NoticeState.IN_DOUBT])
def test_what_did_not_arrive_can_be_sent_again(person, now, state):
    coordinator = person
    notice = owe(person, now, state=state, attempts=20, doubts=1, problem="550 no")

    outbox.send_again(notice_id=notice.pk, by=coordinator.pk, at=now)
    again = outbox.send_again

    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.problem) == (NoticeState.PENDING, 1, "")
    with pytest.raises(outbox.CannotSendAgain):
        again(notice_id=notice.pk, by=coordinator.pk, at=now)


def test_what_was_sent_cannot_be_sent_again(person, now):
    notice = owe(person, now, state=NoticeState.SENT, sent_at=now)

    with pytest.raises(outbox.CannotSendAgain):
        outbox.send_again(notice_id=notice.pk, by=person.pk, at=now)


def test_what_has_run_out_or_lost_its_words_cannot_be_sent_again(person, now):
    late = owe(person, now, state=NoticeState.FAILED, expires_at=now)
    code = outbox.queue("accounts.code", key="c", recipient_id=person.pk, due_at=now)
    Notice.objects.filter(pk=code.pk).update(state=NoticeState.FAILED)

    for notice in (late, code):
        with pytest.raises(outbox.CannotSendAgain):
            outbox.send_again(notice_id=notice.pk, by=person.pk, at=now)


def test_a_call_made_twice_is_one_call(person, now):
    from audit.models import Entry

    notice = owe(person, now, state=NoticeState.CALL)

    outbox.said_by_phone(notice_id=notice.pk, by=person.pk, at=now)
    outbox.said_by_phone(notice_id=notice.pk, by=person.pk, at=now)

    notice.refresh_from_db()
    assert notice.state == NoticeState.CALLED
    assert Entry.objects.filter(verb="notice.said_by_phone").count() == 1


def test_only_the_call_list_is_said_by_phone(person, now):
    notice = owe(person, now)

    with pytest.raises(outbox.NotOnTheCallList):
        outbox.said_by_phone(notice_id=notice.pk, by=person.pk, at=now)


@pytest.fixture
def without_unique_key(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'notices_notice'::regclass AND contype = 'u'"
        )
        ((name, definition),) = cursor.fetchall()
        cursor.execute(f'ALTER TABLE notices_notice DROP CONSTRAINT "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notices_notice")
        cursor.execute(f'ALTER TABLE notices_notice ADD CONSTRAINT "{name}" {definition}')
