"""The board of applications with few of them and with very many: time and queries of a page."""

import time
from collections.abc import Iterable
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import load, site
from benchmarks.figures import Figure

NAMES = ("board_growth",)
FEW, MANY = 100, 10_000
ROUNDS = 7
GOAL = 3.0


def measure(names: Iterable[str]) -> list[Figure]:
    """The board's first page with 10,000 applications beside the same with 100."""
    if NAMES[0] not in set(names):
        return []
    with site.database():
        from benchmarks import world  # models can be imported once Django is set up

        made = world.program()
        world.communities(made, up_to=5)
        found, _member = world.cohort(made)
        browser = _desk(world.keeper())
        path = reverse("admin:intakes_board") + f"?intake={found.intake_id}"
        figures = []
        for count in (FEW, MANY):
            world.applications(found, up_to=count)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            figures.append(_first_page(browser, path))
    (few, few_queries), (many, many_queries) = figures
    same = few_queries == many_queries
    return [
        Figure(
            NAMES[0],
            many * 1000,
            "ms",
            f"≤ {GOAL:.0f} times {FEW} applications ({few * 1000:.0f} ms), queries the same "
            f"({few_queries}, {many_queries})",
            many <= GOAL * few and same,
            many / few,
        )
    ]


def _desk(person: Any) -> Client:
    """A browser of somebody at the desk, a second factor passed."""
    browser = Client(HTTP_HOST="localhost", headers={"cache-control": "no-cache"})
    browser.force_login(person)
    session = browser.session
    passed = {"method": "mfa", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [passed]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return browser


def _first_page(browser: Client, path: str) -> tuple[float, int]:
    """The middle of several times, in seconds, and how many queries it asked."""
    times = []
    queries = 0
    for _turn in range(ROUNDS):
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            answer = browser.get(path)
            times.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise load.BadAnswer(f"{path}: {answer.status_code}")
        queries = len(asked)
    return median(times), queries
