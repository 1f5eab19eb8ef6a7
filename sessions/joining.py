"""The door of a session: when it is open, to whom, and what going through it means.

The door opens 15 minutes before the start and closes at the end, by the clock; the end itself
is too late. Going through it proposes "present"; nothing counts before a facilitator confirms
the list. The meeting's address leaves the database here alone, for somebody who has gone
through while the door is open.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import Q

from audit import record
from programs.models import Membership, MembershipState, Role, RoleKind
from sessions import meetings
from sessions.hosting import visitors
from sessions.models import (
    Attendance,
    Meeting,
    Mode,
    Presence,
    Session,
    SessionMeeting,
    SessionState,
    Way,
)

OPENS_BEFORE = timedelta(minutes=15)
JOINERS = (RoleKind.FACILITATOR, RoleKind.HOST, RoleKind.RECORDER, RoleKind.GUEST)


class DoorState(Enum):
    """What stands between a person and the meeting."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"
    WAITS = "waits"  # the address must be replaced, or there is none yet


@dataclass(frozen=True)
class Door:
    """A session's door at one moment. `opens_at` is included, `closes_at` is not."""

    state: DoorState
    opens_at: datetime
    closes_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether one can go through now."""
        return self.state is DoorState.OPEN


@dataclass(frozen=True)
class Standing:
    """What a person is in one session, at one moment."""

    membership: str = ""
    roles: frozenset[str] = frozenset()

    @property
    def is_member(self) -> bool:
        """Whether the person is an active member."""
        return self.membership == MembershipState.ACTIVE

    @property
    def takes_part(self) -> bool:
        """Whether the session's page is theirs to see."""
        return bool(self.roles) or self.membership in (
            MembershipState.ACTIVE,
            MembershipState.COMPLETED,
        )

    @property
    def may_join(self) -> bool:
        """Whether the door opens for this person."""
        return self.is_member or bool(self.roles.intersection(JOINERS))

    @property
    def is_facilitator(self) -> bool:
        """Whether the list is theirs to confirm."""
        return RoleKind.FACILITATOR in self.roles

    @property
    def is_guest_alone(self) -> bool:
        """Whether the person comes for this session, and nothing else here is theirs."""
        return not self.membership and self.roles == {RoleKind.GUEST}


class CannotJoin(Exception):
    """The door is closed to this person now. `door` says why; None: it is not theirs at all."""

    def __init__(self, door: Door | None = None) -> None:
        super().__init__(door.state.value if door else "")
        self.door = door


def doors(session: Session, at: datetime) -> Door:
    """The session's door at `at` (aware)."""
    opens_at, closes_at = session.starts_at - OPENS_BEFORE, session.ends_at

    def is_so(state: DoorState) -> Door:
        return Door(state, opens_at, closes_at)

    if session.state == SessionState.CANCELLED:
        return is_so(DoorState.CANCELLED)
    if at >= closes_at:
        return is_so(DoorState.OVER)
    if at < opens_at:
        return is_so(DoorState.EARLY)
    if session.mode != Mode.IN_PERSON and not meetings.is_ready(meetings.of_session(session)):
        return is_so(DoorState.WAITS)
    return is_so(DoorState.OPEN)


def is_on(session: Session, at: datetime) -> bool:
    """Whether people come in at `at` (aware): also where the room waits for an address."""
    return doors(session, at).state in (DoorState.OPEN, DoorState.WAITS)


def standing_of(session: Session, user_id: int, at: datetime) -> Standing:
    """What a person is in this session: a member, or holder of roles that cover it.

    Hosts, recorders and guests come for the sessions within their role's time; and for the one
    session of their turn or visit.
    """
    memberships_here = Membership.objects.filter(cohort=session.cohort_id, user=user_id)
    roles_here = (
        Role.objects.live(at=at)
        .filter(cohort=session.cohort_id, user=user_id)
        .filter(
            Q(kind=RoleKind.FACILITATOR)
            | Q(since__lt=session.ends_at) & (Q(until=None) | Q(until__gt=session.starts_at))
        )
        .values_list("kind", flat=True)
    )
    return Standing(
        membership=memberships_here.values_list("state", flat=True).first() or "",
        roles=frozenset(roles_here.union(visitors.kinds_of(session, user_id, at))),
    )


def address_for(
    session: Session, attendance: Attendance | None, door: Door
) -> Meeting | SessionMeeting | None:
    """The meeting, for somebody who has gone through the door while it is open; else None."""
    if attendance is None or attendance.joined_at is None or not door.is_open:
        return None
    if attendance.session_id != session.pk or session.mode == Mode.IN_PERSON:
        return None
    return meetings.of_session(session)


def join(*, session_id: int, user_id: int, at: datetime) -> Attendance:
    """Go through the door: propose "present" for this person. Again, it changes nothing.

    When the door should be open and can't, the coordinators hear of it. Where a session meets
    face to face, being there is said by the code on the wall or on the list, not by a press.

    :raises CannotJoin: the person is neither a member nor in this session by role, or the door
        is not open at `at`, or it opens for nobody from afar.
    """
    try:
        return _go_through(session_id, user_id, at)
    except CannotJoin as refusal:
        if refusal.door and refusal.door.state is DoorState.WAITS:
            meetings.tell_coordinators(session_id=session_id, at=at)
        raise


@transaction.atomic
def _go_through(session_id: int, user_id: int, at: datetime) -> Attendance:
    session = Session.objects.get(pk=session_id)
    if not standing_of(session, user_id, at).may_join:
        raise CannotJoin
    door = doors(session, at)
    if not door.is_open or session.mode == Mode.IN_PERSON:
        raise CannotJoin(door)
    return come_in(session, user_id, Way.DOOR, by=user_id, at=at)


def come_in(session: Session, user_id: int, way: Way, *, by: int, at: datetime) -> Attendance:
    """Propose "present", within the caller's transaction. Again, it changes nothing."""
    Attendance.objects.bulk_create(
        [Attendance(session=session, user_id=user_id, presence=Presence.PROPOSED)],
        ignore_conflicts=True,
    )
    attendance = Attendance.objects.select_for_update().get(session=session, user=user_id)
    if attendance.joined_at is None:
        _propose(attendance, way, by, at)
        record.record("attendance.proposed", attendance, at=at, by=by, cohort_id=session.cohort_id)
    return attendance


def _propose(attendance: Attendance, way: Way, by: int, at: datetime) -> None:
    """An apology gives way to being there; what was confirmed stays."""
    attendance.joined_at, attendance.way = at, way
    attendance.noted_by_id = by if way == Way.LIST else None
    if attendance.confirmed_at is None:
        attendance.presence = Presence.PROPOSED
    attendance.save(update_fields=["joined_at", "way", "noted_by", "presence"])
