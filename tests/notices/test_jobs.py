"""Background work: a step and its cursor together, once, whoever dies in between."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from audit.models import Entry
from notices import jobs, tasks
from notices.jobs import Kind, Progress, Refused
from notices.models import Job, JobState
from tests.factories import UserFactory
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(monkeypatch):
    """Kinds of this test alone; `stopped` holds what was told to stop."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    stopped = []
    jobs.register(
        Kind("tests.count", count, words="Counting", stopped=lambda j, at: stopped.append(j.pk))
    )
    return stopped


def count(job, at):
    """Three to a step, up to ten."""
    begun = job.cursor.get("at", 0)
    now = min(begun + 3, 10)
    return Progress({"at": now}, done=now, total=10, over=now == 10)


def queued(now, name="tests.count", key="one", by=None):
    return jobs.queue(name, key=key, by=by, at=now)


def work(now, **options):
    return jobs.work(at=now, worker="test", **options)


def test_a_job_is_done_step_by_step(kinds, now):
    job = queued(now, by=UserFactory().pk)

    more = work(now)

    job.refresh_from_db()
    assert (more, job.state, job.done, job.total, job.cursor) == (
        False, JobState.DONE, 10, 10, {"at": 10},
    )  # fmt: skip
    assert (job.owner, job.lease_until, job.attempts) == ("", None, 0)
    assert list(Entry.objects.order_by("pk").values_list("verb", "actor_id")) == [
        ("job.queued", job.by_id),
        ("job.done", job.by_id),
    ]


def test_the_same_key_is_one_job(kinds, now):
    assert queued(now) == queued(now)
    assert Entry.objects.count() == 1


def test_a_kind_nobody_knows_is_refused(kinds, now):
    with pytest.raises(jobs.UnknownJob):
        queued(now, name="tests.nothing")


def test_jobs_take_turns_when_the_budget_is_short(kinds, now):
    one, two = queued(now), queued(now, key="two")

    assert work(now, budget_s=1e-9) is True  # no time at all: nothing begun
    work(now, enough=partial(next, iter([False, True, True])))
    work(now + timedelta(seconds=1), enough=partial(next, iter([False, True, True])))

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.done, two.done) == (3, 3)
    assert (one.owner, two.owner) == ("", "")


def test_a_refusal_ends_it_and_says_why(kinds, now):
    def refuse(job, at):
        raise Refused("The intake has ended.")

    jobs.register(Kind("tests.refuse", refuse, stopped=lambda j, at: kinds.append(j.pk)))
    job = queued(now, "tests.refuse")

    work(now)

    job.refresh_from_db()
    assert (job.state, job.problem, kinds) == (JobState.FAILED, "The intake has ended.", [job.pk])


def test_a_fault_is_tried_again_later_each_time_and_then_given_up(kinds, now):
    def fault(job, at):
        raise ZeroDivisionError

    jobs.register(Kind("tests.fault", fault, stopped=lambda j, at: kinds.append(j.pk)))
    job = queued(now, "tests.fault")
    tried = []
    for _try in range(5):
        work(now)
        job.refresh_from_db()
        tried.append((job.state, job.attempts))
        now = now + timedelta(minutes=6)

    assert tried == [(JobState.RUNNING, n) for n in (1, 2, 3, 4)] + [(JobState.FAILED, 5)]
    assert "ZeroDivisionError" in job.problem
    assert kinds == [job.pk]


def test_what_failed_goes_on_from_where_it_stopped_when_asked(kinds, now):
    job = queued(now)
    Job.objects.update(state="failed", cursor={"at": 6}, done=6, attempts=5, settled_at=now)

    jobs.try_again(job_id=job.pk, by=None, at=now)
    jobs.try_again(job_id=job.pk, by=None, at=now)
    work(now)

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 10)
    with pytest.raises(jobs.NotPossible):
        jobs.try_again(job_id=job.pk, by=None, at=now)


def test_a_worker_that_dies_each_time_is_given_up(kinds, now):
    job = queued(now)
    for _try in range(5):
        assert jobs._claim("gone", at=now, only=None) == job.pk
        assert jobs._claim("other", at=now, only=None) is None  # the lease holds
        now = now + timedelta(minutes=3)

    assert jobs._claim("last", at=now, only=None) is None
    job.refresh_from_db()
    assert (job.state, kinds) == (JobState.FAILED, [job.pk])


def test_a_worker_that_was_away_too_long_does_nothing(kinds, now):
    job = queued(now)
    jobs._claim("slow", at=now, only=None)
    jobs._claim("next", at=now + timedelta(minutes=3), only=None)

    assert jobs._step(job.pk, "slow", at=now) is False
    job.refresh_from_db()
    assert (job.done, job.owner) == (0, "next")


def test_cancelled_it_stops_after_its_step_and_stays_so(kinds, now):
    job = queued(now)
    jobs._claim("me", at=now, only=None)
    jobs._step(job.pk, "me", at=now)

    jobs.cancel(job_id=job.pk, by=None, at=now)
    jobs.cancel(job_id=job.pk, by=None, at=now)

    assert jobs._step(job.pk, "me", at=now) is False
    job.refresh_from_db()
    assert (job.state, job.done, kinds) == (JobState.CANCELLED, 3, [job.pk])
    assert work(now) is False


def test_what_is_over_cannot_be_cancelled(kinds, now):
    job = queued(now)
    work(now)

    with pytest.raises(jobs.NotPossible):
        jobs.cancel(job_id=job.pk, by=None, at=now)


def test_who_sees_a_job(kinds, now):
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


def test_long_over_it_is_forgotten(kinds, now):
    queued(now)
    work(now)
    queued(now, key="two")

    assert jobs.sweep(at=now + timedelta(days=91)) == 1
    assert Job.objects.get().key == "two"


def test_the_task_does_what_is_queued(kinds, now):
    job = queued(now)

    tasks.work()

    job.refresh_from_db()
    assert job.state == JobState.DONE


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_workers_do_each_step_once(kinds, now):
    seen = []

    def slowly(job, at):
        seen.append(job.cursor.get("at", 0))
        return count(job, at)

    jobs.register(Kind("tests.slowly", slowly))
    for number in range(4):
        queued(now, "tests.slowly", key=str(number))

    outcomes = race(*[partial(work, now)] * 8)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Counter(seen) == {0: 4, 3: 4, 6: 4, 9: 4}
    assert set(Job.objects.values_list("state", "done")) == {(JobState.DONE, 10)}
