"""A member asks to put right what stands of them on a list. A facilitator decides, on the list.

The words are gone as soon as somebody has looked: corrected, or left as it is.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit import record
from programs.models import Role, RoleKind
from sessions.models import Attendance

ASKED_WITHIN = timedelta(days=90)


class CannotAsk(Exception):
    """A refusal, worded for the member who will read it."""


@transaction.atomic
def ask(*, session_id: int, user_id: int, words: str, at: datetime) -> Attendance:
    """Ask to put it right. Asked again, the new words stand.

    :raises CannotAsk: nothing was said, nothing stands of this person yet, or it is long ago.
    """
    words = words.strip()
    row = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(session=session_id, user=user_id, confirmed_at__isnull=False)
        .first()
    )
    if row is None or row.session.ends_at + ASKED_WITHIN <= at:
        raise CannotAsk(_("There is nothing to put right here any more. Your facilitator helps."))
    if not words:
        raise CannotAsk(_("Please say in a few words how it was."))
    first = row.asked_at is None
    row.asked_words, row.asked_at = words, row.asked_at or at
    row.save(update_fields=["asked_words", "asked_at"])
    if first:
        verb = "attendance.correction_asked"
        record.record(verb, row, at=at, by=user_id, cohort_id=row.session.cohort_id)
    return row


@transaction.atomic
def take_back(*, session_id: int, user_id: int, at: datetime) -> None:
    """Not ask any more. Again, it changes nothing."""
    _settle(session_id, user_id, by=user_id, at=at, verb="attendance.correction_taken_back")


@transaction.atomic
def leave_as_it_is(*, session_id: int, user_id: int, by: int, at: datetime) -> None:
    """A facilitator has looked, and it stays as it stands. Again, it changes nothing."""
    _settle(session_id, user_id, by=by, at=at, verb="attendance.correction_declined")


def waiting_for(user_id: int, at: datetime) -> QuerySet[Attendance]:
    """What was asked in the cohorts this person facilitates, the earliest first."""
    roles = Role.objects.live(at=at).filter(user=user_id, kind=RoleKind.FACILITATOR)
    return (
        Attendance.objects.filter(
            asked_at__isnull=False, session__cohort__in=roles.values("cohort")
        )
        .select_related("session__cohort")
        .order_by("asked_at", "pk")
    )


def _settle(session_id: int, user_id: int, *, by: int, at: datetime, verb: str) -> None:
    row = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("session")
        .filter(session=session_id, user=user_id, asked_at__isnull=False)
        .first()
    )
    if row is None:
        return
    row.asked_words, row.asked_at = "", None
    row.save(update_fields=["asked_words", "asked_at"])
    record.record(verb, row, at=at, by=by, cohort_id=row.session.cohort_id)
