"""A Redis that can be taken away and given back, and Celery as it runs in production."""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cop_platform.local import redis
from tests import drainers
from tests.smtp import PORTS, Sink

CELERY = (sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", "cop_platform")
ALONE = ("--without-gossip", "--without-mingle", "--loglevel", "ERROR")
WATCHED = (sys.executable, "manage.py", "watched")
SILENT_S = 12


@dataclass
class Broker:
    """One Redis on one port, however often it is begun anew."""

    port: int = field(default_factory=lambda: random.choice(PORTS))
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Begin it, and wait until it answers."""
        words = [
            "--bind",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(
            [str(redis.binary()), *words],
            cwd=tempfile.gettempdir(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        drainers.wait_for(self.answers)

    def stop(self) -> None:
        """As power cuts do."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def reset(self) -> None:
        """Close the line to everybody who is connected, and go on."""
        self.ask("CLIENT KILL TYPE normal SKIPME yes")

    def answers(self) -> bool:
        """Whether it is there."""
        try:
            return self.ask("PING").startswith(b"+PONG")
        except OSError:
            return False

    def ask(self, words: str) -> bytes:
        """One command, and the beginning of what it answers."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
            line.sendall(f"{words}\r\n".encode())
            return line.recv(64)


@contextmanager
def broker() -> Iterator[Broker]:
    """A Redis of one's own."""
    ours = Broker()
    ours.start()
    try:
        yield ours
    finally:
        ours.stop()


@contextmanager
def alarm_clock(
    sink: Sink,
    ours: Broker,
    folder: Path,
    *,
    watched: bool = False,
    workers: int = 1,
    beats: int = 1,
) -> Iterator[int]:
    """Celery, with a watchdog that looks after each worker or without; the first worker's id."""
    environment = drainers.environment(sink) | {
        "REDIS_URL": ours.url,
        "C_FORCE_ROOT": "1",
        "WATCHDOG_SILENT_S": str(SILENT_S),
    }
    commands = [_worker(number, watched=watched) for number in range(workers)]
    commands += [_beat(folder / f"beat{number}") for number in range(beats)]
    running = [
        subprocess.Popen(words, cwd=drainers.ROOT, env=environment, start_new_session=True)
        for words in commands
    ]
    try:
        yield running[0].pid
    finally:
        for process in running:
            for pid in family(process.pid):
                end(pid)
            process.wait()


def _worker(number: int, *, watched: bool) -> list[str]:
    name = ("-n", f"worker{number}@here")
    return [*(WATCHED if watched else ()), *CELERY, "worker", "-c", "1", *name, *ALONE]


def _beat(schedule: Path) -> list[str]:
    words = ("beat", "--schedule", str(schedule), "--pidfile=", "--loglevel", "ERROR")
    return [*CELERY, *words]


def family(pid: int) -> list[int]:
    """A process and all that came of it, the youngest first."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [one for child in listed.split() for one in family(int(child))] + [pid]


def end(pid: int, how: signal.Signals = signal.SIGKILL) -> None:
    """Send it, if the process is there still."""
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        time.sleep(0)


def freeze_workers(pid: int, *, watched: bool) -> None:
    """Stop the worker dead, so that it is alive for the system and does nothing."""
    for one in family(pid):
        if one != pid or not watched:
            end(one, signal.SIGSTOP)
