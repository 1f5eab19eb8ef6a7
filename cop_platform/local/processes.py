"""Which process is which: a number alone proves nothing, since the system gives it out again.

A process is therefore known by a mark: its number and when it started.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def mark(pid: int) -> str:
    """What tells this process from any other; empty when there is no such process."""
    since = _started(pid)
    return f"{pid} {since}" if since else ""


def this_process() -> str:
    """The mark of the process that asks."""
    return mark(os.getpid())


def is_running(marked: str) -> bool:
    """Whether the process with this mark still runs."""
    return bool(marked) and mark(number(marked)) == marked


def number(marked: str) -> int:
    """The number of the process with this mark; 0 when it is no mark."""
    first = marked.partition(" ")[0]
    return int(first) if first.isdigit() else 0


def command(pid: int) -> str:
    """The words a process was started with, joined by blanks; empty when they can't be read."""
    try:
        words = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return _ps(pid, "args=")
    return words.replace("\0", " ").strip()


def end(marked: str, *, patience_s: float = 8.0) -> None:
    """Ask the process with this mark to stop, with its group if it leads one; then make it."""
    pid = number(marked)
    for number_of_signal in (signal.SIGTERM, signal.SIGKILL):
        if not is_running(marked):
            return
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == pid:
                os.killpg(pid, number_of_signal)
            else:
                os.kill(pid, number_of_signal)
        wait(marked, patience_s=patience_s)


def kill(marked: str) -> None:
    """End the process with this mark, and it alone, without asking."""
    if is_running(marked):
        with suppress(ProcessLookupError):
            os.kill(number(marked), signal.SIGKILL)


def wait(marked: str, *, patience_s: float) -> bool:
    """Wait for the process with this mark to be gone; False when it is still there."""
    until = time.monotonic() + patience_s
    while is_running(marked):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def is_dead(pid: int, *, patience_s: float) -> bool:
    """Whether a process has ended but keeps its number, nobody having asked how it ended."""
    until = time.monotonic() + patience_s
    while _exists(pid):
        if time.monotonic() > until:
            return not mark(pid)
        time.sleep(0.05)
    return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _started(pid: int) -> str | None:
    if not (PROC / "self").exists():
        return _started_by_ps(pid)
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold blanks and brackets
    return None if fields[0] == "Z" else fields[19]


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
