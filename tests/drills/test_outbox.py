"""The outbox under long misery: kills, many workers, a bad server (RELIABILITY R5, R8, R9)."""

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from notices import delivery
from notices.models import Notice, NoticeState
from tests import brokers, drainers

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_of_10_000_letters_fifty_kills_lose_none_and_double_fifty_at_most(smtp_sink):
    drainers.deliver_through_kills(smtp_sink, mails=10_000, kills=50)

    states = Counter(Notice.objects.values_list("state", flat=True))
    assert states == {NoticeState.SENT: 10_000}
    assert len(smtp_sink.ids) == 10_000
    assert smtp_sink.copies <= 50
    assert Notice.objects.filter(attempts__gte=2).count() >= smtp_sink.copies


def test_control_a_worker_that_marks_too_early_loses_letters(smtp_sink):
    """The letter is marked as sent where it is only handed over."""
    drainers.owe_many(1)
    smtp_sink.modes["person0@example.org"] = "hang deaf"
    with drainers.draining(smtp_sink, "tests/drills/too_early.py"):
        assert smtp_sink.reached.wait(30)

    with drainers.draining(smtp_sink):
        drainers.wait_for(drainers.all_settled)

    assert Notice.objects.get().state == NoticeState.SENT
    assert smtp_sink.letters == []


def test_three_clocks_and_four_workers_send_2_000_letters_once_each(smtp_sink, tmp_path):
    drainers.owe_many(2_000)
    with (
        brokers.broker() as redis,
        brokers.alarm_clock(smtp_sink, redis, tmp_path, workers=4, beats=3),
    ):
        drainers.wait_for(drainers.all_settled, patience_s=300)

    assert (len(smtp_sink.letters), smtp_sink.copies) == (2_000, 0)


def test_control_drains_that_claim_nothing_send_second_copies(smtp_sink):
    drainers.owe_many(400)
    with ExitStack() as running:
        for _ in range(4):
            running.enter_context(drainers.draining(smtp_sink, "tests/drills/unclaimed.py"))
        drainers.wait_for(lambda: smtp_sink.copies > 0, patience_s=60)


def test_four_drains_at_once_send_10_000_letters_once_each(smtp_sink):
    drainers.owe_many(10_000)
    with ExitStack() as running:
        for _ in range(4):
            running.enter_context(drainers.draining(smtp_sink))
        drainers.wait_for(drainers.all_settled, patience_s=900)

    assert (len(smtp_sink.letters), smtp_sink.copies) == (10_000, 0)


def test_a_bad_server_loses_nothing_and_what_it_refuses_is_listed(smtp_sink):
    drainers.owe_many(1_000)
    smtp_sink.chances = {"busy": 0.10, "refuse": 0.02, "hang deaf": 0.01, "drop": 0.01}
    smtp_sink.chances |= {"drop data": 0.005, "drop body": 0.005, "hang": 0.01}
    at = datetime.now(UTC)
    while not drainers.all_settled():
        delivery.drain(at=at, worker="one", limit=1_000)
        at += timedelta(minutes=10)

    states = Counter(Notice.objects.values_list("state", flat=True))
    refused = Notice.objects.filter(state=NoticeState.FAILED)
    assert set(states) <= {NoticeState.SENT, NoticeState.FAILED, NoticeState.IN_DOUBT}
    assert set(refused.values_list("problem", flat=True)) == {"550 5.1.1 no such mailbox"}
    arrived = {str(letter["To"]) for letter in smtp_sink.letters}
    sent = Notice.objects.filter(state=NoticeState.SENT).values_list("address", flat=True)
    assert set(sent) <= arrived
