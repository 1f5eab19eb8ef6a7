"""What is to be booked for one session, booked or not.

Captions and Auslan are asked for by somebody's own record, as long as they let it be known; what
else is needed a facilitator adds. Who needs it, and why, is no part of this.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import AccessNeed
from audit import record
from programs.models import Cohort, Membership, MembershipState
from sessions.hosting import needs
from sessions.models import Adjustment, AdjustmentKind, Session, SessionState

BOOKED_BY = timedelta(days=14)
FROM_RECORDS = (AdjustmentKind.CAPTIONS, AdjustmentKind.AUSLAN)


class CannotBook(Exception):
    """A refusal, worded for who will read it."""


@dataclass(frozen=True)
class Task:
    """One thing to book. `asked`: somebody of this session needs it now."""

    kind: str
    words: str
    asked: bool
    row: Adjustment | None

    @property
    def label(self) -> str:
        return self.words or str(AdjustmentKind(self.kind).label)

    @property
    def key(self) -> str:
        """What a form names it by."""
        return f"{self.kind}:{self.words}"

    @property
    def is_booked(self) -> bool:
        return bool(self.row and self.row.booked_at)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to book it."""
        return self.asked and not self.is_booked


def tasks(session: Session) -> list[Task]:
    """What is to be booked for a session: what is asked for, and what was booked before; two
    queries."""
    asked = needs.shared(session)
    found = {kind for pair in asked.values_list("captions", "auslan") for kind in _kinds(*pair)}
    rows = list(session.adjustments.select_related("booked_by").order_by("pk"))
    by_kind = {row.kind: row for row in rows if row.kind in FROM_RECORDS}
    made = [
        Task(kind, "", kind in found, by_kind.get(kind))
        for kind in FROM_RECORDS
        if kind in found or (kind in by_kind and by_kind[kind].booked_at)
    ]
    others = [row for row in rows if row.kind == AdjustmentKind.OTHER]
    return made + [Task(row.kind, row.words, True, row) for row in others]


@transaction.atomic
def book(
    *, session_id: int, kind: str, words: str, note: str, booked: bool, by: int, at: datetime
) -> Adjustment:
    """Say that something is booked, or not after all, with a note for who comes after.

    :param words: what it is, of another kind than captions and Auslan.
    :raises CannotBook: no such kind, or the session is over or called off.
    """
    session = _to_come(session_id, at)
    if kind not in AdjustmentKind.values or (kind == AdjustmentKind.OTHER) != bool(words.strip()):
        raise CannotBook(_("Please say what is to be booked."))
    row, made = Adjustment.objects.select_for_update(of=("self",)).get_or_create(
        session=session, kind=kind, words=words.strip()
    )
    if not made and bool(row.booked_at) == booked and row.note == note:
        return row
    if bool(row.booked_at) != booked:
        row.booked_at, row.booked_by_id = (at, by) if booked else (None, None)
    row.note = note
    row.save(update_fields=["booked_at", "booked_by", "note"])
    verb = "adjustment.booked" if booked else "adjustment.open"
    record.record(verb, row, at=at, by=by, cohort_id=session.cohort_id)
    return row


@transaction.atomic
def drop(*, adjustment_id: int, session_id: int, by: int, at: datetime) -> None:
    """Take something off the list that was added by hand. Gone already, nothing happens.

    :raises CannotBook: the session is over or called off.
    """
    session = _to_come(session_id, at)
    row = Adjustment.objects.filter(
        pk=adjustment_id, session=session, kind=AdjustmentKind.OTHER
    ).first()
    if row is not None:
        record.record("adjustment.dropped", row, at=at, by=by, cohort_id=session.cohort_id)
        row.delete()


def unbooked(at: datetime, cohorts: QuerySet[Cohort]) -> QuerySet[Session]:
    """Sessions near enough of these cohorts for which something still has to be booked."""
    rows = Adjustment.objects.filter(session=OuterRef("pk"))
    members = Membership.objects.filter(
        cohort=OuterRef(OuterRef("cohort")), state=MembershipState.ACTIVE
    )
    records = AccessNeed.objects.filter(share_adjustments=True, user__in=members.values("user"))

    def lacks(kind: str) -> Q:
        done = rows.filter(kind=kind, booked_at__isnull=False)
        return Q(Exists(records.filter(**{kind: True}))) & ~Q(Exists(done))

    others = Q(Exists(rows.filter(kind=AdjustmentKind.OTHER, booked_at=None)))
    return (
        Session.objects.to_come()
        .filter(cohort__in=cohorts, starts_at__gt=at, starts_at__lte=at + BOOKED_BY)
        .filter(others | lacks("captions") | lacks("auslan"))
        .select_related("cohort")
    )


def _kinds(captions: bool, auslan: bool) -> list[str]:
    pairs = ((AdjustmentKind.CAPTIONS, captions), (AdjustmentKind.AUSLAN, auslan))
    return [kind.value for kind, wanted in pairs if wanted]


def _to_come(session_id: int, at: datetime) -> Session:
    session = Session.objects.get(pk=session_id)
    if session.state != SessionState.SCHEDULED or session.ends_at <= at:
        raise CannotBook(_("This session is over or was called off."))
    return session
