"""Workers that are killed in the middle of a job: the next goes on, and nothing is done twice."""

from datetime import UTC, datetime

import pytest

from audit.models import Reason
from notices import jobs
from notices.models import Job, JobState
from tests import drainers
from tests.notices import patient_jobs

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PROGRAM = "tests/notices/patient_jobs.py"


@pytest.fixture
def through_kills(monkeypatch, smtp_sink):
    """Have a job done while its worker is killed twice in the middle of a step."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    monkeypatch.setenv("JOB_LEASE_S", "1")
    patient_jobs.register()

    def run(name):
        job = jobs.queue(name, key=name, by=None, at=datetime.now(UTC))
        for done in (2, 6):
            with drainers.draining(smtp_sink, PROGRAM):
                drainers.wait_for(lambda: _done(job) >= done)  # noqa: B023 -- asked at once
                drainers.time.sleep(patient_jobs.PAUSE_S / 2)
        with drainers.draining(smtp_sink, PROGRAM):
            drainers.wait_for(lambda: _state(job) == JobState.DONE)
        return sorted(Reason.objects.values_list("text", flat=True))

    return run


def _done(job):
    return Job.objects.values_list("done", flat=True).get(pk=job.pk)


def _state(job):
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def test_killed_in_the_middle_each_step_is_done_once(through_kills):
    assert through_kills("tests.patient") == sorted(f"step {n}" for n in range(12))


def test_control_what_is_written_apart_from_its_step_doubles(through_kills):
    assert len(through_kills("tests.careless")) > 12
