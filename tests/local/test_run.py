"""The whole of `make run`, on an empty site."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cop_platform.local import launch, processes, reset
from cop_platform.local.environment import PROJECT

pytestmark = pytest.mark.slow
PATIENCE_S = 60


@pytest.fixture
def run(place):
    """`make run` with its data in `place`; whatever is left of it is ended afterwards."""
    started = []
    kept = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEMO", "LOCAL", "SITE_URL", "MAKELEVEL")
    env = {name: value for name, value in os.environ.items() if name not in kept}

    def start(port):
        words = [sys.executable, "-m", "cop_platform.local.run"]
        settings = {"PORT": str(port), "VAR_DIR": str(place / "a var"), "DEMO": "0"}
        with (place / "said").open("w") as said:  # a pipe would be held by what outlives it
            process = subprocess.Popen(
                words, cwd=PROJECT, env=env | settings, stdout=said, stderr=subprocess.STDOUT
            )
        started.append(process)
        wait_for_greeting(process, place)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    reset.wipe(place / "a var")


def wait_for_greeting(process: subprocess.Popen[bytes], place: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        if "Ctrl-C stops it" in (place / "said").read_text():
            return
        time.sleep(0.1)
    raise AssertionError((place / "said").read_text())


def everyone(var: Path) -> list[str]:
    """The marks of all that was started from this folder."""
    server = int((var / "postgres" / "postmaster.pid").read_text().split()[0])
    return [
        processes.mark(server),
        *(mark for record in launch.records(var) for mark in launch.marks(record)),
        *(
            (folder / "server").read_text()
            for folder in Path("/tmp").glob("coalesce-redis-*")
            if (folder / "owner").read_text() == (var / "run/supervisor").read_text().split("\n")[0]
        ),
    ]


def running(marks: list[str]) -> list[str]:
    return [mark for mark in marks if processes.is_running(mark)]


def test_it_answers_under_both_names_and_ctrl_c_leaves_nobody(run, port, place):
    process = run(port)
    marks = everyone(place / "a var")

    answers = [
        urllib.request.urlopen(f"http://{name}:{port}/healthz").status
        for name in ("localhost", "127.0.0.1")
    ]
    process.send_signal(signal.SIGINT)

    assert (process.wait(), len(marks), running(marks)) == (0, 8, [])
    assert answers == [200, 200]
    assert "worker started" in (place / "a var" / "log" / "system.log").read_text()


def test_a_start_after_a_kill_ends_what_was_left_and_keeps_the_data(run, port, place):
    killed = run(port)
    marks = everyone(place / "a var")
    killed.kill()
    killed.wait()
    survivors = running(marks)

    again = run(port)
    left = running(marks)
    again.send_signal(signal.SIGTERM)

    assert (again.wait(), running(marks)) == (0, [])
    assert len(survivors) == 8
    assert left == marks[:1]  # the database went on; all else began anew
    said = (place / "said").read_text()
    assert "Ended what an earlier start had left running: beat, web, worker." in said
