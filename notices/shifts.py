"""The workers that do the jobs, each for a short while: a claim, a step, another.

The database is the queue: the drain and its loop call `work` (RELIABILITY 3). A lease says who
has a job in hand, and tells a worker that died from one that is slow.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from notices import jobs
from notices.models import Job, JobQuerySet, JobState

BUDGET_S = 2.0  # then mail has its turn: somebody may wait for a code
WAITS = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
TRIES = len(WAITS) + 1

log = structlog.get_logger("coalesce.jobs")


def work(
    *,
    at: datetime,
    worker: str,
    budget_s: float = BUDGET_S,
    enough: Callable[[], bool] = lambda: False,
    only: int | None = None,
) -> bool:
    """Do steps of what is queued for about `budget_s`, each job in turn; any number may.

    :param at: the moment it begins, aware; time then passes as it does.
    :param enough: asked before each step; True ends the work.
    :param only: the one job to work on.
    :returns: whether there is more to do at once.
    """
    shift = Shift(at, f"{worker[:50]}:{secrets.token_hex(4)}", budget_s, enough)
    while not shift.over():
        job_id = claim(shift.owner, at=shift.now(), only=only)
        if job_id is None:
            return False
        shift.go_on(job_id)
    return Job.objects.due(at=shift.now()).exists()


@dataclass
class Shift:
    """One worker for a short while."""

    at: datetime
    owner: str
    budget_s: float
    enough: Callable[[], bool]
    began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.began)

    def over(self) -> bool:
        return time.monotonic() - self.began >= self.budget_s or self.enough()

    def go_on(self, job_id: int) -> None:
        """Step by step until the job ends, this shift does, or the job is in other hands."""
        more = True
        while more:
            try:
                more = step(job_id, self.owner, at=self.now()) and not self.over()
            except jobs.Refused as refusal:
                _give_up(job_id, self.owner, str(refusal), at=self.now())
                return
            except Exception as trouble:  # of whatever kind: it must not hold up the rest
                log.exception("a job's step failed", job=job_id)
                _later(job_id, self.owner, type(trouble).__name__, at=self.now())
                return
        _mine(job_id, self.owner).update(owner="", lease_until=None)


@transaction.atomic
def claim(owner: str, *, at: datetime, only: int | None) -> int | None:
    """Take the job that has waited longest, past those that others hold; None: there is none."""
    due = Job.objects.due(at=at) if only is None else Job.objects.due(at=at).filter(pk=only)
    job = due.select_for_update(skip_locked=True, of=("self",)).first()
    if job is None:
        return None
    if job.attempts >= TRIES:  # each ended with its worker
        jobs.end(
            job, JobState.FAILED, at=at, by=None, problem=_("It broke off each time it was tried.")
        )
        return claim(owner, at=at, only=only)
    job.state, job.owner, job.attempts = JobState.RUNNING, owner, job.attempts + 1
    job.lease_until = at + timedelta(seconds=settings.JOB_LEASE_S)
    job.started_at = job.started_at or at
    job.save(update_fields=["state", "owner", "attempts", "lease_until", "started_at"])
    return job.pk


@transaction.atomic
def step(job_id: int, owner: str, *, at: datetime) -> bool:
    """Do one step and keep its cursor, together; whether there is more. False: it is not ours."""
    job = _mine(job_id, owner).select_for_update(of=("self",)).first()
    if job is None:
        return False
    came = jobs.kind_of(job.name).step(job, at)
    job.cursor, job.done, job.attempts, job.stepped_at = came.cursor, came.done, 0, at
    job.total = job.total if came.total is None else came.total
    job.lease_until = at + timedelta(seconds=settings.JOB_LEASE_S)
    job.retry_at = None
    job.save(
        update_fields=[
            *("cursor", "done", "total", "attempts", "stepped_at", "lease_until", "retry_at")
        ]
    )
    if came.over:
        jobs.end(job, JobState.DONE, at=at, by=job.by_id)
    return not came.over


@transaction.atomic
def _give_up(job_id: int, owner: str, problem: str, *, at: datetime) -> None:
    job = _mine(job_id, owner).select_for_update(of=("self",)).first()
    if job is not None:
        jobs.end(job, JobState.FAILED, at=at, by=None, problem=problem)


def _later(job_id: int, owner: str, trouble: str, *, at: datetime) -> None:
    """Try again after a wait that grows; at last give up."""
    job = _mine(job_id, owner).first()
    if job is None:
        return
    if job.attempts >= TRIES:
        said = _("Something on our side went wrong, several times (%s). It can be tried again.")
        _give_up(job_id, owner, said % trouble, at=at)
        return
    wait = WAITS[max(job.attempts - 1, 0)]
    _mine(job_id, owner).update(owner="", lease_until=None, retry_at=at + wait)


def _mine(job_id: int, owner: str) -> JobQuerySet:
    return Job.objects.filter(pk=job_id, owner=owner, state=JobState.RUNNING)
