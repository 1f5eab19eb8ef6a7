"""Live rooms: how the people who look at the same thing learn that it has changed (ADR 0012).

What is watched has a row that counts its changes. Every act raises it in its own transaction:

    rooms.touch(session.pk)                       # the live run-sheet of a session
    rooms.touch(agreement.pk, kind="agreement")   # apps above have kinds of their own

A page that watches carries the version it shows and a ticket, and asks for its own address every
few seconds. While nothing has changed `sessions/middleware.py` answers 304 out of this module's
memory: no session is read, nobody is looked up, and each process asks the database for a room's
version once a second at most. Anything else goes on to the view and its door.

A ticket says "whoever has this session's key was let in here less than a minute ago". Only the
view gives one out, never a 304, so at least once a minute everybody passes the door anew. Who is
removed or suspended gets no content from that instant on, since content comes through the door
alone; all that is left to them, for 60 seconds at most, is to hear that nothing has changed.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from django.core import signing
from django.db import connection, transaction

from sessions.models import Room

SESSION = "session"
TICKET_S = 60
FRESH_S = 1.0
MOST_ROOMS = 2_000
TOUCH = """
INSERT INTO cop_sessions_room AS room (kind, object_id, version) VALUES (%s, %s, 1)
ON CONFLICT (kind, object_id) DO UPDATE SET version = room.version + 1
RETURNING version
"""


class Place(NamedTuple):
    """Which room: a word and a number, as in `Room`."""

    kind: str
    object_id: int


def touch(object_id: int, kind: str = SESSION) -> int:
    """Say that the room has changed; answers its new version.

    Called inside the transaction of the act, as its last lock: acts in the same room wait here
    for one another, so whoever reads a version reads everything up to it.

    :raises TransactionManagementError: there is no transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A room is touched within an act.")
    with connection.cursor() as cursor:
        cursor.execute(TOUCH, [kind, object_id])
        (raised,) = cursor.fetchone()
    return int(raised)


def version(object_id: int, kind: str = SESSION) -> int:
    """How often the room has changed; 0: never. Read it before what the room shows."""
    rows = Room.objects.filter(kind=kind, object_id=object_id).values_list("version", flat=True)
    return rows.first() or 0


# -- Tickets ---------------------------------------------------------------------------------------


def ticket(place: Place, *, path: str, key: str) -> str:
    """Good for asking `path` about this room for `TICKET_S` seconds.

    :param key: of the session of whoever was let in, which stands for them without a query.
    """
    return _signer(path, key).sign(f"{place.kind}.{place.object_id}")


def place_of(given: str, *, path: str, key: str) -> Place | None:
    """The room a ticket is for; None if it is too old, somebody else's, or for another page."""
    if not key:
        return None
    try:
        kind, _dot, number = _signer(path, key).unsign(given, max_age=TICKET_S).partition(".")
    except signing.BadSignature:
        return None
    return Place(kind, int(number))


def _signer(path: str, key: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"sessions.rooms {path} {key}")


# -- What this process remembers -------------------------------------------------------------------


@dataclass
class Known:
    """A room's version, and when it was last asked for (monotonic seconds)."""

    asked_at: float
    version: int | None = None


class Memory:
    """The versions of the rooms that were asked for last, a second old at most."""

    def __init__(self, most: int = MOST_ROOMS, fresh_s: float = FRESH_S) -> None:
        self._known: OrderedDict[Place, Known] = OrderedDict()
        self._lock = Lock()
        self._most, self._fresh_s = most, fresh_s

    def __len__(self) -> int:
        return len(self._known)

    def version(self, place: Place) -> int | None:
        """The room's version; None for those who come while it is asked for the first time."""
        now = time.monotonic()
        with self._lock:
            known = self._known.get(place)
            if known and now - known.asked_at < self._fresh_s:
                return known.version
            known = self._known[place] = Known(now, known.version if known else None)
            self._known.move_to_end(place)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        known.version = version(place.object_id, place.kind)
        return known.version

    def forget(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._known.clear()


memory = Memory()


def is_unchanged(given: str, seen: int, *, path: str, key: str) -> bool:
    """Whether whoever shows this ticket may be told that nothing came after version `seen`."""
    place = place_of(given, path=path, key=key)
    known = memory.version(place) if place else None
    return known is not None and known == seen
