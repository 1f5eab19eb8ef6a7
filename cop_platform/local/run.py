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
        with _services(var):
            if subprocess.run([*MODULE, "cop_platform.local.set_up"], check=False).returncode:
                raise CannotStart("The start stopped here; the reason stands above.")
            environment.remember(var, port=port, demo=demo)
            threading.Thread(target=greeting.greet, args=(var, port), daemon=True).start()
            return supervisor.supervise(var, _commands(var, port, room=room))


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
def _services(var: Path) -> Iterator[None]:
    """PostgreSQL and Redis, unless the environment names others; stopped after all else."""
    database = broker = None
    try:
        if not os.environ.get("DATABASE_URL"):
            database = embedded.use(var)
            os.environ["DATABASE_URL"] = database.server.url
        if not os.environ.get("REDIS_URL"):
            broker = redis.start()
            os.environ["REDIS_URL"] = broker.url if broker else ""
        yield
    finally:
        supervisor.ignore_signals()
        if broker:
            broker.stop()
        if database:
            database.leave()


def _commands(var: Path, port: int, *, room: bool) -> dict[str, list[str]]:
    bind = [word for address in ports.addresses(port) for word in ("--bind", address)]
    config = ["--config", "deploy/gunicorn.conf.py"]
    commands = {"web": [*MODULE, "gunicorn", *config, *bind, "cop_platform.wsgi"]}
    commands |= _alarm_clock(var)
    if room:
        commands["room"] = [*MANAGE, "meeting_room", "--port", str(port + 1)]
    return commands


def _alarm_clock(var: Path) -> dict[str, list[str]]:
    """What sends the mail: Celery, or the same loop without it where there is no Redis."""
    if not os.environ["REDIS_URL"]:
        print("No Redis can be started here: the mail is sent by a loop instead.")
        return {"drain": [*MANAGE, "drain_notices", "--loop"]}
    celery = [*MODULE, "celery", "-A", "cop_platform"]
    quiet = ["--loglevel", "WARNING"]
    schedule = ["--schedule", str(var / "celerybeat-schedule"), "--pidfile", ""]
    alone = ["--without-gossip", "--without-mingle"]
    return {
        "worker": [*celery, "worker", "-c", "1", *alone, *quiet],
        "beat": [*celery, "beat", *schedule, *quiet],
    }


def _stop(number: int, frame: FrameType | None) -> Never:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
