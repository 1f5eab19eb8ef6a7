"""Which process is which: a number alone proves nothing, since the system gives it out again."""

import os
import subprocess
from pathlib import Path

PROC = Path("/proc")


def started(pid: int) -> str | None:
    """When a process started, as the system words it; None when there is no such process."""
    if not (PROC / "self").exists():
        return _started_by_ps(pid)
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
    return None if fields[0] == "Z" else fields[19]


def command(pid: int) -> str:
    """The words a process was started with, joined by spaces; empty when they can't be read."""
    try:
        return (PROC / str(pid) / "cmdline").read_text(errors="replace").replace("\0", " ").strip()
    except OSError:
        return _ps(pid, "args=")


def is_running(pid: int, since: str) -> bool:
    """Whether the process that had this number and this start still runs."""
    return started(pid) == since


def this_process() -> tuple[int, str]:
    """The number and the start of the process that asks."""
    return os.getpid(), started(os.getpid()) or ""


def _started_by_ps(pid: int) -> str | None:
    state, _, since = _ps(pid, "stat=,lstart=").partition(" ")
    return None if not since or state.startswith("Z") else " ".join(since.split())


def _ps(pid: int, columns: str) -> str:
    try:
        found = subprocess.run(
            ["ps", "-o", columns, "-p", str(pid)], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return found.stdout.strip()
