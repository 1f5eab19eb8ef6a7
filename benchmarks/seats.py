"""Seats: 500 people at once for 25 of them, and promotion from a long list beside a short one."""

import multiprocessing
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import load, site
from benchmarks.figures import Figure

NAMES = ("seats_500_rate", "promotion_growth")
PORT = 8495
SEATS, PEOPLE = 25, 500
SLOWEST = 2.5  # seconds
FEW, MANY = 100, 10_000
MOST_QUERIES = 60
ROUNDS = 5


def measure(names: Iterable[str]) -> list[Figure]:
    """The figures of this module among `names`, over one database."""
    measures = {"seats_500_rate": seats_500_rate, "promotion_growth": promotion_growth}
    with site.database():
        return [measures[name]() for name in NAMES if name in set(names)]


# ------------------------------------------------- 500 for 25


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float


def seats_500_rate() -> Figure:
    """500 people were offered one of 25 seats, one after the other: 25 offers are live, the
    others have gone on. All press "yes" at the same instant, each with a session of their own."""
    from benchmarks import queueing

    bare = _bare_rate(queueing)
    scene = queueing.contested(seats=SEATS, people=PEOPLE)
    connection.close()
    with site.gunicorn("cop_platform.wsgi", PORT):
        answers, took = _at_once(scene.requests)
    held, members = queueing.holders(scene)
    wrong = [a for a in answers if a.status not in (200, 302)]
    slowest = max(a.seconds for a in answers)
    rate = SEATS / took
    ok = held == members == SEATS and not wrong and slowest <= SLOWEST
    print(
        f"seats_500_rate: {Counter(a.status for a in answers)}, {held} hold a seat, "
        f"slowest answer {slowest:.2f} s, all in {took:.2f} s"
    )
    goal = f"exactly {SEATS} of {PEOPLE}, no error, each answer ≤ {SLOWEST} s ({slowest:.2f})"
    return Figure("seats_500_rate", rate, "seats/s", goal, ok, rate / bare)


def _at_once(requests: list[bytes]) -> tuple[list[Answer], float]:
    """Send every request at one instant, a connection each, from processes of their own."""
    context = multiprocessing.get_context("spawn")
    queue: Any = context.Queue()
    gate = context.Barrier(load.PROCESSES + 1)
    share = [requests[n :: load.PROCESSES] for n in range(load.PROCESSES)]
    processes = [context.Process(target=_senders, args=(PORT, part, gate, queue)) for part in share]
    for process in processes:
        process.start()
    gate.wait(timeout=60)
    began = time.perf_counter()
    answers = [Answer(*pair) for _ in processes for pair in queue.get(timeout=120)]
    took = time.perf_counter() - began
    for process in processes:
        process.join()
    return answers, took


def _senders(port: int, requests: list[bytes], gate: Any, queue: Any) -> None:
    found: list[tuple[int, float]] = [(0, 0.0)] * len(requests)
    ready = threading.Barrier(len(requests) + 1)

    def send(place: int, request: bytes) -> None:
        ready.wait(timeout=60)
        began = time.perf_counter()
        found[place] = (_status(port, request), time.perf_counter() - began)

    threads = [
        threading.Thread(target=send, args=(place, request))
        for place, request in enumerate(requests)
    ]
    for thread in threads:
        thread.start()
    gate.wait(timeout=60)
    ready.wait(timeout=60)
    for thread in threads:
        thread.join()
    queue.put(found)


def _status(port: int, request: bytes) -> int:
    """The status of one answer; 0 when there was none."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as link:
            link.sendall(request)
            data = link.recv(65536)
            while b"\r\n" not in data:
                data += link.recv(65536)
            return int(data.split(b" ", 2)[1])
    except (OSError, ValueError, IndexError):
        return 0


def _bare_rate(queueing: Any) -> float:
    """Bare transactions per second that take one row lock and insert one row, one at a time."""
    row = queueing.bare_row()
    until, done = time.perf_counter() + 2.0, 0
    while time.perf_counter() < until:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM programs_cohort WHERE id = %s FOR UPDATE", [row])
            cursor.execute("INSERT INTO audit_reason (text) VALUES (%s)", ["bare"])
        done += 1
    return done / 2.0


# ------------------------------------------------- a long list beside a short one


def promotion_growth() -> Figure:
    """25 freed seats with 10,000 who wait beside 100: how much longer, and how many queries."""
    from benchmarks import queueing

    few, many = [], []
    queries = 0
    small, large = queueing.line(FEW), queueing.line(MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for _ in range(ROUNDS):
        few.append(_promote(queueing, small)[0])
        seconds, asked = _promote(queueing, large)
        many.append(seconds)
        queries = max(queries, asked)
    growth = sorted(many)[ROUNDS // 2] / sorted(few)[ROUNDS // 2]
    print(
        f"promotion_growth: {sorted(few)[ROUNDS // 2] * 1000:.0f} ms with {FEW} waiting, "
        f"{sorted(many)[ROUNDS // 2] * 1000:.0f} ms with {MANY}, {queries} queries"
    )
    ok = growth <= 1.5 and queries <= MOST_QUERIES
    goal = f"≤ 1.5 times the time, ≤ {MOST_QUERIES} queries ({queries})"
    return Figure("promotion_growth", growth, "times", goal, ok)


def _promote(queueing: Any, cohort_id: int) -> tuple[float, int]:
    """Promote once, measured, and take it back: seconds and queries."""
    from intakes import allocation

    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            allocation.promote(cohort_id=cohort_id, at=queueing.AT)
        transaction.set_rollback(True)
    with transaction.atomic():
        began = time.perf_counter()
        made = allocation.promote(cohort_id=cohort_id, at=queueing.AT)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    if len(made) != SEATS:
        raise load.BadAnswer(f"{len(made)} offers")
    return seconds, len(asked)
