"""What a session's page shows one visitor, read in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from programs import belonging
from sessions import (
    arrivals,
    attendance,
    corrections,
    joining,
    signals,
    stand_ins,
    wall_codes,
)
from sessions.attendance import Expected
from sessions.hosting import panel
from sessions.hosting.panel import Panel
from sessions.joining import Door, DoorState, Standing
from sessions.models import (
    Attendance,
    Meeting,
    Mode,
    Presence,
    Resource,
    Session,
    SessionMeeting,
    SessionState,
    Signal,
)
from sessions.resources import shelf

# So long before it opens, the page watches the door by itself.
WATCHES = timedelta(hours=1)
SAID = {
    DoorState.EARLY: gettext_lazy("The door is not open yet"),
    DoorState.OPEN: gettext_lazy("The door is open"),
    DoorState.OVER: gettext_lazy("This session is over"),
    DoorState.CANCELLED: gettext_lazy("This session was called off"),
    DoorState.WAITS: gettext_lazy("The room is getting a new address"),
}


@dataclass(frozen=True)
class SessionPage:
    """One session as one person may see it at `at`."""

    session: Session
    standing: Standing
    at: datetime
    door: Door
    mine: Attendance | None
    address: Meeting | SessionMeeting | None
    people: list[Expected]
    facilitators: list[User]
    sees_names: bool
    arranged: Panel
    # The newest that were shared to it; None for those who see nothing of the kind.
    shared: list[Resource] | None
    stand_ins: list[User]
    quiet: list[Signal]
    own_signals: set[str]

    @property
    def in_person(self) -> bool:
        return self.session.mode == Mode.IN_PERSON

    @property
    def has_joined(self) -> bool:
        """Whether this person is in."""
        return bool(self.mine and self.mine.joined_at)

    @property
    def may_join(self) -> bool:
        """Whether to offer the way in from afar."""
        here = self.door.is_open and self.standing.may_join and not self.has_joined
        return here and not self.in_person

    @property
    def may_check_in(self) -> bool:
        """Whether to ask for the code on the wall."""
        comes = self.door.state in (DoorState.OPEN, DoorState.WAITS)
        here = comes and self.standing.is_member and not self.has_joined
        return here and wall_codes.has_wall(self.session)

    @property
    def keeps_arrivals(self) -> bool:
        """Whether the list at the entrance and the poster are theirs."""
        over = self.door.state in (DoorState.OVER, DoorState.CANCELLED)
        return arrivals.may_keep(self.session, self.standing) and not over

    @property
    def taps_ahead(self) -> bool:
        """Whether the way to the list at the entrance stands beside the door and not in it."""
        return self.watches and not (self.in_person and self.door.is_open)

    @property
    def may_signal(self) -> bool:
        """Whether the facilitators can be told something quietly."""
        return self.standing.is_member and signals.may_be_given(self.session, self.at)

    @property
    def signals(self) -> list[signals.Choice]:
        """What they can be told, and whether they were."""
        return signals.choices(self.own_signals)

    @property
    def stands_in(self) -> set[int]:
        return {user.pk for user in self.stand_ins}

    @property
    def holders(self) -> list[User]:
        """Who holds the room, those who stand in for this session last."""
        return [one for one in self.facilitators if one.pk not in self.stands_in] + self.stand_ins

    @property
    def may_ask(self) -> bool:
        """Whether what stands of this person can still be put right."""
        row = self.mine
        return bool(row and row.confirmed_at) and (
            self.at < self.session.ends_at + corrections.ASKED_WITHIN
        )

    @property
    def may_apologise(self) -> bool:
        """Whether this person could still say that they can't come, or take it back."""
        return (
            self.standing.is_member
            and not self.has_joined
            and self.session.state == SessionState.SCHEDULED
            and self.at < self.session.ends_at
        )

    @property
    def has_apologised(self) -> bool:
        return bool(self.mine and self.mine.presence == Presence.APOLOGY)

    @property
    def is_confirmed(self) -> bool:
        return self.session.confirmed_at is not None

    @property
    def may_confirm(self) -> bool:
        """Whether the list is to be looked through now."""
        return (
            self.standing.is_facilitator
            and self.session.state != SessionState.CANCELLED
            and self.at >= self.session.ends_at
        )

    @property
    def watches(self) -> bool:
        """Whether the page asks by itself whether the door has changed."""
        to_come = self.session.state != SessionState.CANCELLED
        return to_come and self.door.opens_at - WATCHES <= self.at < self.door.closes_at

    @property
    def opens_in(self) -> int:
        """Seconds until the door opens, and one more; 0 when it does not wait for the time."""
        if self.door.state is not DoorState.EARLY or not self.watches:
            return 0
        return int((self.door.opens_at - self.at).total_seconds()) + 1

    @property
    def seen(self) -> str:
        """What the door shows, as a word: while it stays the same nothing needs drawing anew."""
        here = len(self.here) if self.sees_names else ""
        parts = (
            *(self.session.version, self.door.state.value, self.mine and self.mine.presence),
            *(bool(self.address), here, self.apologies),
            *(one.pk for one in self.quiet),
        )
        return ".".join(str(part) for part in parts)

    @property
    def said(self) -> str:
        """What the door shows, in one sentence for those who hear the page."""
        if self.door.is_open and self.has_joined:
            return _("You are in")
        return str(SAID[self.door.state])

    @property
    def apologies(self) -> int:
        return self._count(Presence.APOLOGY)

    @property
    def coming(self) -> int:
        """How many are expected."""
        return len(self.people) - self.apologies

    @property
    def dots(self) -> list[tuple[str, str]]:
        """One dot for each person on the list, in the order of the words below."""
        return [
            *[("present", _("here"))] * len(self.here),
            *[("expected", _("expected"))] * len(self.not_in),
            *[("apology", _("sent an apology"))] * self.apologies,
        ]

    @property
    def here(self) -> list[Expected]:
        return [one for one in self.people if one.is_in]

    @property
    def not_in(self) -> list[Expected]:
        """Expected, and not in."""
        return [one for one in self.people if not one.is_in and one.presence != Presence.APOLOGY]

    @property
    def excused(self) -> list[Expected]:
        return [one for one in self.people if one.presence == Presence.APOLOGY]

    @property
    def attended(self) -> int:
        return self._count(Presence.PRESENT) + self._count(Presence.PART)

    def _count(self, presence: str) -> int:
        return Counter(one.presence for one in self.people)[presence]


def read(
    session: Session, standing: Standing, user: User, *, sees_names: bool, at: datetime
) -> SessionPage:
    """The page of one session for one person at `at` (aware)."""
    door = joining.doors(session, at)
    mine = attendance.own(session, user.pk)
    near = signals.may_be_given(session, at)
    return SessionPage(
        session=session,
        standing=standing,
        at=at,
        door=door,
        mine=mine,
        address=joining.address_for(session, mine, door) if standing.may_join else None,
        people=attendance.expected(session),
        facilitators=list(belonging.facilitators_of(session.cohort_id, at)),
        sees_names=sees_names,
        arranged=panel.read(session, standing, user.pk),
        shared=shelf.of_session(session) if standing.is_member or standing.is_facilitator else None,
        stand_ins=[one.user for one in stand_ins.of(session.pk)],
        quiet=signals.of(session.pk, at) if standing.is_facilitator and near else [],
        own_signals=signals.own(session.pk, user.pk, at) if standing.is_member and near else set(),
    )
