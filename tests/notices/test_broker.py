"""The alarm clock goes on after its broker was away (RELIABILITY R7, short)."""

import pytest

from tests import brokers, drainers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_after_a_restart_and_a_reset_of_redis_mail_goes_on(smtp_sink, tmp_path):
    with brokers.broker() as redis, brokers.alarm_clock(smtp_sink, redis, tmp_path):
        drainers.owe_one(1)
        drainers.wait_for(drainers.arrived(smtp_sink, 1), patience_s=60)
        redis.stop()
        redis.start()
        redis.reset()
        drainers.owe_one(2)
        drainers.wait_for(drainers.arrived(smtp_sink, 2), patience_s=60)

    assert (len(smtp_sink.letters), smtp_sink.copies) == (2, 0)
