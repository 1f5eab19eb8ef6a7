"""The list at the entrance: the host or a facilitator taps who has come.

A tap proposes "present", as the door and the code do; what counts is the list a facilitator
confirms afterwards. A facilitator takes back any check-in, a host only what was tapped here.
"""

from datetime import datetime

from django.db import transaction

from audit import record
from programs.models import RoleKind
from sessions import attendance, joining, wall_codes
from sessions.attendance import Expected
from sessions.joining import Standing
from sessions.models import Attendance, Presence, Session, Way


class CannotNote(Exception):
    """This list is not theirs to keep now, or the person is not on it."""


def may_keep(session: Session, standing: Standing) -> bool:
    """Facilitators and the hosts of a session that meets in a room."""
    keeps = standing.is_facilitator or RoleKind.HOST in standing.roles
    return keeps and wall_codes.has_wall(session)


def may_take_back(row: Attendance | None, standing: Standing) -> bool:
    """Whether this check-in is theirs to take back."""
    if row is None or row.joined_at is None or row.confirmed_at is not None:
        return False
    return standing.is_facilitator or row.way == Way.LIST


@transaction.atomic
def note(*, session_id: int, user_id: int, by: int, at: datetime) -> Attendance:
    """Somebody on the list has come. Again, it changes nothing.

    :raises CannotNote: nobody comes in at `at`, it is not theirs to say, or not on the list.
    """
    session, _standing, _person = _found(session_id, user_id, by, at)
    return joining.come_in(session, user_id, Way.LIST, by=by, at=at)


@transaction.atomic
def take_back(*, session_id: int, user_id: int, by: int, at: datetime) -> None:
    """They have not come after all. Again, it changes nothing.

    :raises CannotNote: as for `note`, or the person came in by themself and a host says so.
    """
    session, standing, _person = _found(session_id, user_id, by, at)
    row = Attendance.objects.select_for_update().filter(session=session, user=user_id).first()
    if row is None or row.joined_at is None:
        return
    if not may_take_back(row, standing):
        raise CannotNote
    row.joined_at, row.way, row.noted_by = None, "", None
    row.presence = Presence.APOLOGY if row.apology_at else Presence.EXPECTED
    row.save(update_fields=["joined_at", "way", "noted_by", "presence"])
    verb = "attendance.proposal_taken_back"
    record.record(verb, row, at=at, by=by, cohort_id=session.cohort_id)


def _found(
    session_id: int, user_id: int, by: int, at: datetime
) -> tuple[Session, Standing, Expected]:
    session = Session.objects.get(pk=session_id)
    standing = joining.standing_of(session, by, at)
    if not may_keep(session, standing) or not joining.is_on(session, at):
        raise CannotNote
    person = next((one for one in attendance.expected(session) if one.user.pk == user_id), None)
    if person is None:
        raise CannotNote
    return session, standing, person
