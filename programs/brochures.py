"""What a public page says about a program, gathered in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from programs import intake_dates
from programs.intake_dates import CallToAction
from programs.models import Community, Intake, Program


@dataclass(frozen=True)
class Brochure:
    """A program's public facts at a moment, and the one thing to do."""

    program: Program
    call: CallToAction
    intakes: list[Intake]  # the soonest first
    funders: list[str]

    @property
    def hours(self) -> float:
        """The length of a session in hours."""
        return self.program.session_minutes / 60


def of(program: Program, at: datetime, community: Community | None = None) -> Brochure:
    """The brochure of a program at `at` (aware), or of one of its communities. Two queries."""
    intakes = intake_dates.intakes_of([program.pk], community)
    return Brochure(
        program=program,
        call=intake_dates.call_among(intakes, at),
        intakes=intakes,
        funders=list(program.funders.order_by("order", "id").values_list("name", flat=True)),
    )


def running_programs() -> QuerySet[Program]:
    """What visitors may see, the newest first."""
    return Program.objects.public().order_by("-starts_on", "pk")


def calls_of(programs: Iterable[Program], at: datetime) -> dict[int, CallToAction]:
    """The call to action of each of these programs at `at`, by id. One query."""
    ids = [program.pk for program in programs]
    intakes = intake_dates.intakes_of(ids)
    return {
        pk: intake_dates.call_among([one for one in intakes if one.program_id == pk], at)
        for pk in ids
    }
