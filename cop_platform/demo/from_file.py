"""The demo's file of people: read and tried out, so that the next press takes them over."""

import csv
import io
from datetime import datetime, timedelta

from accounts.models import User
from cop_platform.demo.programs import Ground
from intakes import imports
from intakes.importing import columns
from intakes.models import ImportKind
from notices import shifts

HEADER = ("Name", "Email", "Community", "Role", "Where you work", "Hopes")
HOPES = "To meet others who do this work, and to hear what went wrong for them."
LISTED = 12


def wait(ground: Ground, coordinator: User, *, at: datetime) -> None:
    """Interest that was collected on a paper list, typed into a spreadsheet."""
    read_at = at - timedelta(hours=2)
    imported = imports.read_file(
        kind=ImportKind.INTEREST,
        program_id=ground.program.pk,
        name="interest from the open day.csv",
        data=_file([community.name for community in ground.communities.values()]),
        by=coordinator.pk,
        at=read_at,
    )
    job = imports.map_columns(
        import_id=imported.pk,
        mapping=columns.proposed(imported),
        by=coordinator.pk,
        at=read_at,
    )
    shifts.work(at=read_at, worker="demo", budget_s=30, only=job.pk)


def _file(communities: list[str]) -> bytes:
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADER)
    for number in range(LISTED):
        email = "open-day at example" if number == LISTED - 1 else f"open-day-{number}@example.org"
        lines.writerow(
            [
                f"Visitor {number + 1} (demo)",
                email,
                communities[number % len(communities)] if number != 4 else "Something else",
                "Practitioner",
                f"Service {number % 4 + 1}",
                HOPES,
            ]
        )
    return out.getvalue().encode()
