"""Taking 10,000 people over from a file: how many a second, and in how much memory."""

import csv
import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks import site
from benchmarks.figures import Figure
from benchmarks.site import ROOT

NAMES = ("import_rows_rate", "import_memory_mb")
ROWS, WARM = 10_000, 200
RATE, GROWTH_MB = 200, 50
HEADER = ("Name", "Email", "First choice", "Role", "Organisation", "What they hope for")


def measure(names: Iterable[str]) -> list[Figure]:
    """The figures of this module among `names`, in a database and a process of their own."""
    wanted = set(names).intersection(NAMES)
    if not wanted:
        return []
    with site.database():
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.importing"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            check=True,
        )
    found = json.loads(done.stdout.splitlines()[-1])
    rate, growth = found["rate"], found["growth"]
    figures = [
        Figure("import_rows_rate", rate, "rows/s", f"≥ {RATE}", rate >= RATE, found["ratio"]),
        Figure("import_memory_mb", growth, "MB", f"≤ {GROWTH_MB}", growth <= GROWTH_MB),
    ]
    return [figure for figure in figures if figure.name in wanted]


def main() -> None:
    """In the child: a small import to be warm, then the large one as CSV and as a workbook."""
    import django

    django.setup()
    from benchmarks import world
    from programs.models import Community

    program = world.program()
    world.communities(program, up_to=5)
    by = world._people("coordinator", 1)[0]
    names = list(Community.objects.values_list("name", flat=True))
    for make in (_csv, _xlsx):
        _take_over(program.pk, by.pk, make(names, WARM, f"warm{make.__name__}"))
    before = _rss_mb()
    data = _csv(names, ROWS, "csv")
    began = time.perf_counter()
    _take_over(program.pk, by.pk, data)
    seconds = time.perf_counter() - began
    _take_over(program.pk, by.pk, _xlsx(names, ROWS, "xlsx"))
    growth = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6 - before
    rate = ROWS / seconds
    print(json.dumps({"rate": rate, "growth": growth, "ratio": rate / _bare_rate()}))


def _take_over(program_id: int, by: int, data: bytes) -> None:
    """Read, try out and take over one file, as the desk and the worker do."""
    from django.db import reset_queries
    from django.utils import timezone

    from intakes import imports
    from intakes.importing import columns
    from intakes.models import ImportKind, ImportState
    from notices import shifts

    at = timezone.now()
    imported = imports.read_file(
        kind=ImportKind.INTEREST, program_id=program_id, name="people", data=data, by=by, at=at
    )
    imports.map_columns(import_id=imported.pk, mapping=columns.proposed(imported), by=by, at=at)
    while shifts.work(at=at, worker="bench"):
        reset_queries()
    imports.apply(import_id=imported.pk, leave_out=False, tell=False, by=by, at=at)
    while shifts.work(at=at, worker="bench"):
        reset_queries()
    imported.refresh_from_db()
    assert imported.state == ImportState.APPLIED, imported.state
    assert imported.rows.exclude(interest=None).count() == imported.total


def _bare_rate() -> float:
    """Rows a second, one small transaction each: the yardstick."""
    from audit.models import Reason

    began = time.perf_counter()
    for number in range(1000):
        Reason.objects.create(text=str(number))
    return 1000 / (time.perf_counter() - began)


def _rows(names: list[str], count: int, word: str) -> Iterable[list[str]]:
    for number in range(count):
        community = names[number % len(names)]
        yield [
            f"Robin {number}",
            f"{word}{number}@example.org",
            community,
            "Practitioner",
            f"Service {number % 300}",
            "To meet others who do this work, and to try something new with them. " * 3,
        ]


def _csv(names: list[str], count: int, word: str) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADER)
    lines.writerows(_rows(names, count, word))
    return out.getvalue().encode()


def _xlsx(names: list[str], count: int, word: str) -> bytes:
    """Made in a process of its own, so that making it counts for nothing."""
    script = (
        "import sys, io, json, openpyxl\n"
        "book = openpyxl.Workbook(write_only=True)\n"
        "sheet = book.create_sheet()\n"
        "for row in json.load(sys.stdin): sheet.append(row)\n"
        "out = io.BytesIO(); book.save(out); sys.stdout.buffer.write(out.getvalue())\n"
    )
    rows = json.dumps([list(HEADER), *_rows(names, count, word)])
    made = subprocess.run(
        [sys.executable, "-c", script], input=rows.encode(), stdout=subprocess.PIPE, check=True
    )
    return made.stdout


def _rss_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError("VmRSS")


if __name__ == "__main__":
    main()
