"""Private folders for temporary files that say whose they are.

Who is killed can't tidy up. So each folder names its owner, and the next to come removes what an
owner that no longer runs has left.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cop_platform.local import CannotStart, processes
from cop_platform.local.system_user import SystemUser

LONGEST = 50  # a socket's whole path may have 103 bytes
UNFIT = frozenset(" ,'\"\\$`\t\n")  # for PostgreSQL's list of folders and for pg_ctl's shell
OWNER = "owner"


def make(prefix: str, who: SystemUser) -> Path:
    """A new folder that only this user can enter, its path short enough for a Unix socket in it.

    :raises CannotStart: no folder for temporary files can be used.
    """
    for parent in _parents():
        usable = os.access(parent, os.W_OK | os.X_OK) and fits_a_socket(parent)
        if usable and who.stopped_at(parent) is None:
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
            (folder / OWNER).write_text(processes.this_process())
            return who.private_folder(folder)
    raise CannotStart(
        f"No folder for temporary files can be used: /tmp must be writable, and {who.name} "
        "must be able to enter it."
    )


def abandoned(prefix: str) -> Iterator[Path]:
    """Folders of ours with this prefix whose owner no longer runs."""
    for parent in _parents():
        for folder in parent.glob(f"{prefix}*"):
            try:
                mine = (folder / OWNER).stat().st_uid == os.geteuid()
                owner = (folder / OWNER).read_text()
            except OSError:  # somebody else's, or removed meanwhile
                continue
            if mine and owner and not processes.is_running(owner):
                yield folder


def remove(folder: Path) -> None:
    """Remove a folder and what is in it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def fits_a_socket(parent: Path) -> bool:
    """Whether a server can be told to put its socket in a folder made in this one."""
    return len(os.fsencode(parent)) <= LONGEST and not UNFIT & set(str(parent))


def _parents() -> tuple[Path, ...]:
    usual = ("/tmp", "/var/tmp")  # nosec B108 -- only a private folder is made there
    return tuple(Path(parent) for parent in dict.fromkeys((tempfile.gettempdir(), *usual)))
