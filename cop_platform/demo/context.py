"""What every page of the demo shows: its clock, and the tour while it is not put away."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from audit import clock
from cop_platform.demo import state, tour
from cop_platform.demo.cards import CARDS


def demo(request: HttpRequest) -> dict[str, Any]:
    """The demo's bar; nothing anywhere else."""
    if not (settings.DEMO and settings.LOCAL):
        return {}
    found = state.current()
    if found is None:
        return {}
    things = [] if found.dismissed else tour.things(found)
    now = clock.now()
    return {
        "demo": found,
        "demo_cards": CARDS,
        "demo_now": now,
        "demo_is_old": found.day < now.date() and not clock.ahead(),
        "demo_things": things,
        "demo_done": sum(thing.done for thing in things),
    }
