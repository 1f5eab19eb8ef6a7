"""The site under measure: a database of its own, and gunicorn as `make run` starts it."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORKERS = 2
THREADS = 4


@contextmanager
def database() -> Iterator[str]:
    """A migrated database that goes away afterwards; its address stands in DATABASE_URL."""
    from cop_platform.local import postgres

    server = postgres.start_temporary()
    os.environ["DATABASE_URL"] = server.url
    os.environ.setdefault("SECRET_KEY", "for-measuring-alone-" * 3)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_platform.settings")
    os.environ["VAR_DIR"] = str(ROOT / "var" / "bench")
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield server.url
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()


@contextmanager
def gunicorn(application: str, port: int) -> Iterator[int]:
    """Serve a WSGI application on this port; answers with the pid of the master."""
    command = [
        *(sys.executable, "-m", "gunicorn", application, "--preload", "--log-level", "error"),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--keep-alive", "30"),
        *("--workers", str(WORKERS), "--threads", str(THREADS)),
    ]
    environment = os.environ | {"PORT": str(port), "SITE_URL": f"http://localhost:{port}"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, *, path: str = "/", seconds: float = 60) -> None:
    """Wait until the server answers."""
    until = time.perf_counter() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=10):
                return
        except OSError:
            if time.perf_counter() > until:
                raise
            time.sleep(0.2)


def worker_rss_mb(master: int) -> float:
    """Resident memory of the largest worker, in MB (10^6 bytes), by the kernel's count."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    sizes = []
    for child in children:
        for line in Path(f"/proc/{child}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                sizes.append(int(line.split()[1]) * 1024 / 1e6)
    return max(sizes)
