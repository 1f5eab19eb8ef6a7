"""A bucket gives exactly as many tokens as it holds, whoever asks at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from accounts import limits
from accounts.models import Bucket
from tests.races import race

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_a_bucket_gives_what_it_holds_and_no_more(now):
    taken = [limits.take("a", capacity=3, per=HOUR, at=now) for _ in range(5)]

    assert taken == [True, True, True, False, False]


@pytest.mark.django_db
def test_a_bucket_refills_evenly_and_never_above_its_capacity(now):
    for _ in range(3):
        limits.take("a", capacity=3, per=HOUR, at=now)
    early = limits.take("a", capacity=3, per=HOUR, at=now + timedelta(minutes=19))
    third = limits.take("a", capacity=3, per=HOUR, at=now + timedelta(minutes=21))
    tomorrow = now + timedelta(days=1)
    later = [limits.take("a", capacity=3, per=HOUR, at=tomorrow) for _ in range(4)]

    assert (early, third, later) == (False, True, [True, True, True, False])


@pytest.mark.django_db
def test_a_clock_that_goes_back_gives_no_tokens(now):
    limits.take("a", capacity=1, per=HOUR, at=now)

    assert not limits.take("a", capacity=1, per=HOUR, at=now - timedelta(days=30))
    assert not limits.take("a", capacity=1, per=HOUR, at=now + timedelta(minutes=59))
    assert limits.take("a", capacity=1, per=HOUR, at=now + timedelta(minutes=61))


@pytest.mark.django_db
def test_each_key_has_a_bucket_of_its_own(now):
    assert limits.take("a", capacity=1, per=HOUR, at=now)
    assert limits.take("b", capacity=1, per=HOUR, at=now)


@pytest.mark.django_db
def test_a_key_does_not_tell_whose_it_is():
    key = limits.key_for("code-to", "anna@example.org")

    assert key.startswith("code-to:")
    assert "anna" not in key
    assert key == limits.key_for("code-to", "anna@example.org")
    assert key != limits.key_for("code-to", "anne@example.org")


@pytest.mark.django_db
def test_buckets_nobody_takes_from_are_forgotten(now):
    limits.take("old", capacity=1, per=HOUR, at=now - timedelta(days=3))
    limits.take("new", capacity=1, per=HOUR, at=now)

    assert limits.forget(before=now - timedelta(days=2)) == 1
    assert list(Bucket.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_twelve_callers_at_once_get_five_tokens(now):
    outcomes = race(*[partial(limits.take, "a", capacity=5, per=HOUR, at=now)] * 12)

    assert sorted(outcomes) == [False] * 7 + [True] * 5


@pytest.mark.django_db(transaction=True)
def test_control_reading_before_taking_gives_too_many(now):
    """What `take` would be if it looked first and took afterwards."""
    import threading

    barrier = threading.Barrier(12)
    limits.take("a", capacity=6, per=HOUR, at=now)

    def look_then_take() -> bool:
        left = Bucket.objects.get(key="a").tokens
        barrier.wait(timeout=30)
        if left < 1:
            return False
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_bucket SET tokens = %s WHERE key = 'a'", [left - 1])
        return True

    assert sum(race(*[look_then_take] * 12)) > 5
