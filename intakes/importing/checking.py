"""Trying it out: what would become of each row. Nothing is kept of it but that."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from accounts.models import User
from intakes.importing.rows import Reader, Said
from intakes.models import (
    Application,
    ApplicationState,
    Fate,
    Import,
    ImportKind,
    ImportRow,
    ImportState,
    Interest,
)
from intakes.models.interest import LIVE_INTEREST
from notices.jobs import Progress
from notices.models import Job

CHUNK = 500


def step(job: Job, at: datetime) -> Progress:
    """Say what would become of the next rows; at the end, count them."""
    imported = locked(job.data["import"])
    begun: int = job.cursor.get("after", 0)
    rows = list(imported.rows.filter(number__gt=begun).order_by("number")[:CHUNK])
    if rows:
        check(imported, rows, at)
        last = rows[-1].number
        return Progress({"after": last}, job.done + len(rows), total=imported.total)
    imported.counts = counts_of(imported)
    imported.state = ImportState.CHECKED
    imported.save(update_fields=["counts", "state"])
    return Progress(job.cursor, job.done, over=True)


def locked(import_id: int) -> Import:
    """An import, locked, with its program and intake."""
    found = Import.objects.select_for_update(of=("self",)).select_related("program", "intake")
    return found.get(pk=import_id)


def check(imported: Import, rows: list[ImportRow], at: datetime) -> None:
    """Give each row its fate, its address and whose it is."""
    reader = Reader(imported, at)
    said = {row.pk: reader.read(row.number, row.cells) for row in rows}
    people = people_at([one.email for one in said.values()])
    there = already_there(imported, people.values())
    shut = closed_among(people.values())
    earlier = _earlier(imported, [one.email for one in said.values() if one.email], rows[0].number)
    for row in rows:
        one = said[row.pk]
        row.email = one.email
        person_id = people.get(one.email)
        row.problem = one.problem or _twice(one, earlier) or shut.get(person_id, "")
        row.fate = fate_of(row.problem, person_id, there)
        row.person_id = person_id
        if one.email:
            earlier.setdefault(one.email, one.number)
    keep(rows, "email", "problem", "fate", "person")


def keep(rows: list[ImportRow], *fields: str) -> None:
    """Save these fields of rows that are there; in one statement whose making does not grow
    with rows times fields, as that of `bulk_update` does (it took three quarters of the time)."""
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def fate_of(problem: str, person_id: int | None, there: Collection[int]) -> Fate:
    """What becomes of a row."""
    if problem:
        return Fate.PROBLEM
    if person_id is None:
        return Fate.NEW
    return Fate.THERE if person_id in there else Fate.KNOWN


def people_at(emails: Iterable[str]) -> dict[str, int]:
    """Who is at these addresses (in lower case): one signs in with it, or has proved it."""
    asked = {email for email in emails if email}
    proved = EmailAddress.objects.filter(email__in=asked, verified=True)
    return dict(proved.values_list("email", "user")) | dict(
        User.objects.filter(email__in=asked).values_list("email", "pk")
    )


def already_there(imported: Import, people: Collection[int]) -> set[int]:
    """Which of these people have what the import would give them."""
    if imported.kind == ImportKind.INTEREST:
        standing = Interest.objects.filter(
            program=imported.program_id, person__in=people, state__in=LIVE_INTEREST
        )
        return set(standing.values_list("person", flat=True))
    sent = Application.objects.filter(intake=imported.intake_id, applicant__in=people)
    return set(sent.exclude(state=ApplicationState.WITHDRAWN).values_list("applicant", flat=True))


def closed_among(people: Collection[int]) -> dict[int | None, str]:
    """Whose account is closed, with the words for it."""
    shut = User.objects.filter(pk__in=people, is_active=False).values_list("pk", flat=True)
    return {person_id: _("This person's account is closed.") for person_id in shut}


def counts_of(imported: Import) -> dict[str, int]:
    """How many rows have each fate."""
    found = Counter(imported.rows.values_list("fate", flat=True))
    return {fate: found.get(fate, 0) for fate in Fate.values}


def _earlier(imported: Import, emails: list[str], before: int) -> dict[str, int]:
    """The rows above these, by address."""
    rows = imported.rows.filter(email__in=emails, number__lt=before).order_by("-number")
    return dict(rows.values_list("email", "number"))


def _twice(one: Said, earlier: dict[str, int]) -> str:
    if one.email not in earlier:
        return ""
    return _("Row %(row)d has the same address.") % {"row": earlier[one.email]}


def stopped(job: Job, at: datetime) -> None:
    """The trial ended early: the columns can be looked at again."""
    Import.objects.filter(pk=job.data["import"], state=ImportState.CHECKING).update(
        state=ImportState.READ
    )
