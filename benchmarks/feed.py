"""Calendars that ask again for dates that have not changed: what most requests to a feed are."""

from collections.abc import Iterable

from django.db import connection

from benchmarks import load, site
from benchmarks.figures import Figure

NAMES = ("feed_304_rps",)
PORT, BARE_PORT = 8493, 8494
SECONDS = 4.0
ROUNDS = 3
GOAL = 0.25
UNCHANGED = 304


def measure(names: Iterable[str]) -> list[Figure]:
    """The feed's 304 beside the bare view, in turn; the middle round of each counts."""
    if NAMES[0] not in set(names):
        return []
    with site.database():
        from benchmarks import world  # models can be imported once Django is set up

        made = world.program()
        world.communities(made, up_to=5)
        _found, member = world.cohort(made)
        path, mark = _address(member.pk)
        connection.close()
        runs: dict[str, list[float]] = {"bare": [], "feed": []}
        with (
            site.gunicorn("benchmarks.bare", BARE_PORT),
            site.gunicorn("cop_platform.wsgi", PORT),
        ):
            asks = {"If-None-Match": mark}
            load.rate(PORT, path, seconds=1.0, headers=asks, answer=UNCHANGED)
            for _ in range(ROUNDS):
                runs["bare"].append(load.rate(BARE_PORT, "/", seconds=SECONDS))
                runs["feed"].append(
                    load.rate(PORT, path, seconds=SECONDS, headers=asks, answer=UNCHANGED)
                )
    bare, feed = (sorted(runs[key])[ROUNDS // 2] for key in ("bare", "feed"))
    ratio = feed / bare
    return [Figure(NAMES[0], feed, "requests/s", f"ratio ≥ {GOAL}", ratio >= GOAL, ratio)]


def _address(person: int) -> tuple[str, str]:
    """Where the member's dates are, and the mark they have as they stand."""
    from django.test import Client
    from django.urls import reverse

    from audit import clock
    from sessions.feeds import addresses

    token = addresses.make(user_id=person, seed=addresses.new_seed(), turns=0, at=clock.now())
    path = reverse("sessions:feed", kwargs={"token": token})
    return path, Client(HTTP_HOST="localhost").get(path)["ETag"]
