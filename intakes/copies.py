"""A copy of what somebody wrote, by mail, because they asked: never the part kept apart."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes import owed
from intakes.models import Application, ApplicationState

SENT = (ApplicationState.SUBMITTED, ApplicationState.CLOSED)


class NothingToCopy(Exception):
    """A refusal, worded for the person who will read it."""


@transaction.atomic
def ask(*, application_id: int, at: datetime, by: int) -> None:
    """Owe the person a copy of an application that was sent; once a day, however often asked.

    :raises NothingToCopy: it was never sent, or was taken back.
    """
    application = Application.objects.select_for_update(of=("self",), no_key=True).get(
        pk=application_id
    )
    if application.state not in SENT:
        raise NothingToCopy(_("Only what was sent can be copied."))
    owe(application, at=at)
    record.record("application.copied", application, at=at, by=by)


def owe(application: Application, *, at: datetime) -> None:
    """Queue the copy. Inside somebody's act."""
    owed.to_person(
        "intakes.copy",
        application.applicant_id,
        about=application,
        due_at=at,
        version=f"{at:%Y%m%d}",
    )
