"""Long work, done in the background a step at a time: what there is, and what people do with it.

    jobs.register(jobs.Kind("intakes.import", step=..., words=_("Import")))     # in ready()
    jobs.queue("intakes.import", key="intakes.import:7", by=user_id, at=at, total=10_000)

A step does one piece and says how far it came; it runs in a transaction that holds the job's row
and saves its cursor with what it did. So a worker that dies in the middle has done nothing, and
the next one goes on where the last step ended, once. The workers are in `shifts`; nothing else
moves a job.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from notices.claims import plain
from notices.models import OPEN_JOBS, Job, JobState

KEPT = timedelta(days=90)


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
    end(job, JobState.CANCELLED, at=at, by=by)
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


def end(job: Job, state: JobState, *, at: datetime, by: int | None, problem: str = "") -> None:
    """End a job that is locked, with what its kind has to do when it stops early."""
    job.state, job.settled_at, job.problem = state, at, plain(problem)
    job.owner, job.lease_until = "", None
    job.save(update_fields=["state", "settled_at", "problem", "owner", "lease_until"])
    record.record(f"job.{state}", job, at=at, by=by)
    if state != JobState.DONE and job.name in _kinds:
        _kinds[job.name].stopped(job, at)


def _locked(job_id: int) -> Job:
    return Job.objects.select_for_update(of=("self",)).get(pk=job_id)


def sweep(*, at: datetime) -> int:
    """Forget what is long over; how many there were."""
    return Job.objects.filter(settled_at__lt=at - KEPT).delete()[0]
