"""Rates, queries and memory of the two pages people meet most."""

from collections.abc import Callable, Iterable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import load, site
from benchmarks.figures import Figure

PORT, BARE_PORT = 8491, 8492
SECONDS = 4.0
ROUNDS = 3
MEMORY_MB = 110


def measure(names: Iterable[str]) -> list[Figure]:
    """The figures of this module among `names`, over one database."""
    wanted = [name for name in NAMES if name in set(names)]
    if not wanted:
        return []
    with site.database():
        from benchmarks import world  # models can be imported once Django is set up

        made = world.program()
        world.communities(made, up_to=5)
        found, member = world.cohort(made)
        public = reverse("programs:program", args=[world.SLUG])
        private = reverse("pages:cohort", args=[found.code])
        figures = []
        rates = {"public_page_rps", "cohort_page_rps", "web_worker_rss"} & set(wanted)
        if rates:
            cookie = world.cookie_for(member)
            connection.close()
            figures += _rates(rates, public, private, cookie)
        if "public_page_queries" in wanted:
            grow = lambda: world.communities(made, up_to=500)  # noqa: E731
            figures.append(_queries("public_page_queries", public, None, grow))
        if "cohort_page_queries" in wanted:
            grow = lambda: world.applications(found, up_to=10_000)  # noqa: E731
            figures.append(_queries("cohort_page_queries", private, member.pk, grow))
    return figures


NAMES = (
    "public_page_rps",
    "cohort_page_rps",
    "public_page_queries",
    "cohort_page_queries",
    "web_worker_rss",
)


def _queries(name: str, path: str, person: int | None, grow: Callable[[], None]) -> Figure:
    """How many queries a page asks, which must be the same after the tables have grown."""
    few = _count(path, person)
    grow()
    many = _count(path, person)
    size = "5 to 500 communities" if person is None else "10 to 10,000 applications"
    return Figure(name, many, "queries", f"the same from {size} ({few})", few == many)


def _count(path: str, person: int | None) -> int:
    client = Client(HTTP_HOST="localhost", headers={"cache-control": "no-cache"})
    if person is not None:
        from accounts.models import User

        client.force_login(User.objects.get(pk=person))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise load.BadAnswer(f"{path}: {answer.status_code}")
    return len(queries)


def _rates(wanted: set[str], public: str, private: str, cookie: dict[str, str]) -> list[Figure]:
    """Bare view and pages in turn, several rounds, the middle round of each counts."""
    runs: dict[str, list[float]] = {"bare": [], "public": [], "private": []}
    with (
        site.gunicorn("benchmarks.bare", BARE_PORT),
        site.gunicorn("cop_platform.wsgi", PORT) as master,
    ):
        load.rate(PORT, private, seconds=1.0, headers=cookie)
        for _ in range(ROUNDS):
            runs["bare"].append(load.rate(BARE_PORT, "/", seconds=SECONDS))
            runs["public"].append(load.rate(PORT, public, seconds=SECONDS))
            runs["private"].append(load.rate(PORT, private, seconds=SECONDS, headers=cookie))
        memory = site.worker_rss_mb(master)
    bare, one, two = (sorted(runs[key])[ROUNDS // 2] for key in ("bare", "public", "private"))
    figures = [
        Figure(
            "public_page_rps", one, "requests/s", "ratio ≥ 0.35", one / bare >= 0.35, one / bare
        ),
        Figure(
            "cohort_page_rps", two, "requests/s", "ratio ≥ 0.15", two / bare >= 0.15, two / bare
        ),
        Figure("web_worker_rss", memory, "MB", f"≤ {MEMORY_MB}", memory <= MEMORY_MB),
    ]
    return [figure for figure in figures if figure.name in wanted]
