"""How long a newcomer waits: a fresh clone's first page, and the same on a second start."""

import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.site import ROOT

PORT = 8493
NAMES = ("first_page_fresh", "first_page_again")
FRESH_S, AGAIN_S = 90, 10


def measure(names: Iterable[str]) -> list[Figure]:
    """The figures of this module among `names`, in a clone of what is committed."""
    wanted = set(names).intersection(NAMES)
    if not wanted:
        return []
    with tempfile.TemporaryDirectory(prefix="coalesce-bench-") as folder:
        Path(folder).chmod(0o755)
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        fresh = _start_and_stop(clone)
        again = _start_and_stop(clone) if "first_page_again" in wanted else 0.0
    figures = [
        Figure("first_page_fresh", fresh, "s", f"≤ {FRESH_S}", fresh <= FRESH_S),
        Figure("first_page_again", again, "s", f"≤ {AGAIN_S}", again <= AGAIN_S),
    ]
    return [figure for figure in figures if figure.name in wanted]


def _start_and_stop(clone: Path) -> float:
    """Seconds from `make run` to the first page."""
    keep = ("PATH", "HOME", "LANG", "TERM")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in keep or name.startswith(("PIP_", "SSL_", "REQUESTS_"))
    }
    began = time.perf_counter()
    with subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=environment | {"PORT": str(PORT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            _wait(process)
            return time.perf_counter() - began
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=60)


def _wait(process: subprocess.Popen[bytes], seconds: float = 600) -> None:
    until = time.perf_counter() + seconds
    while process.poll() is None and time.perf_counter() < until:
        try:
            with urllib.request.urlopen(f"http://localhost:{PORT}/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("`make run` did not serve a page")
