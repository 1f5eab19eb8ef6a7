"""A worker killed in the middle of an import: the next goes on, nobody comes twice or is lost."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from audit.models import Entry
from intakes import imports
from intakes.importing import columns
from intakes.models import ImportKind, ImportState, Interest
from notices import shifts
from notices.models import Job
from tests import drainers
from tests.factories import CommunityFactory, ProgramFactory
from tests.intakes.making import coordinator_of
from tests.intakes.sheets import csv_of, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROWS = 1000  # five steps


def test_two_kills_in_the_middle_take_everybody_over_once(monkeypatch, smtp_sink):
    monkeypatch.setenv("JOB_LEASE_S", "1")
    program, at = ProgramFactory(), datetime.now(UTC)
    community, by = CommunityFactory(program=program), coordinator_of(program)
    imported = imports.read_file(
        kind=ImportKind.INTEREST,
        program_id=program.pk,
        name="people.csv",
        data=csv_of(person(number, community.name) for number in range(ROWS)),
        by=by.pk,
        at=at,
    )
    imports.map_columns(import_id=imported.pk, mapping=columns.proposed(imported), by=by.pk, at=at)
    shifts.work(at=at, worker="test", budget_s=60)
    job = imports.apply(import_id=imported.pk, leave_out=False, tell=False, by=by.pk, at=at)

    for done in (1, 400):
        with drainers.draining(smtp_sink):
            drainers.wait_for(lambda: _done(job) >= done, patience_s=60)  # noqa: B023
    assert _done(job) < ROWS  # it was in the middle
    with drainers.draining(smtp_sink):
        drainers.wait_for(lambda: _applied(imported), patience_s=90)

    assert Interest.objects.count() == ROWS
    assert User.objects.filter(email__startswith="robin").count() == ROWS
    assert Entry.objects.filter(verb="interest.imported").count() == ROWS
    assert imported.rows.exclude(interest=None).count() == ROWS


def _done(job):
    return Job.objects.values_list("done", flat=True).get(pk=job.pk)


def _applied(imported):
    imported.refresh_from_db()
    return imported.state == ImportState.APPLIED
