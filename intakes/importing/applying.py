"""Taking rows over: people who are new, and what each row says of them.

Each row is looked at afresh: what a person has said themselves since it was tried out stands,
and the row is then "already there". Nothing here writes over anything.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from intakes import interests, owed
from intakes.importing import checking
from intakes.importing.rows import Reader, Said
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Fate,
    Import,
    ImportKind,
    ImportRow,
    ImportState,
    Interest,
    InterestChoice,
    InterestState,
)
from intakes.models.interest import LIVE_INTEREST
from notices.jobs import Progress, Refused
from notices.models import Job

CHUNK = 200
TOLD = "intakes.imported"


def step(job: Job, at: datetime) -> Progress:
    """Take over the next rows; at the end, count what became of all."""
    imported = checking.locked(job.data["import"])
    begun: int = job.cursor.get("after", 0)
    waiting = imported.rows.filter(number__gt=begun, fate__in=(Fate.NEW, Fate.KNOWN))
    rows = list(waiting.order_by("number")[:CHUNK])
    if rows:
        take_over(imported, rows, at=at)
        done = job.done + len(rows)
        return Progress({"after": rows[-1].number}, done, total=max(job.total, done))
    settle(imported, at)
    return Progress(job.cursor, job.done, over=True)


def settle(imported: Import, at: datetime) -> None:
    """What became of it, counted; from here on it can be undone."""
    imported.counts = checking.counts_of(imported)
    imported.state, imported.applied_at = ImportState.APPLIED, at
    imported.save(update_fields=["counts", "state", "applied_at"])
    record.record("import.applied", imported, at=at, by=imported.by_id)


def take_over(imported: Import, rows: list[ImportRow], *, at: datetime) -> None:
    """Keep what these rows say. Inside the step's transaction."""
    reader = Reader(imported, at)
    said = {row.pk: reader.read(row.number, row.cells) for row in rows}
    people = checking.people_at([one.email for one in said.values()])
    there = checking.already_there(imported, people.values())
    shut = checking.closed_among(people.values())
    for row in rows:
        person_id = people.get(said[row.pk].email)
        row.problem = said[row.pk].problem or shut.get(person_id, "")
        row.fate, row.person_id = checking.fate_of(row.problem, person_id, there), person_id
    _none_left_out_unasked(imported, rows)
    kept = [row for row in rows if row.fate in (Fate.NEW, Fate.KNOWN)]
    _begin_people(imported, kept, said, at)
    keep = _interests if imported.kind == ImportKind.INTEREST else _applications
    keep(imported, kept, said, at)
    for row in rows:
        if row.fate != Fate.PROBLEM:
            row.cells = []  # the file's words are not needed any more
    checking.keep(
        rows,
        *("cells", "fate", "problem", "person", "made_person"),
        *("interest", "application", "converted"),
    )


def _none_left_out_unasked(imported: Import, rows: list[ImportRow]) -> None:
    wrong = next((row for row in rows if row.fate == Fate.PROBLEM), None)
    if wrong and not imported.leave_out:
        raise Refused(
            _("Row %(row)d cannot be taken over any more. %(why)s")
            % {"row": wrong.number, "why": wrong.problem}
        )


def _begin_people(
    imported: Import, rows: list[ImportRow], said: dict[int, Said], at: datetime
) -> None:
    """An account for each who is new, that opens to nobody until its address is proved."""
    new = [row for row in rows if row.fate == Fate.NEW]
    begun = User.objects.bulk_create(
        User(
            email=said[row.pk].email,
            display_name=said[row.pk].words.get("display_name", ""),
            password=make_password(None),
            is_demo=settings.DEMO,
            date_joined=at,
        )
        for row in new
    )
    for row, person in zip(new, begun, strict=True):
        row.person, row.made_person = person, True
    record.record_many("person.imported", begun, at=at, by=imported.by_id)


def _interests(
    imported: Import, rows: list[ImportRow], said: dict[int, Said], at: datetime
) -> None:
    made = Interest.objects.bulk_create(
        Interest(
            person_id=row.person_id or 0,
            program_id=imported.program_id,
            state=InterestState.SUBMITTED,
            submitted_at=said[row.pk].said_at or at,
            **_of(said[row.pk], interests.WORDS),
        )
        for row in rows
    )
    InterestChoice.objects.bulk_create(
        InterestChoice(interest=interest, community_id=pk, rank=rank)
        for row, interest in zip(rows, made, strict=True)
        for rank, pk in enumerate(said[row.pk].choices, start=1)
    )
    for row, interest in zip(rows, made, strict=True):
        row.interest = interest
        if imported.tell:
            owed.to_person(TOLD, interest.person_id, about=row, due_at=at)
    record.record_many("interest.imported", made, at=at, by=imported.by_id)


ANSWERS = (
    *("role", "organisation", "setting", "region", "career_stage", "sole_worker"),
    *("hopes", "contribution", "can_commit", "source"),
)


def _applications(
    imported: Import, rows: list[ImportRow], said: dict[int, Said], at: datetime
) -> None:
    made = Application.objects.bulk_create(
        Application(
            applicant_id=row.person_id or 0,
            intake_id=imported.intake_id or 0,
            state=ApplicationState.SUBMITTED,
            started_at=said[row.pk].said_at or at,
            saved_at=at,
            submitted_at=said[row.pk].said_at or at,
            **_of(said[row.pk], ANSWERS),
        )
        for row in rows
    )
    Candidacy.objects.bulk_create(
        Candidacy(
            application=application,
            cohort_id=pk,
            intake_id=imported.intake_id or 0,
            rank=rank,
            state=CandidacyState.IN_REVIEW,
        )
        for row, application in zip(rows, made, strict=True)
        for rank, pk in enumerate(said[row.pk].choices, start=1)
    )
    record.record_many("application.imported", made, at=at, by=imported.by_id)
    for row, application in zip(rows, made, strict=True):
        row.application = application
        if imported.tell:
            owed.to_person(TOLD, application.applicant_id, about=row, due_at=at)
    _out_of_the_pool(imported, rows, at)


def _out_of_the_pool(imported: Import, rows: list[ImportRow], at: datetime) -> None:
    """Whoever was interested has applied now."""
    people = [row.person_id for row in rows if row.fate == Fate.KNOWN]
    standing = Interest.objects.filter(
        program=imported.program_id, person__in=people, state__in=LIVE_INTEREST
    )
    of = {interest.person_id: interest for interest in standing}
    for row in rows:
        row.converted = of.get(row.person_id or 0)
    for interest in of.values():
        interests.convert(
            person_id=interest.person_id,
            program_id=imported.program_id,
            at=at,
            by=imported.by_id,
        )


def _of(said: Said, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: said.words[name] for name in names if name in said.words}


def stopped(job: Job, at: datetime) -> None:
    """It ended early: what was taken over stands, and can be undone; the rest is not there."""
    imported = checking.locked(job.data["import"])
    if imported.state == ImportState.APPLYING:
        settle(imported, at)
