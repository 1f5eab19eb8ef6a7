"""Views of people who are not in the room, relayed with their permission.

Who said it is never kept. Taken back, the words are gone on the next request, from the database
too; that there was a view, and who relayed it, remains.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from audit import record
from sessions.hosting import visitors
from sessions.models import (
    PermissionBy,
    PermissionHow,
    RelayedView,
    Session,
    SessionState,
    ViewSource,
)

BY_A_GUARDIAN = (PermissionBy.GUARDIAN, PermissionBy.BOTH)


class CannotRelay(Exception):
    """A refusal, worded for who will read it, beside a field ('' is none)."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class View:
    """What somebody wants said, and the permission for it."""

    words: str
    source: str
    permission_by: str
    permission_how: str
    permission_on: date


def of(session_id: int) -> list[RelayedView]:
    """The views of a session that stand, in order."""
    standing = RelayedView.objects.filter(session=session_id, withdrawn_at=None)
    return list(standing.select_related("relayed_by").order_by("added_at", "pk"))


def one(session_id: int, pk: int) -> RelayedView | None:
    """One view of a session that stands, or None."""
    standing = RelayedView.objects.filter(session=session_id, pk=pk, withdrawn_at=None)
    return standing.select_related("relayed_by").first()


@transaction.atomic
def add(*, session_id: int, view: View, relayed_by: int, by: int, at: datetime) -> RelayedView:
    """Keep a view for a session. The same once more changes nothing.

    :raises CannotRelay: permission is missing or not enough, nobody of the cohort relays it, or
        the session was called off.
    """
    session = Session.objects.select_for_update(no_key=True, of=("self",)).get(pk=session_id)
    if session.state == SessionState.CANCELLED:
        raise CannotRelay(_("This session was called off."))
    _permitted(view, at.astimezone(ZoneInfo(session.time_zone)).date())
    if not visitors.is_of_the_cohort(session.cohort_id, relayed_by, at):
        raise CannotRelay(_("Please choose somebody of this cohort."), "relayed_by")
    same = RelayedView.objects.filter(
        session=session, relayed_by=relayed_by, withdrawn_at=None, **asdict(view)
    ).first()
    if same is not None:
        return same
    kept = RelayedView.objects.create(
        session=session, relayed_by_id=relayed_by, added_at=at, added_by_id=by, **asdict(view)
    )
    record.record("relayed_view.added", kept, at=at, by=by, cohort_id=session.cohort_id)
    return kept


@transaction.atomic
def withdraw(*, view_id: int, session_id: int, by: int, at: datetime) -> RelayedView:
    """Take a view back: its words are gone. Taken back already, it stays so."""
    view = (
        RelayedView.objects.select_for_update(of=("self",))
        .select_related("session")
        .get(pk=view_id, session=session_id)
    )
    if view.withdrawn_at is None:
        view.words, view.withdrawn_at = "", at
        view.save(update_fields=["words", "withdrawn_at"])
        cohort_id = view.session.cohort_id
        record.record("relayed_view.withdrawn", view, at=at, by=by, cohort_id=cohort_id)
    return view


def _permitted(view: View, today: date) -> None:
    if not view.words.strip():
        raise CannotRelay(_("Please write down what they want said."), "words")
    if view.source not in ViewSource.values:
        raise CannotRelay(_("Please say whose view it is."), "source")
    if view.permission_how not in PermissionHow.values:
        raise CannotRelay(_("Please say how it was given."), "permission_how")
    if view.permission_on > today:
        raise CannotRelay(_("That day is still to come."), "permission_on")
    if view.source == ViewSource.YOUNG_PERSON and view.permission_by not in BY_A_GUARDIAN:
        raise CannotRelay(
            _("For a young person a parent or guardian gives permission too."), "permission_by"
        )
    if view.permission_by not in PermissionBy.values:
        raise CannotRelay(_("Please say who gave permission."), "permission_by")
