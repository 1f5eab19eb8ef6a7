"""Become a command, after noting in a record which process that is.

Used as `python -m cop_platform.local.launch RECORD WORD...`. The records tell the next start what
a killed one has left running.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cop_platform.local import processes

SUFFIX = ".process"


def records(var: Path) -> Iterator[Path]:
    """The records of what was started from this `var` and may still run."""
    yield from sorted((var / "run").glob(f"*{SUFFIX}"))


def end_recorded(var: Path) -> list[str]:
    """End what still runs of what was started here; the names of what did."""
    ended = []
    for record in records(var):
        marked = record.read_text()
        if processes.is_running(marked):
            processes.end(marked)
            ended.append(record.name.removesuffix(SUFFIX))
        record.unlink(missing_ok=True)
    return ended


def main() -> None:
    """Write the record, then become the command."""
    record, *words = sys.argv[1:]
    Path(record).write_text(processes.this_process())
    os.execvp(words[0], words)


if __name__ == "__main__":
    main()
