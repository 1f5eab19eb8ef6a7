"""A kind of job to test with: it counts to ten."""

from notices import jobs, shifts
from notices.jobs import Kind, Progress

NAME = "tests.count"


def kind(stopped):
    """Whatever of it stops before its end is noted in `stopped`."""
    return Kind(NAME, count, words="Counting", stopped=lambda job, at: stopped.append(job.pk))


def count(job, at):
    """Three to a step, up to ten."""
    begun = job.cursor.get("at", 0)
    now = min(begun + 3, 10)
    return Progress({"at": now}, done=now, total=10, over=now == 10)


def queued(now, name=NAME, key="one", by=None):
    return jobs.queue(name, key=key, by=by, at=now)


def work(now, **options):
    return shifts.work(at=now, worker="test", **options)
