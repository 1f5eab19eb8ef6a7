"""`python -m benchmarks.sink PORT`: a mail server in a process of its own, which keeps nothing."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.site import ROOT

PORT = 8496


class Taker:
    """Says yes to every letter."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 OK"


@contextmanager
def serving() -> Iterator[int]:
    """The port of a running one."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sink", str(PORT)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.readline()
    try:
        yield PORT
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    from aiosmtpd.controller import Controller

    Controller(Taker(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    print("ready", flush=True)
    threading.Event().wait()
