"""The code on the wall: who is in the room types it, and is proposed as present.

Nothing keeps the code. It is worked out from the site's secret key, the session and how often it
was changed, so that the poster can be printed again and no table, backup or page of a member's
tells it. It works for members alone, while people come in, and a few tries at a time.
"""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import limits
from audit import record
from sessions import joining
from sessions.models import Attendance, Mode, Session, WallCode, Way

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # what looks alike is left out
LETTERS = 6
ROOMS = (Mode.IN_PERSON, Mode.HYBRID)
TRIES, TRIES_HERE, PER = 8, 60, timedelta(minutes=10)


class CannotCheckIn(Exception):
    """A refusal, worded for the member who will read it."""


class NoWall(Exception):
    """The session does not meet in a room, or it is over."""


def has_wall(session: Session) -> bool:
    """Whether people meet in a room."""
    return session.mode in ROOMS


def code_of(session: Session) -> str:
    """The session's code as it is printed."""
    generation = WallCode.objects.filter(session=session.pk).values_list("generation", flat=True)
    said = f"{session.pk}.{generation.first() or 1}"
    digest = salted_hmac("sessions.wall_codes", said, algorithm="sha256").digest()
    number = int.from_bytes(digest[:16])
    letters = []
    for _letter in range(LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


@transaction.atomic
def renew(*, session_id: int, by: int, at: datetime) -> str:
    """Give the session another code; the one before works no more.

    :raises NoWall: it does not meet in a room, or is over or called off.
    """
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session_id)
    if not has_wall(session) or is_past(session, at):
        raise NoWall
    wall = WallCode.objects.filter(session=session).first() or WallCode(session=session)
    wall.generation += 1
    wall.changed_by_id, wall.changed_at = by, at
    wall.save()
    record.record("session.wall_code_changed", wall, at=at, by=by, cohort_id=session.cohort_id)
    return code_of(session)


def is_past(session: Session, at: datetime) -> bool:
    """Whether nobody will come in any more."""
    door = joining.doors(session, at)
    return door.state in (joining.DoorState.OVER, joining.DoorState.CANCELLED)


def check_in(*, session_id: int, user_id: int, typed: str, at: datetime) -> Attendance:
    """Propose "present" for a member who typed the code. Again, it changes nothing.

    At most `TRIES` a person and `TRIES_HERE` a session in ten minutes.

    :raises joining.CannotJoin: the person is no member, or nobody comes in at `at`.
    :raises CannotCheckIn: it is another code, or there were too many tries.
    """
    session = Session.objects.get(pk=session_id)
    if not has_wall(session) or not joining.standing_of(session, user_id, at).is_member:
        raise joining.CannotJoin
    if not joining.is_on(session, at):
        raise joining.CannotJoin(joining.doors(session, at))
    _take_a_try(session, user_id, at)
    if not hmac.compare_digest(_tidied(typed).encode(), code_of(session).encode()):
        raise CannotCheckIn(_("That is not the code on the wall. Please look once more."))
    with transaction.atomic():
        return joining.come_in(session, user_id, Way.CODE, by=user_id, at=at)


def _take_a_try(session: Session, user_id: int, at: datetime) -> None:
    mine = limits.key_for("sessions.wall_code", f"{session.pk}.{user_id}")
    here = limits.key_for("sessions.wall_code", f"{session.pk}")
    if not limits.take(mine, capacity=TRIES, per=PER, at=at) or not limits.take(
        here, capacity=TRIES_HERE, per=PER, at=at
    ):
        raise CannotCheckIn(
            _("That were many tries. Whoever holds the room can note you on their list.")
        )


def _tidied(typed: str) -> str:
    """As it is printed: capital letters, nothing between them."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[: LETTERS + 1]
