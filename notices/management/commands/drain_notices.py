"""`manage.py drain_notices`: send what is due and do what is queued, once or for ever, with no
Redis and no Celery."""

import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from audit import clock
from notices import delivery, shifts
from notices.delivery import Drained
from notices.workers import this_worker

PLAN_EVERY_S = 60.0
ONE_ROUND_S = 60.0

log = structlog.get_logger("coalesce.drain")


class Command(BaseCommand):
    help = "Send the notices that are due. With --loop, go on until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until told to stop")
        parser.add_argument("--every", type=float, default=3.0, metavar="SECONDS")

    def handle(self, *args: Any, loop: bool, every: float, **options: Any) -> None:
        if not loop:
            self.stdout.write(report(drain_once()))
            shifts.work(at=clock.now(), worker=this_worker(), budget_s=ONE_ROUND_S)
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("Sending what is due. Ctrl-C stops it.")
        run(stop, every=every)


def run(stop: threading.Event, *, every: float) -> None:
    """Plan once a minute, drain and do a little of what is queued in between; a fault of one
    round is not the end of the next."""
    planned = -PLAN_EVERY_S
    while not stop.is_set():
        if time.monotonic() - planned >= PLAN_EVERY_S and "plan" in get_commands():
            planned = time.monotonic()
            survive("plan", lambda: call_command("plan"))
        survive("drain", lambda: drain_once(stop))
        if not survive("work", lambda: work_once(stop)):
            stop.wait(every)


def drain_once(stop: threading.Event | None = None) -> Drained:
    """One drain, cut short between two letters when told to stop."""
    enough = stop.is_set if stop else delivery.never
    return delivery.drain(at=clock.now(), worker=this_worker(), enough=enough)


def work_once(stop: threading.Event) -> bool:
    """A little of the queued work; whether there is more at once."""
    return shifts.work(at=clock.now(), worker=this_worker(), enough=stop.is_set)


def survive(what: str, act: Callable[[], Any]) -> Any:
    """Do it; when it fails, say so, answer None, and leave no broken connection behind."""
    try:
        return act()
    except (DatabaseError, InterfaceError) as trouble:
        log.warning("the database is away", doing=what, trouble=type(trouble).__name__)
        connections.close_all()
    except Exception:
        log.exception("this round failed", doing=what)
    finally:
        close_old_connections()
    return None


def report(done: Drained) -> str:
    """What a drain did, in one line."""
    if done.closed:
        return "The outbox is closed: set OUTBOX_ENABLED=1 to open it."
    if done.unreachable:
        return f"The mail server takes no letters: {done.unreachable}. They wait."
    said = ", ".join(f"{state} {count}" for state, count in sorted(done.states.items()))
    return said or "Nothing is due."
