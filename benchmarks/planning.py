"""Planning the reminders of 1,000 cohorts with 8 sessions and 25 members: 200,000 rows in one
run. How many a second, beside a bare insert of the same rows, and in how much memory.

In production a run writes what falls due within a day; here it writes all at once.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from benchmarks import site
from benchmarks.figures import Figure
from benchmarks.importing import _rss_mb
from benchmarks.site import ROOT

NAMES = ("plan_reminders_rate", "plan_reminders_memory_mb")
COHORTS, SESSIONS, MEMBERS = 1_000, 8, 25
ROWS = COHORTS * SESSIONS * MEMBERS
MONTHS = 3  # of the eight, for the ratio
RATIO, GROWTH_MB = 0.4, 60
# A Monday; the sessions follow each month from then on.
AT = datetime(2024, 7, 1, tzinfo=UTC)
FIELDS = ("key", "kind", "recipient_id", "object_id", "cohort_id", "data", "priority", "due_at",
          "expires_at")  # fmt: skip


def measure(names: Iterable[str]) -> list[Figure]:
    """The figures of this module among `names`, in a database and a process of their own."""
    wanted = set(names).intersection(NAMES)
    if not wanted:
        return []
    with site.database():
        _make(COHORTS)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.planning"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            check=True,
        )
    found = json.loads(done.stdout.splitlines()[-1])
    rate, ratio, growth, rows = (found[name] for name in ("rate", "ratio", "growth", "rows"))
    whole = rows == ROWS
    print(f"planning: {rows:,} rows in {rows / rate:.1f} s, {growth:.1f} MB more; "
          f"a second run takes {found['again']:.1f} s and writes none")  # fmt: skip
    goal = f"{ROWS:,} rows, ≥ {RATIO} of a bare insert"
    figures = [
        Figure("plan_reminders_rate", rate, "rows/s", goal, whole and ratio >= RATIO, ratio),
        Figure("plan_reminders_memory_mb", growth, "MB", f"≤ {GROWTH_MB}", growth <= GROWTH_MB),
    ]
    return [figure for figure in figures if figure.name in wanted]


def main() -> None:
    """In the child: one run over a few cohorts to be warm, then all; then the bare insert."""
    import django

    django.setup()
    from notices.models import Notice
    from programs.reminders import plans

    assert _plan(plans, timedelta(days=22))  # a few: what is imported and compiled is there then
    Notice.objects.all().delete()
    before = _rss_mb()
    began = time.perf_counter()
    rows = _plan(plans, timedelta(days=400))
    took = time.perf_counter() - began
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6 - before
    began = time.perf_counter()
    assert _plan(plans, timedelta(days=400)) == 0
    again = time.perf_counter() - began
    Notice.objects.all().delete()
    print(json.dumps({"rate": rows / took, "ratio": _ratio(plans), "growth": growth, "rows": rows,
                      "again": again}))  # fmt: skip


def _plan(plans: Any, ahead: timedelta, at: datetime = AT) -> int:
    found: int = plans.plan(at, ahead=ahead, only=("sessions.reminder",))
    return found


def _ratio(plans: Any) -> float:
    """Planning a month beside inserting the very rows of it, in turns: what else the machine does
    falls on both."""
    from notices.models import Notice

    month, planned, bare = timedelta(days=28), 0.0, 0.0
    for number in range(1, MONTHS + 1):
        began = time.perf_counter()
        _plan(plans, month, AT + number * month)
        planned += time.perf_counter() - began
        rows = list(Notice.objects.order_by("pk").values(*FIELDS))
        Notice.objects.all().delete()
        bare += _bare_seconds(rows)
        Notice.objects.all().delete()
    return bare / planned


def _bare_seconds(rows: list[dict[str, Any]]) -> float:
    """How long these rows take by nothing but inserts."""
    from notices.models import Notice

    took = 0.0
    for some in _thousands(rows):
        made = [Notice(**row) for row in some]
        began = time.perf_counter()
        Notice.objects.bulk_create(made)
        took += time.perf_counter() - began
    return took


def _thousands(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, len(rows), 1000):
        yield rows[first : first + 1000]


# ------------------------------------------------- what is planned for


def _make(cohorts: int) -> None:
    """Cohorts with their sessions and members; the program reminds once, seven days before."""
    from benchmarks import world
    from programs.models import Cohort, Membership, ReminderRule
    from sessions.models import Session

    program = world.program()
    world.communities(program, up_to=1)
    ReminderRule.objects.create(
        program=program, trigger="sessions.reminder", offsets=[7], changed_at=AT - timedelta(days=1)
    )
    community, intake = program.communities.get(), program.intakes.get()
    made = Cohort.objects.bulk_create(
        Cohort(
            community=community,
            intake=intake,
            name=f"Cohort {n}",
            state="active",
            window_first=date(2024, 7, 1),
            window_last=date(2025, 6, 30),
        )
        for n in range(cohorts)
    )
    people = world._people("member", cohorts * MEMBERS)
    Membership.objects.bulk_create(
        (
            Membership(cohort=made[n // MEMBERS], user=person, joined_at=AT - timedelta(days=30))
            for n, person in enumerate(people)
        ),
        batch_size=2000,
    )
    Session.objects.bulk_create(
        (
            session
            for n, cohort in enumerate(made)
            for session in _sessions(Session, cohort, n % 20)
        ),
        batch_size=2000,
    )


def _sessions(model: Any, cohort: Any, shift: int) -> Iterator[Any]:
    for number in range(1, SESSIONS + 1):
        starts = AT + timedelta(days=28 * number + shift, hours=1)
        yield model(
            cohort=cohort,
            number=number,
            day=starts.date(),
            start=clock_time(11),
            time_zone="Australia/Brisbane",
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
        )


if __name__ == "__main__":
    main()
