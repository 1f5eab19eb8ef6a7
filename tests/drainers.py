"""Real drains in processes of their own, which can be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from notices.models import OPEN_STATES, Notice, NoticeState
from tests.smtp import Sink

ROOT = Path(__file__).parent.parent
LEASE_S = 1
KEY = "a key for tests, long enough to pass for a real one, of no use"
AGO = timedelta(minutes=1)


def environment(sink: Sink) -> dict[str, str]:
    """The site's settings, with the test's database and its mail server."""
    from django.db import connection

    database = urlsplit(os.environ["DATABASE_URL"])
    return os.environ | {
        "DATABASE_URL": database._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "EMAIL_URL": sink.url,
        "EMAIL_TIMEOUT": "5",
        "OUTBOX_LEASE_S": str(LEASE_S),
        "SECRET_KEY": KEY,
        "DJANGO_SETTINGS_MODULE": "cop_platform.settings",
    }


LOOP = ("drain_notices", "--loop", "--every", "0.1")


def start(sink: Sink, program: str = "manage.py") -> subprocess.Popen[bytes]:
    """A drain that goes on until it is ended."""
    return subprocess.Popen(
        [sys.executable, program, *LOOP],
        cwd=ROOT,
        env=environment(sink),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(drainer: subprocess.Popen[bytes]) -> None:
    """As power cuts do."""
    drainer.send_signal(signal.SIGKILL)
    drainer.wait()


@contextmanager
def draining(sink: Sink, program: str = "manage.py") -> Iterator[subprocess.Popen[bytes]]:
    drainer = start(sink, program)
    try:
        yield drainer
    finally:
        kill(drainer)


def owe_many(count: int) -> None:
    """Due notices to as many addresses."""
    Notice.objects.bulk_create(map(_due, range(count)), batch_size=5_000)


def owe_one(number: int) -> None:
    """One due notice, to an address of its own."""
    _due(number).save()


def _due(number: int) -> Notice:
    return Notice(
        key=f"accounts.mail:{number}",
        kind="accounts.mail",
        address=f"person{number}@example.org",
        data={"subject": "News for you", "body": "Hello"},
        due_at=datetime.now(UTC) - AGO,
    )


def wait_for(what: Callable[[], bool], *, patience_s: float = 30.0) -> None:
    """Wait until it is so.

    :raises TimeoutError: it never was.
    """
    until = time.monotonic() + patience_s
    while not what():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.01)


def all_settled() -> bool:
    return not Notice.objects.filter(state__in=OPEN_STATES).exists()


def arrived(sink: Sink, count: int) -> Callable[[], bool]:
    return lambda: len(sink.letters) >= count


def deliver_through_kills(
    sink: Sink, *, mails: int, kills: int, program: str = "manage.py"
) -> None:
    """Send them all, killing the worker this often, evenly over the mails."""
    owe_many(mails)
    for number in range(1, kills + 1):
        with draining(sink, program):
            wait_for(arrived(sink, number * mails // (kills + 1)), patience_s=60)
    with draining(sink, program):
        wait_for(all_settled, patience_s=60 + mails / 20)


def in_state(state: NoticeState) -> int:
    return Notice.objects.filter(state=state).count()
