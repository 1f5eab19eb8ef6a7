"""The processes of the site, under honcho: each says what it does here and in `var/log`."""

import multiprocessing
import os
import shlex
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from honcho.manager import Manager
from honcho.printer import Message, Printer

from cop_platform.local import launch

LARGEST_LOG = 5_000_000
PATIENCE_S = 6.0


class Both(Printer):
    """Prints each line with its process's name, and keeps it in that process's log."""

    def __init__(self, logs: Path) -> None:
        super().__init__(sys.stdout)
        self.logs = logs
        self.files: dict[str, IO[bytes]] = {}

    def write(self, message: Message) -> None:
        """Print and keep one line."""
        line = message.data if isinstance(message.data, bytes) else message.data.encode()
        self._log(message.name).write(line)
        super().write(message)

    def _log(self, name: str) -> IO[bytes]:
        if name not in self.files:
            path = self.logs / f"{name}.log"
            if path.exists() and path.stat().st_size > LARGEST_LOG:
                path.replace(path.with_suffix(".log.1"))
            self.files[name] = path.open("ab", buffering=0)
        return self.files[name]


class Told(Manager):
    """Told to stop while it starts, it stops everyone as soon as it knows everyone's number.

    Honcho alone would stop those it knows, fail at the first it does not, and leave that one.
    """

    wanted = False

    def terminate(self) -> None:
        """Stop everyone, now or once everyone has started."""
        self.wanted = True
        if super()._all_started():
            super().terminate()

    def _all_started(self) -> bool:
        """What honcho asks after each event."""
        started = bool(super()._all_started())
        if started and self.wanted:
            super().terminate()
        return started


def supervise(var: Path, commands: Mapping[str, Sequence[str]], *, port: int = 0) -> int:
    """Run these commands until one ends or we are told to stop; none runs afterwards.

    :param port: where the first of them will listen; the others wait for it. 0: they don't.
    :return: 0 when we were told to stop, else the code of the first that ended.
    """
    logs = var / "log"
    logs.mkdir(exist_ok=True)
    manager: Any = Told(Both(logs))
    first = next(iter(commands))
    for name, words in commands.items():
        record = str(var / "run" / f"{name}{launch.SUFFIX}")
        after = str(0 if name == first else port)
        recorded = [sys.executable, "-m", "cop_platform.local.launch", record, after, *words]
        manager.add_process(name, f"exec {shlex.join(recorded)}")
    try:
        manager.loop()
    finally:
        _end_all(var)
    told = manager.returncode in (130, 143)
    return 0 if told else int(manager.returncode or 0) or 1


def stop_when_the_terminal_closes() -> None:
    """Treat a closed terminal as Ctrl-C, unless we were started to outlive it (`nohup`)."""
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))


def ignore_signals() -> None:
    """Let nothing interrupt the stopping: whoever says stop twice would leave something behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _end_all(var: Path) -> None:
    """End what honcho has not, whatever ended it."""
    ignore_signals()
    launch.end_recorded(var)
    for child in multiprocessing.active_children():
        child.join(timeout=PATIENCE_S)
        child.kill()
