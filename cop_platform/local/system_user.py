"""Whom the embedded PostgreSQL runs as.

PostgreSQL refuses to run as root. An ordinary person runs it as themselves; root runs it as a
system user of its own, or as the owner of the data that is already there. That user must be able
to enter every folder on the way to the data and to the binaries. We test it and say so; we never
open a folder that somebody closed.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cop_platform.local import CannotStart

NAME = "coalesce-pg"
STAND_INS = ("postgres", "nobody")


@dataclass(frozen=True)
class SystemUser:
    """A user that commands are run as; only root can run them as somebody else."""

    name: str
    uid: int
    gid: int

    @property
    def is_somebody_else(self) -> bool:
        return self.uid != os.geteuid()

    def run(self, *argv: str | Path, timeout: float = 120) -> tuple[int, str]:
        """Run a command in the root folder as this user: its code, and all it said.

        What it says goes through a file, not a pipe: a server that it leaves behind would keep
        the pipe open.

        :raises CannotStart: this root may not become somebody else.
        """
        with tempfile.TemporaryFile() as said:
            try:
                done = subprocess.run(
                    [str(word) for word in argv],
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                    timeout=timeout,
                    check=False,
                    cwd="/",
                    env={**os.environ, "LC_ALL": "C", "HOME": "/"},
                    **self._identity(),
                )
            except PermissionError as refused:
                raise CannotStart(self._why_not(argv[0], refused)) from refused
            said.seek(0)
            return done.returncode, said.read().decode(errors="replace").strip()

    def stopped_at(self, path: Path) -> Path | None:
        """The first folder on the way to a path that this user can't enter, if there is one."""
        if not self.is_somebody_else:
            return None
        folders = [*reversed(path.parents), *([path] if path.is_dir() else [])]
        test = 'for way; do [ -x "$way" ] || { printf %s "$way"; exit 1; }; done'
        code, said = self.run("/bin/sh", "-c", test, "sh", *folders)
        return Path(said) if code else None

    def private_folder(self, path: Path) -> Path:
        """Make a folder (its parent exists) that only this user can enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.is_somebody_else:
            os.chown(path, self.uid, self.gid)
        return path

    def _identity(self) -> dict[str, Any]:
        if not self.is_somebody_else:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def _why_not(self, program: str | Path, refused: OSError) -> str:
        return (
            f"{program} could not be run as the user {self.name} ({refused.strerror}). "
            "PostgreSQL does not run as root: run this as an ordinary user, "
            "or set DATABASE_URL to a server of yours."
        )


def for_data(data: Path) -> SystemUser:
    """Who runs a server with this data: its owner, else we, else a system user of its own."""
    if os.geteuid() != 0:
        return ourselves()
    if data.exists() and data.stat().st_uid != 0:
        return _owner(data)
    return _own_system_user()


def ourselves() -> SystemUser:
    """Who we are."""
    return SystemUser(str(os.geteuid()), os.geteuid(), os.getegid())


def _owner(path: Path) -> SystemUser:
    found = path.stat()
    try:
        return _user(pwd.getpwuid(found.st_uid))
    except KeyError:  # its account was removed; the number still owns the data
        return SystemUser(str(found.st_uid), found.st_uid, found.st_gid)


def _own_system_user() -> SystemUser:
    _create_missing()
    for name in (NAME, *STAND_INS):
        try:
            return _user(pwd.getpwnam(name))
        except KeyError:
            continue
    raise CannotStart(
        f"PostgreSQL does not run as root, and no system user {NAME} could be created. "
        "Run this as an ordinary user, or set DATABASE_URL to a server of yours."
    )


def _create_missing() -> None:
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        if shutil.which("useradd"):
            tool = ["useradd", "--system", "--user-group", "--no-create-home"]
        elif shutil.which("adduser"):  # busybox
            tool = ["adduser", "-S", "-D", "-H"]
        else:
            return
        subprocess.run([*tool, "-s", "/bin/false", NAME], capture_output=True, check=False)


def _user(entry: pwd.struct_passwd) -> SystemUser:
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
