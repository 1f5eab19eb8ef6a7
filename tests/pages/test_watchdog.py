"""A worker that hangs is ended and begun anew; one that drains is left alone (RELIABILITY R7)."""

import sys
import threading
from datetime import timedelta

import pytest

from audit import clock
from cop_platform.watchdog import Watchdog
from notices.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)

# Stands for a worker: hangs the first time it is started (and is stopped dead), ends the second.
HANGS_ONCE = """
import os, pathlib, signal, sys
mark = pathlib.Path(sys.argv[1])
if mark.exists():
    sys.exit(7)
mark.touch()
os.kill(os.getpid(), signal.SIGSTOP)
"""
WORKS = "import time; time.sleep(1.5)"


def dog(code, *words):
    command = [sys.executable, "-c", code, *words]
    return Watchdog(command, silent_for=timedelta(seconds=0.3), look_every_s=0.1)


@pytest.mark.parametrize("beaten", [False, True])
def test_a_silent_worker_is_begun_anew(tmp_path, beaten):
    if beaten:
        Heartbeat.objects.create(worker="one", at=clock.now() - timedelta(minutes=4))
    watch = dog(HANGS_ONCE, str(tmp_path / "hung"))

    assert (watch.run(), watch.begun_anew) == (7, 1)


def test_one_that_drains_is_left_alone():
    Heartbeat.objects.create(worker="one", at=clock.now() + timedelta(minutes=1))
    watch = dog(WORKS)

    assert (watch.run(), watch.begun_anew) == (0, 0)


def test_told_to_stop_it_stops_the_worker():
    watch = dog("import time; time.sleep(600)")
    watch.silent_for = timedelta(hours=1)
    threading.Timer(0.5, watch.stop).start()

    assert (watch.run(), watch.begun_anew) == (-15, 0)
