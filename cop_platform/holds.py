"""Holds: nothing of a person, or of a program, is erased or swept while one stands."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from cop_platform.models import Hold
from programs.models import Program


class ReasonNeeded(Exception):
    """A refusal, worded for the coordinator who will read it."""

    def __init__(self) -> None:
        super().__init__(_("Please say why, for those who come after you."))


@transaction.atomic
def place(
    *,
    reason: str,
    by: int,
    at: datetime,
    person_id: int | None = None,
    program_id: int | None = None,
) -> Hold:
    """Hold a person's records, or a program's; where one stands already, that one.

    :raises ReasonNeeded: no reason was given.
    """
    if not reason.strip():
        raise ReasonNeeded
    hold, new = Hold.objects.get_or_create(
        person=person_id and User.objects.get(pk=person_id),
        program=program_id and Program.objects.get(pk=program_id),
        lifted_at=None,
        defaults={"reason": reason.strip(), "by_id": by, "since": at},
    )
    if new:
        record("hold.placed", hold, at=at, by=by)
    return hold


@transaction.atomic
def lift(*, hold_id: int, by: int, at: datetime) -> Hold:
    """Lift a hold. One that is lifted already stays so."""
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold_id)
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by_id = at, by
        hold.save(update_fields=["lifted_at", "lifted_by"])
        record("hold.lifted", hold, at=at, by=by)
    return hold
