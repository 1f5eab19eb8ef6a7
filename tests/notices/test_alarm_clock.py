"""Celery only wakes; without it, and without Redis, the same happens (RELIABILITY R6, short)."""

import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from audit import clock
from cop_platform.celery import app
from notices import smtp, tasks
from notices.management.commands import drain_notices
from notices.models import Heartbeat, NoticeState
from tests.drainers import ROOT
from tests.notices.kinds import owe

pytestmark = pytest.mark.django_db


def test_the_task_sends_what_is_due(person, smtp_sink):
    notice = owe(person, clock.now())

    tasks.drain()

    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT
    assert Heartbeat.objects.count() == 1


def test_the_clock_wakes_a_task_that_is_there_and_forgets_what_it_missed():
    beat = app.conf.beat_schedule["drain"]

    assert (beat["task"], beat["schedule"]) == (tasks.drain.name, settings.DRAIN_EVERY_S)
    assert beat["options"] == {"expires": settings.DRAIN_EVERY_S}
    assert (tasks.drain.acks_late, tasks.drain.ignore_result) == (True, True)


IMPORT_THE_WEB = """
import sys
import cop_platform.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(sorted({name.partition(".")[0] for name in sys.modules} & {"celery", "kombu", "redis"}))
"""


def test_a_web_process_has_nothing_to_publish_with():
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_THE_WEB],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "cop_platform.settings", "SECRET_KEY": "k" * 60},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == "[]\n"


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError, KeyError])
def test_a_round_that_fails_is_not_the_end_of_the_loop(trouble):
    rounds = []

    def act():
        rounds.append(1)
        raise trouble

    drain_notices.survive("test", act)
    drain_notices.survive("test", act)

    assert rounds == [1, 1]


def test_a_loop_that_is_told_to_stop_begins_nothing_more(person, smtp_sink):
    notice = owe(person, clock.now())
    stop = threading.Event()
    stop.set()

    drain_notices.run(stop, every=0.1)
    drain_notices.drain_once(stop)

    notice.refresh_from_db()
    assert notice.state == NoticeState.PENDING


class Watching(smtp.EmailBackend):
    """Sees whether a transaction is open while a letter is on its way."""

    seen: list[bool] = []

    def carry(self, message, hand_over):
        self.seen.append(connection.in_atomic_block)
        super().carry(message, hand_over)
        self.seen.append(connection.in_atomic_block)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_letter_is_on_its_way(person, smtp_sink, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    owe(person, clock.now())

    tasks.drain()

    assert Watching.seen == [False, False]
