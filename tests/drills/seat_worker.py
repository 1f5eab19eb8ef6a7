"""One process of the drill on seats; it sets Django up before anything of ours is imported."""

import os
import random
from typing import Any


def work(
    url: str, cohort_id: int, by: int, seed: int, acts: int, locked: bool, gate: Any, out: Any
) -> None:
    """What it does is chance, and refusals are answers; tells what was neither."""
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    from tests.drills import seat_acts

    out.put(seat_acts.work(cohort_id, by, random.Random(seed), acts, gate, locked=locked))
