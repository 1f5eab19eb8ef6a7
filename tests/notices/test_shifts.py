"""Background work: a step and its cursor together, once, whoever dies in between."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from audit.models import Entry
from notices import jobs, shifts, tasks
from notices.jobs import Kind, Refused
from notices.models import Job, JobState
from tests.factories import UserFactory
from tests.notices.counting import count, queued, work
from tests.races import race

pytestmark = pytest.mark.django_db


def test_a_job_is_done_step_by_step(stopped, now):
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


def test_jobs_take_turns_when_the_budget_is_short(stopped, now):
    one, two = queued(now), queued(now, key="two")

    assert work(now, budget_s=1e-9) is True  # no time at all: nothing begun
    work(now, enough=partial(next, iter([False, True, True])))
    work(now + timedelta(seconds=1), enough=partial(next, iter([False, True, True])))

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.done, two.done) == (3, 3)
    assert (one.owner, two.owner) == ("", "")


def test_a_refusal_ends_it_and_says_why(stopped, now):
    def refuse(job, at):
        raise Refused("The intake has ended.")

    jobs.register(Kind("tests.refuse", refuse, stopped=lambda j, at: stopped.append(j.pk)))
    job = queued(now, "tests.refuse")

    work(now)

    job.refresh_from_db()
    assert (job.state, job.problem, stopped) == (JobState.FAILED, "The intake has ended.", [job.pk])


def test_a_fault_is_tried_again_later_each_time_and_then_given_up(stopped, now):
    def fault(job, at):
        raise ZeroDivisionError

    jobs.register(Kind("tests.fault", fault, stopped=lambda j, at: stopped.append(j.pk)))
    job = queued(now, "tests.fault")
    tried = []
    for _try in range(5):
        work(now)
        job.refresh_from_db()
        tried.append((job.state, job.attempts))
        now = now + timedelta(minutes=6)

    assert tried == [(JobState.RUNNING, n) for n in (1, 2, 3, 4)] + [(JobState.FAILED, 5)]
    assert "ZeroDivisionError" in job.problem
    assert stopped == [job.pk]


def test_a_worker_that_dies_each_time_is_given_up(stopped, now):
    job = queued(now)
    for _try in range(5):
        assert shifts.claim("gone", at=now, only=None) == job.pk
        assert shifts.claim("other", at=now, only=None) is None  # the lease holds
        now = now + timedelta(minutes=3)

    assert shifts.claim("last", at=now, only=None) is None
    job.refresh_from_db()
    assert (job.state, stopped) == (JobState.FAILED, [job.pk])


def test_a_worker_that_was_away_too_long_does_nothing(stopped, now):
    job = queued(now)
    shifts.claim("slow", at=now, only=None)
    shifts.claim("next", at=now + timedelta(minutes=3), only=None)

    assert shifts.step(job.pk, "slow", at=now) is False
    job.refresh_from_db()
    assert (job.done, job.owner) == (0, "next")


def test_the_task_does_what_is_queued(stopped, now):
    job = queued(now)

    tasks.work()

    job.refresh_from_db()
    assert job.state == JobState.DONE


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_workers_do_each_step_once(stopped, now):
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
