"""Long work, done in the background a step at a time. Nothing else moves a job.

    jobs.register(jobs.Kind("intakes.import", step=..., words=_("Import")))     # in ready()
    jobs.queue("intakes.import", key="intakes.import:7", by=user_id, at=at, total=10_000)

A step does one piece and says how far it came; it runs in a transaction that holds the job's row
and saves its cursor with what it did. So a worker that dies in the middle has done nothing, and
the next one goes on where the last step ended, once. The database is the queue: the drain and
its loop call `work` (RELIABILITY 3); a lease says who has a job in hand, and tells a worker that
died from one that is slow.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from notices.claims import plain
from notices.models import OPEN_JOBS, Job, JobQuerySet, JobState

BUDGET_S = 2.0  # then mail has its turn: somebody may wait for a code
WAITS = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
TRIES = len(WAITS) + 1
KEPT = timedelta(days=90)

log = structlog.get_logger("coalesce.jobs")


class Refused(Exception):
    """A step cannot go on, and trying again would not help; worded for the coordinator."""


class NotPossible(Exception):
    """A refusal, worded for the coordinator who will read it."""


class UnknownJob(Exception):
    """A job names a kind that no app has registered."""


@dataclass(frozen=True)
class Progress:
    """How far a step came. `cursor` is what the next one begins with; `over` ends the job."""

    cursor: dict[str, Any]
    done: int
    over: bool = False
    total: int | None = None


Step = Callable[[Job, datetime], Progress]


def nothing(job: Job, at: datetime) -> None:
    """What most kinds have to do when a job of theirs stops before its end."""


def nowhere(job: Job) -> str:
    return ""


def nobody_else(job: Job, user: User, at: datetime) -> bool:
    return False


@dataclass(frozen=True)
class Kind:
    """One kind of job.

    `step(job, at)` runs inside a transaction in which the job is locked: a piece of a second or
    less. It raises `Refused` when it cannot go on; anything else it raises is tried again.
    `stopped(job, at)` is called in the transaction in which a job fails or is cancelled.
    `link(job)` is the page to go on to; `words` call the kind at the desk.
    `sees(job, user, at)`: who may look at it and stop it, beside whoever queued it.
    """

    name: str
    step: Step
    words: str | Promise = ""
    stopped: Callable[[Job, datetime], None] = nothing
    link: Callable[[Job], str] = nowhere
    sees: Callable[[Job, User, datetime], bool] = nobody_else


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; each app does so when it starts (`ready`)."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind:
    """The kind of this name.

    :raises UnknownJob: no app has registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownJob(name) from None


@transaction.atomic
def queue(
    name: str,
    *,
    key: str,
    by: int | None,
    at: datetime,
    data: dict[str, Any] | None = None,
    total: int = 0,
) -> Job:
    """Have a job done, once per key; asked again with the same key it answers with the first.

    :param by: whose job it is; None is the clock.
    :param total: how many things there are to do, as far as known.
    :raises UnknownJob: no app has registered this kind.
    """
    kind_of(name)
    job, new = Job.objects.get_or_create(
        key=key,
        defaults={"name": name, "by_id": by, "data": data or {}, "total": total, "queued_at": at},
    )
    if new:
        record.record("job.queued", job, at=at, by=by)
    return job


@transaction.atomic
def cancel(*, job_id: int, by: int | None, at: datetime) -> Job:
    """Stop a job after the step it is at. What was done stands. Cancelled twice, it stays so.

    :raises NotPossible: it is over.
    """
    job = _locked(job_id)
    if job.state == JobState.CANCELLED:
        return job
    if job.state not in OPEN_JOBS:
        raise NotPossible(_("This is over already: there is nothing to stop."))
    _end(job, JobState.CANCELLED, at=at, by=by)
    return job


@transaction.atomic
def try_again(*, job_id: int, by: int | None, at: datetime) -> Job:
    """Go on with a job that failed, from where it stopped. Asked twice, it goes on once.

    :raises NotPossible: it did not fail.
    """
    job = _locked(job_id)
    if job.state in OPEN_JOBS:
        return job
    if job.state != JobState.FAILED:
        raise NotPossible(_("Only what stopped by itself can be tried again."))
    job.state, job.attempts, job.problem, job.settled_at = JobState.WAITING, 0, "", None
    job.retry_at = None
    job.save(update_fields=["state", "attempts", "problem", "settled_at", "retry_at"])
    record.record("job.tried_again", job, at=at, by=by)
    return job


def visible(job_id: int, user: User, at: datetime) -> Job | None:
    """A job, to whom it belongs, who keeps the site, and whom its kind names."""
    job = Job.objects.select_related("by").filter(pk=job_id).first()
    if job is None:
        return None
    if user.is_superuser or job.by_id == user.pk:
        return job
    known = _kinds.get(job.name)
    return job if known and known.sees(job, user, at) else None


# -- The worker ----------------------------------------------------------------------------------


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
        job_id = _claim(shift.owner, at=shift.now(), only=only)
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
                more = _step(job_id, self.owner, at=self.now()) and not self.over()
            except Refused as refusal:
                _give_up(job_id, self.owner, str(refusal), at=self.now())
                return
            except Exception as trouble:  # of whatever kind: it must not hold up the rest
                log.exception("a job's step failed", job=job_id)
                _later(job_id, self.owner, type(trouble).__name__, at=self.now())
                return
        _mine(job_id, self.owner).update(owner="", lease_until=None)


@transaction.atomic
def _claim(owner: str, *, at: datetime, only: int | None) -> int | None:
    """Take the job that has waited longest, past those that others hold; None: there is none."""
    due = Job.objects.due(at=at) if only is None else Job.objects.due(at=at).filter(pk=only)
    job = due.select_for_update(skip_locked=True, of=("self",)).first()
    if job is None:
        return None
    if job.attempts >= TRIES:  # each ended with its worker
        _end(
            job, JobState.FAILED, at=at, by=None, problem=_("It broke off each time it was tried.")
        )
        return _claim(owner, at=at, only=only)
    job.state, job.owner, job.attempts = JobState.RUNNING, owner, job.attempts + 1
    job.lease_until = at + timedelta(seconds=settings.JOB_LEASE_S)
    job.started_at = job.started_at or at
    job.save(update_fields=["state", "owner", "attempts", "lease_until", "started_at"])
    return job.pk


@transaction.atomic
def _step(job_id: int, owner: str, *, at: datetime) -> bool:
    """One step and its cursor, together; whether there is more. False too: it is not ours."""
    job = _mine(job_id, owner).select_for_update(of=("self",)).first()
    if job is None:
        return False
    came = kind_of(job.name).step(job, at)
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
        _end(job, JobState.DONE, at=at, by=job.by_id)
    return not came.over


@transaction.atomic
def _give_up(job_id: int, owner: str, problem: str, *, at: datetime) -> None:
    job = _mine(job_id, owner).select_for_update(of=("self",)).first()
    if job is not None:
        _end(job, JobState.FAILED, at=at, by=None, problem=problem)


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


def _end(job: Job, state: JobState, *, at: datetime, by: int | None, problem: str = "") -> None:
    """The end of a locked job, with what its kind has to do when it stops early."""
    job.state, job.settled_at, job.problem = state, at, plain(problem)
    job.owner, job.lease_until = "", None
    job.save(update_fields=["state", "settled_at", "problem", "owner", "lease_until"])
    record.record(f"job.{state}", job, at=at, by=by)
    if state != JobState.DONE and job.name in _kinds:
        _kinds[job.name].stopped(job, at)


def _mine(job_id: int, owner: str) -> JobQuerySet:
    return Job.objects.filter(pk=job_id, owner=owner, state=JobState.RUNNING)


def _locked(job_id: int) -> Job:
    return Job.objects.select_for_update(of=("self",)).get(pk=job_id)


def sweep(*, at: datetime) -> int:
    """Forget what is long over; how many there were."""
    return Job.objects.filter(settled_at__lt=at - KEPT).delete()[0]
