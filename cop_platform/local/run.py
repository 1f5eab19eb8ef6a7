"""`make run`: everything the site needs, on this machine, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Never

from cop_platform.local import (
    CannotStart,
    embedded,
    environment,
    greeting,
    launch,
    ports,
    redis,
    solitude,
    supervisor,
)

PROJECT = environment.PROJECT
MODULE = [sys.executable, "-m"]
MANAGE = [sys.executable, "manage.py"]
MEETING_ROOM = "*/management/commands/meeting_room.py"


def main() -> int:
    """Start, serve until told to stop, stop; the code to exit with."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    supervisor.stop_when_the_terminal_closes()
    os.chdir(PROJECT)
    try:
        return _run(environment.var_dir())
    except CannotStart as refusal:
        print(f"\n{refusal}\n", file=sys.stderr)
        return 1


def _run(var: Path) -> int:
    demo = os.environ.get("DEMO") or environment.remembered(var).get("DEMO", "1")
    port = _port()
    room = demo == "1" and any(PROJECT.glob(MEETING_ROOM))
    with solitude.alone(var, port):
        _end_orphans(var)
        _check_ports(port, room=room)
        os.environ |= _settings(var, port, demo)
        with database(var), broker():
            try:
                return _serve(var, port, demo, room=room)
            finally:
                supervisor.ignore_signals()


def _serve(var: Path, port: int, demo: str, *, room: bool) -> int:
    if subprocess.run([*MODULE, "cop_platform.local.set_up"], check=False).returncode:
        raise CannotStart("The start stopped here; the reason stands above.")
    environment.remember(var, port=port, demo=demo)
    threading.Thread(target=greeting.greet, args=(var, port), daemon=True).start()
    return supervisor.supervise(var, commands(var, port, room=room), port=port)


def _port() -> int:
    said = os.environ.get("PORT") or "8000"
    if not said.isascii() or not said.isdigit():
        raise CannotStart(f"PORT is a number from 1 to 65535, not {said}.")
    return int(said)


def _end_orphans(var: Path) -> None:
    ended = launch.end_recorded(var)
    if ended:
        print(f"Ended what an earlier start had left running: {', '.join(ended)}.")
    redis.end_abandoned()


def _check_ports(port: int, *, room: bool) -> None:
    instead = f"choose another: make run PORT={port + 10}"
    ports.check_free(port, instead=instead)
    if room:
        ports.check_free(port + 1, instead=f"{instead} (the pretend meeting room has the next one)")


def _settings(var: Path, port: int, demo: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "cop_platform.settings",
        "LOCAL": "1",
        "DEMO": demo,
        "PORT": str(port),
        "SITE_URL": os.environ.get("SITE_URL") or f"http://localhost:{port}",
        "VAR_DIR": str(var),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or environment.secret_key(var),
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def database(var: Path) -> Iterator[None]:
    """A PostgreSQL, unless DATABASE_URL names one; ours is stopped by whoever leaves it last."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    use = embedded.use(var)
    os.environ["DATABASE_URL"] = use.server.url
    try:
        yield
    finally:
        use.leave()


@contextmanager
def broker() -> Iterator[None]:
    """A Redis, unless REDIS_URL names one or none can be started."""
    if os.environ.get("REDIS_URL"):
        yield
        return
    server = redis.start()
    os.environ["REDIS_URL"] = server.url if server else ""
    if not server:
        print("No Redis can be started here: a loop without Celery sends the mail instead.")
    try:
        yield
    finally:
        if server:
            server.stop()


def commands(var: Path, port: int, *, room: bool) -> dict[str, list[str]]:
    """The processes of the site by name, in the words that start them."""
    bind = [word for address in ports.addresses(port) for word in ("--bind", address)]
    config = ["--config", "deploy/gunicorn.conf.py"]
    found = {"web": [*MODULE, "gunicorn", *config, *bind]}
    found |= _celery(var) if os.environ["REDIS_URL"] else _loop()
    if room:
        found["room"] = [*MANAGE, "meeting_room", "--port", str(port + 1)]
    return found


def _celery(var: Path) -> dict[str, list[str]]:
    celery = [*MODULE, "celery", "--quiet", "-A", "cop_platform"]
    quiet = ["--loglevel", "WARNING"]
    alone = ["--without-gossip", "--without-mingle"]
    # On one's own machine it is no concern that root serves the site as root.
    as_root = ["-W", "ignore:You're running the worker with superuser"]
    schedule = ["--schedule", str(var / "run" / "beat"), "--pidfile="]
    return {
        "worker": [celery[0], *as_root, *celery[1:], "worker", "-c", "1", *alone, *quiet],
        "beat": [*celery, "beat", *schedule, *quiet],
    }


def _loop() -> dict[str, list[str]]:
    return {"drain": [*MANAGE, "drain_notices", "--loop"]}


def _stop(number: int, frame: FrameType | None) -> Never:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
