"""A live run-sheet as one person sees it. `showing.py` reads it.

Hosts and guests see what the room is at, what is next, and their own items (DOMAIN 4).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import RoleKind
from sessions.joining import OPENS_BEFORE, Standing
from sessions.models import ItemKind, Session


class Phase(Enum):
    """Where a session stands with its run-sheet."""

    BARE = "bare"  # nothing is planned
    AHEAD = "ahead"
    ON = "on"
    PAUSED = "paused"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Row:
    """One item as it is shown: `place` is done, now, ahead or cut."""

    id: int
    place: str
    kind: str
    kind_words: str
    title: str
    minutes: int
    content: str
    who: str = ""
    is_mine: bool = False
    method: str = ""
    materials: str = ""

    @property
    def says_more(self) -> bool:
        """Whether the name of its type says more than its title."""
        return self.kind_words.casefold() != self.title.casefold()

    @property
    def beneath(self) -> str:
        """What stands under the title: its type, and who leads it where names are shown."""
        words = (self.kind_words if self.says_more else "", self.who)
        return " · ".join(word for word in words if word)

    @property
    def is_case_advice(self) -> bool:
        """Whether nothing that identifies anybody may be said."""
        return self.kind == ItemKind.CASE_ADVICE


@dataclass(frozen=True)
class Room:
    """Who is here, in numbers; the names for a facilitator who asked for them."""

    here: int
    awaited: int
    apologies: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """Everything that is drawn: equal for those who see the same."""

    phase: Phase
    moves: int
    agenda: tuple[Row, ...]
    cut: tuple[Row, ...]
    now: Row | None
    next: Row | None
    ends_at: datetime | None  # of the current item, while the time runs
    left_s: int  # of it, in a pause
    minutes_late: int  # at the end, as it looks
    began: bool
    ended: bool  # by a press, not by the clock
    is_first: bool
    room: Room
    question: str
    wins: tuple[str, ...]
    with_names: bool


def sees_agenda(standing: Standing) -> bool:
    """Members, facilitators and the program; hosts and guests see what is theirs."""
    return standing.is_member or standing.is_facilitator or not standing.roles


@dataclass(frozen=True)
class LivePage:
    """A live run-sheet as one person sees it at `at`."""

    session: Session
    standing: Standing
    shown: Shown
    at: datetime

    @property
    def moves_it(self) -> bool:
        """Whether this person can start, go on, and change what comes."""
        return self.standing.is_facilitator

    @property
    def may_act(self) -> bool:
        """Whether there is something to move, and this person may."""
        return self.moves_it and self.shown.phase not in (Phase.BARE, Phase.CANCELLED)

    @property
    def may_start(self) -> bool:
        """Whether the door has been opened and the session is not over."""
        opened = self.session.starts_at - OPENS_BEFORE
        return self.moves_it and opened <= self.at < self.session.ends_at

    @property
    def may_write(self) -> bool:
        """Whether what stays of the session is theirs to add to, also while it runs."""
        standing = self.standing
        return standing.is_member or standing.is_facilitator or RoleKind.RECORDER in standing.roles

    @property
    def sees_agenda(self) -> bool:
        """Members, facilitators and the program; hosts and guests see what is theirs."""
        return sees_agenda(self.standing)

    @property
    def left_s(self) -> int:
        """Seconds left of the current item; below zero: it runs over."""
        if self.shown.ends_at is None:
            return self.shown.left_s
        return round((self.shown.ends_at - self.at).total_seconds())

    @property
    def left_words(self) -> int:
        """Minutes left, or run over, begun ones counted: for whose page does not count itself."""
        return ceil(abs(self.left_s) / 60)

    @property
    def given_s(self) -> int:
        """The current item's time, in seconds."""
        return 60 * self.shown.now.minutes if self.shown.now else 1

    @property
    def bar_s(self) -> int:
        """How much of it is left, for its bar."""
        return min(self.given_s, max(0, self.left_s))

    @property
    def said(self) -> str:
        """Where the room is, in one sentence for those who hear the page."""
        shown = self.shown
        if shown.phase is Phase.PAUSED:
            return _("A pause")
        if shown.now:
            return _("Now: %(title)s") % {"title": shown.now.title}
        return _("That was it for today") if shown.phase is Phase.OVER else ""

    @property
    def here_words(self) -> str:
        """Who is here, in numbers."""
        room = self.shown.room
        words = ngettext("%d person is here", "%d people are here", room.here) % room.here
        return f"{words}, {_('%d awaited') % room.awaited}" if room.awaited else words

    @property
    def dots(self) -> list[tuple[str, str]]:
        """One dot for each person expected."""
        room = self.shown.room
        return [
            *[("present", _("here"))] * room.here,
            *[("expected", _("expected"))] * room.awaited,
            *[("apology", _("sent an apology"))] * room.apologies,
        ]
