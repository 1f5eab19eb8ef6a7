"""What people do with background work: once per key, stopped, gone on with, looked at."""

from datetime import timedelta

import pytest

from audit.models import Entry
from notices import jobs, shifts
from notices.jobs import Kind
from notices.models import Job, JobState
from tests.factories import UserFactory
from tests.notices.counting import count, queued, work

pytestmark = pytest.mark.django_db


def test_the_same_key_is_one_job(stopped, now):
    assert queued(now) == queued(now)
    assert Entry.objects.count() == 1


def test_a_kind_nobody_knows_is_refused(stopped, now):
    with pytest.raises(jobs.UnknownJob):
        queued(now, name="tests.nothing")


def test_what_failed_goes_on_from_where_it_stopped_when_asked(stopped, now):
    job = queued(now)
    Job.objects.update(state="failed", cursor={"at": 6}, done=6, attempts=5, settled_at=now)

    jobs.try_again(job_id=job.pk, by=None, at=now)
    jobs.try_again(job_id=job.pk, by=None, at=now)
    work(now)

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 10)
    with pytest.raises(jobs.NotPossible):
        jobs.try_again(job_id=job.pk, by=None, at=now)


def test_cancelled_it_stops_after_its_step_and_stays_so(stopped, now):
    job = queued(now)
    shifts.claim("me", at=now, only=None)
    shifts.step(job.pk, "me", at=now)

    jobs.cancel(job_id=job.pk, by=None, at=now)
    jobs.cancel(job_id=job.pk, by=None, at=now)

    assert shifts.step(job.pk, "me", at=now) is False
    job.refresh_from_db()
    assert (job.state, job.done, stopped) == (JobState.CANCELLED, 3, [job.pk])
    assert work(now) is False


def test_what_is_over_cannot_be_cancelled(stopped, now):
    job = queued(now)
    work(now)

    with pytest.raises(jobs.NotPossible):
        jobs.cancel(job_id=job.pk, by=None, at=now)


def test_who_sees_a_job(stopped, now):
    mine, other, keeper = (
        UserFactory(),
        UserFactory(),
        UserFactory(is_superuser=True, is_staff=True, holds_staff_role=True),
    )
    job = queued(now, by=mine.pk)

    assert [jobs.visible(job.pk, who, now) for who in (mine, other, keeper)] == [job, None, job]
    jobs.register(Kind("tests.count", count, sees=lambda job, user, at: user == other))
    assert jobs.visible(job.pk, other, now) == job
    assert jobs.visible(0, keeper, now) is None


def test_long_over_it_is_forgotten(stopped, now):
    queued(now)
    work(now)
    queued(now, key="two")

    assert jobs.sweep(at=now + timedelta(days=91)) == 1
    assert Job.objects.get().key == "two"
