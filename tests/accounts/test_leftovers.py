"""What nobody needs any more is removed, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from accounts import invitations, leftovers, limits, proofs
from accounts.models import Bucket, Proof
from audit import clock
from tests.entering import Client
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_old_words_and_limits_go_and_new_ones_stay(now):
    for at in (now - timedelta(days=3), now):
        proofs.ask(email=f"{at.day}@example.org", purpose=invitations.PURPOSE, payload={}, at=at)
        limits.take(f"at {at.day}", capacity=1, per=HOUR, at=at)
    removed = leftovers.sweep(at=now)

    assert removed == 4  # one proof, its two limits and the other one
    assert list(Proof.objects.values_list("email", flat=True)) == [f"{now.day}@example.org"]
    assert Bucket.objects.count() == 3
    assert leftovers.sweep(at=now) == 0


def test_the_demo_s_clock_ends_no_session(settings, now):
    browser = Client()
    browser.force_login(UserFactory())
    settings.DEMO = True
    clock.set_ahead(timedelta(days=400))
    leftovers.sweep(at=clock.now())

    assert browser.get("/you/").status_code == 200


def test_sessions_that_are_over_go(now):
    browser = Client()
    browser.force_login(UserFactory())
    Session.objects.update(expire_date=now)
    leftovers.sweep(at=now)

    assert Session.objects.count() == 0
