"""Taking an import back: what nobody has acted on since goes as if it had never come.

Somebody has acted on a row when the audit holds an act about what the row made, or when anything
else refers to it: that is asked of the database's own relations, so that what is added later
(a note, an opinion, an offer) counts by itself.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from audit import record
from audit.models import Entry
from intakes.importing import checking
from intakes.models import (
    Application,
    Candidacy,
    CandidacyState,
    Import,
    ImportKind,
    ImportRow,
    ImportState,
    Interest,
    InterestChoice,
    InterestState,
)
from intakes.models.interest import LIVE_INTEREST
from notices.jobs import Progress
from notices.models import Job, Notice

CHUNK = 200
OURS = (
    *("person.imported", "interest.imported", "application.imported"),
    *("interest.import_undone", "application.import_undone"),
)


def step(job: Job, at: datetime) -> Progress:
    """Undo the next rows; at the end, say so."""
    imported = checking.locked(job.data["import"])
    begun: int = job.cursor.get("after", 0)
    rows = list(made_by(imported).filter(number__gt=begun).order_by("number")[:CHUNK])
    if rows:
        undo(imported, rows, at=at, by=job.by_id)
        done = job.done + len(rows)
        return Progress({"after": rows[-1].number}, done, total=max(job.total, done))
    imported.state, imported.settled_at = ImportState.UNDONE, at
    imported.save(update_fields=["state", "settled_at"])
    record.record("import.undone", imported, at=at, by=job.by_id)
    return Progress(job.cursor, job.done, over=True)


def made_by(imported: Import) -> "models.QuerySet[ImportRow]":
    """The rows that made something, and have not been undone."""
    made = imported.rows.exclude(interest=None, application=None).filter(undone_at=None)
    return made.select_related("person", "interest", "application")


def undo(imported: Import, rows: list[ImportRow], *, at: datetime, by: int | None) -> None:
    """Undo these rows, but for those that somebody has acted on since. Inside the step."""
    _lock(rows)
    touched = touched_among(imported, rows)
    for row in rows:
        row.left = touched.get(row.pk, "")
    going = [row for row in rows if not row.left]
    _remove(imported, going, at=at, by=by)
    for row in going:
        row.undone_at, row.cells = at, []
        row.interest = row.application = row.converted = None
    checking.keep(
        rows, "left", "undone_at", "cells", "interest", "application", "converted", "person"
    )


def touched_among(imported: Import, rows: Iterable[ImportRow]) -> dict[int, str]:
    """Which of these rows somebody has acted on since, and how, by the row's id."""
    listed = list(rows)
    if imported.kind == ImportKind.INTEREST:
        things = {row.pk: row.interest_id for row in listed if row.interest_id}
        changed = _changed(Interest, things.values(), except_for={InterestChoice})
    else:
        things = {row.pk: row.application_id for row in listed if row.application_id}
        changed = _changed(Application, things.values(), except_for={Candidacy})
        changed |= _candidacies(things.values())
    people = {row.pk: row.person_id for row in listed if row.made_person and row.person_id}
    changed_people = _changed(User, people.values(), except_for={Interest, Application, Notice})
    found = {}
    for row in listed:
        thing, person = things.get(row.pk, 0), people.get(row.pk, 0)
        words = changed.get(thing or 0) or changed_people.get(person or 0)
        if words:
            found[row.pk] = words
    return found


def _changed(
    model: type[models.Model], ids: Iterable[int | None], *, except_for: set[Any]
) -> dict[int, str]:
    """What somebody has acted on since, of these rows of a model, with the words for it."""
    wanted = [pk for pk in ids if pk]
    label = model._meta.label_lower
    acts = Entry.objects.filter(object_type=label, object_id__in=wanted).exclude(verb__in=OURS)
    found = dict.fromkeys(
        acts.values_list("object_id", flat=True), _("Somebody has changed it since.")
    )
    for relation in _relations(model, except_for):
        name = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": wanted})
        said = _said_of(model, relation.related_model)
        found |= dict.fromkeys(rows.values_list(name, flat=True), said)
    return found


def _relations(model: type[models.Model], except_for: set[Any]) -> list[Any]:
    return [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created
        and not field.concrete
        and (field.one_to_many or field.one_to_one)
        and field.related_model not in {*except_for, ImportRow, Import}
    ]


def _said_of(model: type[models.Model], other: Any) -> str:
    if model is User:
        return _("The person has been here since.")
    words = _("Something refers to it since: %(what)s.")
    return words % {"what": other._meta.verbose_name}


def _candidacies(ids: Iterable[int | None]) -> dict[int, str]:
    """Applications of which a preference was decided, noted or offered something."""
    of = dict(
        Candidacy.objects.filter(application__in=[pk for pk in ids if pk]).values_list(
            "pk", "application"
        )
    )
    moved = Candidacy.objects.filter(pk__in=of).exclude(state=CandidacyState.IN_REVIEW)
    found = dict.fromkeys(
        moved.values_list("application", flat=True), _("It has been decided on since.")
    )
    return {of[pk]: said for pk, said in _changed(Candidacy, of, except_for=set()).items()} | found


def _lock(rows: list[ImportRow]) -> None:
    """Whoever is acting on one of these is let finish first, and then seen."""
    applications = [row.application_id for row in rows if row.application_id]
    interests = [row.interest_id for row in rows if row.interest_id]
    people = [row.person_id for row in rows if row.made_person and row.person_id]
    candidacies = Candidacy.objects.filter(application__in=applications)
    listed = list(candidacies.values_list("pk", flat=True))
    for model, ids in (
        (Application, applications),
        (Candidacy, listed),
        (Interest, interests),
        (User, people),
    ):
        list(model._base_manager.filter(pk__in=ids).select_for_update().order_by("pk"))


def _remove(imported: Import, rows: list[ImportRow], *, at: datetime, by: int | None) -> None:
    things = [row.interest or row.application for row in rows]
    verb = "interest.import_undone" if imported.kind == ImportKind.INTEREST else ""
    record.record_many(
        verb or "application.import_undone", [one for one in things if one], at=at, by=by
    )
    Notice.objects.filter(kind="intakes.imported", object_id__in=[row.pk for row in rows]).delete()
    applications = [row.application_id for row in rows if row.application_id]
    Candidacy.objects.filter(application__in=applications).delete()
    Application.objects.filter(pk__in=applications).delete()
    Interest.objects.filter(pk__in=[row.interest_id for row in rows if row.interest_id]).delete()
    _back_into_the_pool([row.converted_id for row in rows if row.converted_id], at=at, by=by)
    _remove_people([row for row in rows if row.made_person], at=at, by=by)


def _back_into_the_pool(ids: list[int], *, at: datetime, by: int | None) -> None:
    """An interest that this import had made an application stands again, unless another does."""
    for interest in Interest.objects.filter(pk__in=ids, state=InterestState.CONVERTED):
        another = Interest.objects.filter(
            person=interest.person_id, program=interest.program_id, state__in=LIVE_INTEREST
        )
        if not another.exists():
            interest.state, interest.settled_at = InterestState.SUBMITTED, None
            interest.save(update_fields=["state", "settled_at"])
            record.record("interest.restored", interest, at=at, by=by)


def _remove_people(rows: list[ImportRow], *, at: datetime, by: int | None) -> None:
    """Those who came with these rows, unless something else has come to them since."""
    of = {row.person_id: row for row in rows if row.person_id}
    bound = set(_changed(User, of, except_for=set()))
    other = ImportRow.objects.filter(person__in=of, undone_at=None).exclude(
        pk__in=[row.pk for row in rows]
    )
    bound |= set(other.exclude(interest=None, application=None).values_list("person", flat=True))
    going = [row for pk, row in of.items() if pk not in bound]
    people = [row.person for row in going if row.person]
    record.record_many("person.import_undone", people, at=at, by=by)
    for row in going:
        row.person = None
    User.objects.filter(pk__in=[person.pk for person in people]).delete()


def stopped(job: Job, at: datetime) -> None:
    """It ended early: what is undone stays so, the rest can be undone again."""
    Import.objects.filter(pk=job.data["import"], state=ImportState.UNDOING).update(
        state=ImportState.APPLIED
    )
