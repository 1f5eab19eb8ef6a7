import subprocess
import sys

from cop_platform.local import processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_process_runs_until_it_is_ended():
    sleeper = subprocess.Popen(SLEEPER, start_new_session=True)
    mark = processes.mark(sleeper.pid)

    before = processes.is_running(mark)
    processes.end(mark)

    assert (before, processes.is_running(mark), sleeper.wait()) == (True, False, -15)


def test_a_number_given_out_again_is_not_the_process_it_was():
    sleeper = subprocess.Popen(SLEEPER)
    earlier = f"{sleeper.pid} 1"

    processes.end(earlier)

    assert (processes.is_running(earlier), sleeper.poll()) == (False, None)
    sleeper.kill()
    sleeper.wait()


def test_a_process_that_ended_but_was_not_waited_for_does_not_run():
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    mark = processes.mark(ended.pid)
    ended.stdout.read()

    assert processes.wait(mark, patience_s=5) is True
    ended.wait()


def test_whoever_does_not_stop_when_asked_is_made_to():
    deaf = f"import signal; signal.signal(15, signal.SIG_IGN); print(1); {SLEEPER[2]}"
    stubborn = subprocess.Popen(
        [sys.executable, "-uc", deaf],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    stubborn.stdout.readline()

    processes.end(processes.mark(stubborn.pid), patience_s=0.2)

    assert stubborn.wait() == -9


def test_nothing_is_a_process_with_no_mark():
    assert [processes.is_running(mark) for mark in ("", "x", "0 0", "999999999 1")] == [False] * 4
