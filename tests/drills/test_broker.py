"""The alarm clock through fifty troubles with its broker (RELIABILITY R7)."""

import pytest

from tests import brokers, drainers

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

TROUBLES = 50
PATIENCE_S = 60


def test_of_fifty_restarts_and_resets_each_is_followed_by_a_drain_within_a_minute(
    smtp_sink, tmp_path
):
    with (
        brokers.broker() as redis,
        brokers.alarm_clock(smtp_sink, redis, tmp_path, watched=True),
    ):
        for number in range(TROUBLES):
            if number % 2:
                redis.reset()
            else:
                redis.stop()
                redis.start()
            drainers.owe_one(number)
            drainers.wait_for(drainers.arrived(smtp_sink, number + 1), patience_s=PATIENCE_S)

    assert (len(smtp_sink.letters), smtp_sink.copies) == (TROUBLES, 0)


def test_a_worker_that_hangs_is_begun_anew_by_its_watchdog(smtp_sink, tmp_path):
    with (
        brokers.broker() as redis,
        brokers.alarm_clock(smtp_sink, redis, tmp_path, watched=True) as worker,
    ):
        drainers.owe_one(1)
        drainers.wait_for(drainers.arrived(smtp_sink, 1), patience_s=PATIENCE_S)
        brokers.freeze_workers(worker, watched=True)
        drainers.owe_one(2)
        drainers.wait_for(drainers.arrived(smtp_sink, 2), patience_s=PATIENCE_S)


def test_control_without_a_watchdog_it_stays_silent(smtp_sink, tmp_path):
    with (
        brokers.broker() as redis,
        brokers.alarm_clock(smtp_sink, redis, tmp_path) as worker,
    ):
        drainers.owe_one(1)
        drainers.wait_for(drainers.arrived(smtp_sink, 1), patience_s=PATIENCE_S)
        brokers.freeze_workers(worker, watched=False)
        drainers.owe_one(2)
        with pytest.raises(TimeoutError):
            drainers.wait_for(drainers.arrived(smtp_sink, 2), patience_s=PATIENCE_S)
