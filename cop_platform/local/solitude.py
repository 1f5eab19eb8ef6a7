"""One `make run` at a time for one `var`; a second is told where the first is.

The lock is a record lock: unlike that of `flock`, it is not handed down to forked processes, so
it tells whether the supervisor itself still runs.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cop_platform.local import CannotStart, processes

PATIENCE_S = 15.0


@contextmanager
def alone(var: Path, port: int) -> Iterator[None]:
    """Be the only one who serves from this `var`.

    A supervisor whose `make` was killed is nobody's any more, and is ended.

    :raises CannotStart: another one serves, or the folder is somebody else's.
    """
    with _open(var / "run") as lock:
        if not _locked(lock):
            _end_if_orphaned(_fields(lock))
        if not _locked(lock):
            raise CannotStart(_told(_fields(lock)))
        lock.truncate(0)
        lock.seek(0)
        make = processes.mark(os.getppid()) if os.environ.get("MAKELEVEL") else ""
        lock.write(f"{processes.this_process()}\n{make}\n{port}\n")
        lock.flush()
        yield


def is_free(var: Path) -> bool:
    """Whether nobody serves from this `var`."""
    if not (var / "run").is_dir():
        return True
    with _open(var / "run") as lock:
        return _locked(lock)


def _open(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / "supervisor").open("a+")
    except PermissionError as refused:
        raise CannotStart(
            f"{refused.filename} belongs to somebody else. "
            "Use the account that started before, or set VAR_DIR to a folder of your own."
        ) from refused


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _fields(lock: IO[str]) -> tuple[str, str, str]:
    lock.seek(0)
    lines = [*lock.read().splitlines(), "", "", ""]
    return lines[0], lines[1], lines[2]


def _end_if_orphaned(fields: tuple[str, str, str]) -> None:
    supervisor, make, _ = fields
    if make and not processes.is_running(make):
        print("Ending an earlier start whose `make` was killed.")
        processes.end(supervisor, patience_s=PATIENCE_S)


def _told(fields: tuple[str, str, str]) -> str:
    supervisor, _, port = fields
    return (
        f"Coalesce already runs here, at http://localhost:{port} "
        f"(process {processes.number(supervisor)}). Stop it with Ctrl-C where it was started."
    )
