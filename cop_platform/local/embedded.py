"""The one server of this project's data, used by several processes at once.

Each user holds a shared lock on `users`. Whoever leaves and can have it exclusively is the last,
and stops the server. A lock ends with its process, so nobody who was killed keeps the server
running for ever: the next to come finds it, uses it, and stops it. Nobody comes or goes without
the lock on `door`, so that a server is never stopped under one who has just come.
"""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cop_platform.local import CannotStart, folders, postgres, processes
from cop_platform.local.postgres import Server


@dataclass
class Use:
    """One process's use of the server, until `leave()` or the end of the process."""

    server: Server
    locks: Path
    users: IO[bytes]
    pid: int

    def leave(self) -> None:
        """Stop using the server; the last to leave stops it. May be called again."""
        if self.users.closed or self.pid != os.getpid():  # a forked child leaves nothing
            return
        with _at_the_door(self.locks):
            if _is_last(self.users):
                self.server.stop()
            self.users.close()


def use(var: Path) -> Use:
    """Use the server with the data under `var`; start it when it doesn't run.

    :raises CannotStart: with what stands in the way.
    """
    locks = var / "run"
    try:
        locks.mkdir(parents=True, exist_ok=True)
        users = (locks / "postgres.users").open("ab")
    except PermissionError as refused:
        raise CannotStart(
            f"{refused.filename} can't be written to by this user. "
            "Use the one who started before, or set VAR_DIR to a folder of your own."
        ) from refused
    with _at_the_door(locks):
        fcntl.flock(users, fcntl.LOCK_SH)
        server = _found_or_started(var / "postgres")
    mine = Use(server, locks, users, os.getpid())
    atexit.register(mine.leave)
    return mine


def _found_or_started(data: Path) -> Server:
    found = postgres.running(data)
    if found:
        return found
    _clear_the_way(data)
    return postgres.start(data)


def _clear_the_way(data: Path) -> None:
    """End a server that nobody can reach, its sockets being gone; forget one that is dead.

    A dead one that its parent never asks after keeps its number, and PostgreSQL would take that
    for a running server. What it started died with it.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid, sockets = int(lines[0]), Path(lines[4])
    except (OSError, ValueError, IndexError):
        return
    if f"-D {data} " in f"{processes.command(pid)} ":
        postgres.stop(data, at_once=True)
    elif processes.is_dead(pid, patience_s=2):
        (data / "postmaster.pid").unlink(missing_ok=True)
    if sockets.name.startswith(postgres.SOCKETS):
        folders.remove(sockets)


@contextmanager
def _at_the_door(locks: Path) -> Iterator[None]:
    with (locks / "postgres.door").open("ab") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[bytes]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
