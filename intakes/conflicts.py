"""Conflicts of interest: who has declared one for an application reads nothing of it any more.

Nobody reads their own application either, in whatever role.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes.models import Application, Conflict
from intakes.models.application import CandidacyQuerySet


class CannotDeclare(Exception):
    """A refusal, worded for the reader or coordinator who will read it."""


def shut_out(user_id: int) -> Q:
    """Of candidacies: those a person may not read."""
    declared = Conflict.objects.filter(application=OuterRef("application"), reader=user_id)
    return Q(Exists(declared)) | Q(application__applicant=user_id)


def open_to(candidacies: CandidacyQuerySet, user_id: int) -> CandidacyQuerySet:
    """Of these candidacies, what a person may read."""
    return candidacies.exclude(shut_out(user_id))


def is_shut_out(application: Application, user_id: int) -> bool:
    """Whether this person may not read the application."""
    return (
        application.applicant_id == user_id
        or Conflict.objects.filter(application=application, reader=user_id).exists()
    )


def of_reader(user_id: int, intake_id: int) -> int:
    """How many applications of an intake a person has declared a conflict for."""
    return Conflict.objects.filter(reader=user_id, application__intake=intake_id).count()


def on(application_id: int) -> QuerySet[Conflict]:
    """The conflicts declared for an application: for coordinators alone."""
    found = Conflict.objects.filter(application=application_id)
    return found.select_related("reader").order_by("declared_at", "pk")


@transaction.atomic
def declare(*, application_id: int, reason: str, by: int, at: datetime) -> Conflict:
    """Shut oneself out of an application at `at` (aware). Said twice, it stands once.

    :raises CannotDeclare: no reason.
    """
    if not reason.strip():
        raise CannotDeclare(_("Please say in a few words what connects you."))
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    conflict, new = Conflict.objects.get_or_create(
        application=application,
        reader_id=by,
        defaults={"reason": reason.strip(), "declared_at": at},
    )
    if new:
        record.record("conflict.declared", application, at=at, by=by, reason=reason.strip())
    return conflict


@transaction.atomic
def lift(*, conflict_id: int, reason: str, by: int, at: datetime) -> None:
    """Let a reader in again, by somebody else. Lifted already, nothing happens.

    :raises CannotDeclare: no reason, or it is one's own.
    """
    if not reason.strip():
        raise CannotDeclare(_("Please give a reason: it is kept beside the act."))
    conflict = Conflict.objects.select_for_update().filter(pk=conflict_id).first()
    if conflict is None:
        return
    if conflict.reader_id == by:
        raise CannotDeclare(_("One's own conflict of interest is lifted by somebody else."))
    record.record("conflict.lifted", conflict.application, at=at, by=by, reason=reason.strip())
    conflict.delete()
