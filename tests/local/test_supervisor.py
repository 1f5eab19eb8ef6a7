import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cop_platform.local import launch, processes

SUPERVISE = """
import sys
from pathlib import Path
from cop_platform.local import supervisor
var = Path(sys.argv[1])
says = [sys.executable, "-uc", "import time; print('hello'); time.sleep(60)"]
ends = [sys.executable, "-uc", "import time; time.sleep(float(__import__('sys').argv[1]))"]
sys.exit(supervisor.supervise(var, {"one": says, "two": [*ends, sys.argv[2]]}))
"""


@pytest.fixture
def supervise(tmp_path):
    """Two processes under a supervisor; the second lasts as many seconds as told."""
    (tmp_path / "run").mkdir()
    started = []

    def start(lasts):
        words = [sys.executable, "-uc", SUPERVISE, str(tmp_path), str(lasts)]
        started.append(subprocess.Popen(words, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for supervisor in started:
        supervisor.kill()
        supervisor.wait()
    launch.end_recorded(tmp_path)


def children(var: Path) -> list[str]:
    """The marks of both and of those who read what they say, once both have been started."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = [mark for record in launch.records(var) for mark in launch.marks(record)]
        if len(list(filter(None, found))) == 4 and "hello" in log(var):
            return found
        time.sleep(0.05)
    raise AssertionError("they did not start")


def log(var: Path) -> str:
    path = var / "log" / "one.log"
    return path.read_text() if path.exists() else ""


def running(marks: list[str]) -> list[bool]:
    return [processes.is_running(mark) for mark in marks]


def test_what_waits_for_a_port_starts_once_somebody_listens(tmp_path, port):
    words = [sys.executable, "-c", "print('hello')"]
    waiting = subprocess.Popen(
        [sys.executable, "-m", "cop_platform.local.launch", str(tmp_path / "r"), str(port), *words],
        stdout=subprocess.PIPE,
    )

    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(0.5)
    with socket.create_server(("127.0.0.1", port)):
        assert waiting.communicate()[0] == b"hello\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_stops_everyone(supervise, tmp_path, number):
    supervisor = supervise(60)
    marks = children(tmp_path)

    supervisor.send_signal(number)
    supervisor.send_signal(number)

    assert (supervisor.wait(), running(marks)) == (0, [False] * 4)
    assert list(launch.records(tmp_path)) == []
    assert " one    | hello\n" in supervisor.stdout.read()


def test_told_to_stop_while_starting_it_leaves_nobody(supervise, tmp_path):
    supervisor = supervise(60)
    while not list(launch.records(tmp_path)):
        time.sleep(0.001)
    first, _ = launch.marks(next(launch.records(tmp_path)))

    supervisor.send_signal(signal.SIGTERM)

    supervisor.wait()
    assert running([first]) == [False]
    assert launch.end_recorded(tmp_path) == []


def test_when_one_ends_all_end_and_it_is_no_success(supervise, tmp_path):
    supervisor = supervise(0.5)
    marks = children(tmp_path)

    assert (supervisor.wait(), running(marks)) == (1, [False] * 4)


def test_what_a_killed_supervisor_left_is_ended_by_the_next_start(supervise, tmp_path):
    supervisor = supervise(60)
    marks = children(tmp_path)
    os.kill(supervisor.pid, signal.SIGKILL)
    supervisor.wait()

    survived = running(marks)

    assert sorted(launch.end_recorded(tmp_path)) == ["one", "two"]
    assert (survived, running(marks)) == ([True] * 4, [False] * 4)
