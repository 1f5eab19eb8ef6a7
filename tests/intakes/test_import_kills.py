"""A worker killed in the middle of an import, or of a round: the next goes on, nobody comes or
hears twice, and nobody is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from audit.models import Entry
from intakes import imports, rounds
from intakes.importing import columns
from intakes.models import ImportKind, ImportState, Interest, Offer
from notices import shifts
from notices.models import Job, Notice, NoticeState
from tests import drainers
from tests.factories import CommunityFactory, ProgramFactory
from tests.intakes.making import MONDAY, cohort_of, coordinator_of, people_for
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


def test_a_kill_in_the_middle_of_a_rounds_mails_leaves_each_with_one_offer_and_one_mail(smtp_sink):
    cohort, now = cohort_of(40), datetime.now(UTC)
    by = coordinator_of(cohort.intake.program).pk
    people_for(cohort, 40)
    rounds.make_offers(cohort_id=cohort.pk, by=by, at=MONDAY)
    Offer.objects.update(sent_at=now, expires_at=now + timedelta(days=5))
    Notice.objects.update(due_at=now, expires_at=None)

    with drainers.draining(smtp_sink):
        drainers.wait_for(drainers.arrived(smtp_sink, 10))
    assert drainers.in_state(NoticeState.SENT) < 40  # it was in the middle
    with drainers.draining(smtp_sink):
        drainers.wait_for(lambda: drainers.in_state(NoticeState.SENT) == 40, patience_s=60)

    assert len(smtp_sink.ids) == 40
    assert smtp_sink.copies <= 1  # the one that was under way, at most
    assert Offer.objects.count() == cohort.seats.taken().count() == 40
