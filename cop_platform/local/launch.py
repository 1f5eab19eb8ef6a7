"""Become a command, after noting in a record which process that is, and whose child.

Used as `python -m cop_platform.local.launch RECORD PORT WORD...`. The records tell the next start
what a killed one has left running. The parent is honcho's reader of what the command says; it
heeds no signal but the last, and can outlive them all. With a PORT other than 0, the command waits
until somebody listens there, so that the first page has the processors to itself.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cop_platform.local import ports, processes

SUFFIX = ".process"
PATIENCE_S = 60


def records(var: Path) -> Iterator[Path]:
    """The records of what was started from this `var` and may still run."""
    yield from sorted((var / "run").glob(f"*{SUFFIX}"))


def end_recorded(var: Path) -> list[str]:
    """End what still runs of what was started here; the names of what did."""
    ended = []
    for record in records(var):
        command, parent = marks(record)
        if processes.is_running(command):
            processes.end(command)
            ended.append(record.name.removesuffix(SUFFIX))
        processes.kill(parent)
        record.unlink(missing_ok=True)
    return ended


def marks(record: Path) -> tuple[str, str]:
    """The marks of a command and of its parent."""
    command, _, parent = record.read_text().partition("\n")
    return command, parent


def main() -> None:
    """Write the record, then become the command."""
    record, port, *words = sys.argv[1:]
    Path(record).write_text(f"{processes.this_process()}\n{processes.mark(os.getppid())}")
    if port != "0":
        _wait_for(int(port))
    os.execvp(words[0], words)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and not ports.is_open(port):
        time.sleep(0.1)


if __name__ == "__main__":
    main()
