"""What the outbox makes of a mail server that misbehaves (RELIABILITY R9, short)."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from notices import claims, delivery, smtp
from notices.models import Notice, NoticeState
from tests.factories import UserFactory
from tests.notices.kinds import DIGEST, owe

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def drain(at):
    return delivery.drain(at=at, worker="one")


def met(now, person, sink, mode, **fields):
    """A notice whose reader's server does this to it once."""
    sink.modes[person.email] = mode
    notice = owe(person, now, **fields)
    drain(now)
    notice.refresh_from_db()
    return notice


@pytest.mark.parametrize("mode", ["refuse", "refuse late"])
def test_what_a_server_refuses_for_good_is_listed_with_its_reason(person, now, smtp_sink, mode):
    notice = met(now, person, smtp_sink, mode)

    assert notice.state == NoticeState.FAILED
    assert notice.problem in ("550 5.1.1 no such mailbox", "554 5.7.1 not wanted here")
    assert drain(now + timedelta(days=3)).states == {}


@pytest.mark.parametrize("mode", ["busy", "busy late", "drop data", "hang rcpt"])
def test_what_a_server_surely_does_not_have_is_tried_again_and_arrives_once(
    person, now, smtp_sink, mode
):
    notice = met(now, person, smtp_sink, mode, kind=DIGEST)

    assert (notice.state, notice.doubts) == (NoticeState.PENDING, 0)
    assert now + MINUTE <= notice.retry_at < now + MINUTE + timedelta(seconds=5)
    assert drain(now + timedelta(seconds=50)).states == {}
    assert drain(now + 2 * MINUTE).sent == 1
    assert len(smtp_sink.letters) == 1


@pytest.mark.parametrize("mode", ["hang", "drop"])
def test_silence_after_the_last_line_is_a_doubt_and_a_second_copy_says_it_is_one(
    person, now, smtp_sink, mode
):
    notice = met(now, person, smtp_sink, mode)
    assert (notice.state, notice.doubts) == (NoticeState.PENDING, 1)

    drain(now + 2 * MINUTE)

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.SENT, 2)
    assert list(smtp_sink.ids.values()) == [2]


@pytest.mark.parametrize("mode", ["hang deaf", "drop deaf", "drop body"])
def test_a_letter_that_silence_swallowed_arrives_after_all(person, now, smtp_sink, mode):
    met(now, person, smtp_sink, mode)
    assert smtp_sink.letters == []

    assert drain(now + 2 * MINUTE).sent == 1
    assert len(smtp_sink.letters) == 1


def test_a_kind_that_must_not_come_twice_waits_for_a_person(person, now, smtp_sink):
    notice = met(now, person, smtp_sink, "drop", kind=DIGEST)

    assert notice.state == NoticeState.IN_DOUBT
    assert notice.problem == "SMTPServerDisconnected"


def test_waits_double_from_a_minute_to_six_hours_and_end_after_about_three_days(
    person, now, smtp_sink
):
    smtp_sink.once = False
    smtp_sink.modes[person.email] = "busy"
    notice, at, waits = owe(person, now), now, []
    while notice.state == NoticeState.PENDING:
        drain(at)
        notice.refresh_from_db()
        if notice.retry_at:
            waits.append(round((notice.retry_at - at) / MINUTE))
            at = notice.retry_at

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256] + [360] * 10
    assert (notice.state, notice.problem) == (NoticeState.FAILED, "451 4.7.1 come back later")
    assert timedelta(days=2) < at - now < timedelta(days=4)


def test_with_no_server_there_nothing_is_tried_and_nothing_is_lost(
    person, now, smtp_sink, settings
):
    settings.EMAIL_PORT = smtp_sink.port + 1
    notices = [owe(person, now) for _ in range(3)]

    done = drain(now)

    assert done.unreachable == "ConnectionRefusedError"
    for notice in notices:
        notice.refresh_from_db()
        assert (notice.state, notice.attempts, notice.owner) == (NoticeState.PENDING, 0, "")
    settings.EMAIL_PORT = smtp_sink.port
    assert drain(now).sent == 3


def test_a_server_that_wants_no_mail_of_ours_costs_no_letter(person, now, smtp_sink, settings):
    """A sender that is refused is a mistake in the settings, not in a letter."""
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "unknown"
    notice = owe(person, now)

    done = drain(now)

    notice.refresh_from_db()
    assert done.unreachable != ""
    assert (notice.state, notice.attempts) == (NoticeState.PENDING, 0)


def test_a_bad_letter_between_good_ones_takes_none_with_it(now, smtp_sink):
    people = UserFactory.create_batch(8)
    modes = ("refuse", "", "drop data", "", "busy", "refuse late", "drop", "")
    smtp_sink.modes = {p.email: mode for p, mode in zip(people, modes, strict=True) if mode}
    for person in people:
        owe(person, now)

    drain(now)

    assert [Notice.objects.get(recipient=person).state for person in people] == [
        *("failed", "sent", "pending", "sent", "pending", "failed", "pending", "sent")
    ]


def test_reasons_name_no_address():
    assert claims.plain("550 <ana@example.org>:\r\nno such\tuser") == "550 … no such user"


def test_no_line_of_a_letter_can_end_it(smtp_sink):
    body = "a\n.\nb\r\n.\r\n.c\r.\rd\n..\n"

    smtp.EmailBackend().send_messages([])
    backend = smtp.EmailBackend()
    backend.open()
    backend.carry(EmailMessage("News", body, to=["a@example.org"]), lambda: None)
    backend.close()

    (letter,) = smtp_sink.letters
    assert letter.get_content().replace("\r\n", "\n") == "a\n.\nb\n.\n.c\n.\nd\n..\n"


def test_control_a_line_with_a_dot_ends_a_letter_that_is_not_escaped(smtp_sink):
    wire = smtplib.SMTP("127.0.0.1", smtp_sink.port)
    wire.helo()
    wire.mail("a@example.org")
    wire.rcpt("b@example.org")
    wire.docmd("data")
    wire.send(b"Subject: x\r\n\r\na\r\n.\r\nb\r\n.\r\n")
    assert wire.getreply()[0] == 250
    wire.close()

    assert smtp_sink.letters[0].get_content() == "a\r\n"
