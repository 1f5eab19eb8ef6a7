"""Many callers at one instant, a database connection each."""

import sys
import threading
from collections.abc import Callable
from typing import Any

OFTEN_S = 0.0001  # how often one gives way to another: many orders, so that a fault is met


def race(*calls: Callable[[], Any]) -> list[Any]:
    """Start every call at a barrier and answer with what each returned or raised, in order."""
    from django.db import connection

    barrier = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            outcomes[place] = call()
        except Exception as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    usual = sys.getswitchinterval()
    sys.setswitchinterval(OFTEN_S)
    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(usual)
    return outcomes
