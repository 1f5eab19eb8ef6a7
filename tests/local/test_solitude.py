import os
import subprocess
import sys

import pytest

from cop_platform.local import CannotStart, launch, processes, solitude

HOLD = """
import sys, time
from pathlib import Path
from cop_platform.local import solitude
with solitude.alone(Path(sys.argv[1]), 8000):
    print("alone", flush=True)
    time.sleep(60)
"""


def hold(var, **env):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(var)],
        env={**os.environ, "MAKELEVEL": "", **env},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "alone\n"
    return holder


def test_a_second_run_is_told_where_the_first_is(tmp_path):
    first = hold(tmp_path)

    told = rf"http://localhost:8000 \(process {first.pid}\)"
    with pytest.raises(CannotStart, match=told), solitude.alone(tmp_path, 8001):
        pass
    assert (solitude.is_free(tmp_path), first.poll()) == (False, None)
    first.terminate()
    first.wait()
    assert solitude.is_free(tmp_path) is True


def test_a_run_that_was_killed_is_in_nobodys_way(tmp_path):
    first = hold(tmp_path)
    first.kill()
    first.wait()

    with solitude.alone(tmp_path, 8001):
        assert solitude.is_free(tmp_path) is True  # a lock does not shut out its own process


def test_a_run_whose_make_was_killed_is_ended(tmp_path):
    make = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"""
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {HOLD!r}, {str(tmp_path)!r}],
                 env=os.environ | {{"MAKELEVEL": "1"}})
time.sleep(60)
""",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert make.stdout.readline() == "alone\n"
    supervisor = (tmp_path / "run" / "supervisor").read_text().splitlines()[0]
    make.kill()
    make.wait()

    with solitude.alone(tmp_path, 8001):
        assert processes.is_running(supervisor) is False


def test_what_a_killed_run_left_is_ended_and_nothing_else(tmp_path):
    (tmp_path / "run").mkdir()
    record = tmp_path / "run" / f"web{launch.SUFFIX}"
    sleep = [sys.executable, "-c", "import time; print(1, flush=True); time.sleep(60)"]
    words = [sys.executable, "-m", "cop_platform.local.launch", str(record), "0", *sleep]
    reader = ["/bin/sh", "-c", '"$@"; read wait', "sh"]
    ours = subprocess.Popen([*reader, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    ours.stdout.readline()
    foreign = subprocess.Popen(sleep, stdout=subprocess.PIPE)
    (tmp_path / "run" / f"beat{launch.SUFFIX}").write_text(f"{foreign.pid} 1")

    assert launch.end_recorded(tmp_path) == ["web"]
    assert (ours.wait(), foreign.poll(), list(launch.records(tmp_path))) == (-9, None, [])
    foreign.kill()
    foreign.wait()
