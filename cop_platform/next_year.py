"""Next year from this year: a program with everything but its people, in one act.

Looked at first: the same act, taken back again, so that what is shown is what would be. Made
twice, there is one (the database refuses a second year of the same name).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from intakes import next_year as of_intakes
from notices.models import Wording
from programs import next_year as of_programs
from programs import years
from programs.models import Break, Cohort, Community, Intake, Program
from sessions import next_year as of_sessions
from sessions.models import Schedule


class CannotCopy(Exception):
    """A refusal, worded for the coordinator who will read it."""


@dataclass(frozen=True)
class NextYear:
    """A year as it was made, or would be. `counts`: by what it is, how many were copied."""

    program: Program
    communities: tuple[Community, ...]
    intakes: tuple[Intake, ...]
    cohorts: tuple[tuple[Cohort, Schedule | None], ...]
    breaks: tuple[Break, ...]
    counts: dict[str, int]


def suggested(source: Program) -> str:
    """What the next year is called, as far as one can tell: '2025-26' after '2024-25'."""
    return years.named(source.year)


@transaction.atomic
def look(*, source_id: int, year: str, by: int, at: datetime) -> NextYear:
    """What would be made; nothing is kept.

    :raises CannotCopy: as `make`, also where that year is there already.
    """
    if there := of_programs.follower(source_id, year):
        raise CannotCopy(_("There is %(program)s already.") % {"program": there})
    with transaction.atomic():
        seen = _made(Program.objects.get(pk=source_id), year, by, at)
        transaction.set_rollback(True)
    return seen


@transaction.atomic
def make(*, source_id: int, year: str, by: int, at: datetime) -> Program:
    """Make the next year of a program; asked again, it answers with the one that is there.

    :param year: what it is called, and another name than this year's.
    :param at: when, aware.
    :raises CannotCopy: it has no name, or this year's.
    """
    source = Program.objects.select_for_update(no_key=True, of=("self",)).get(pk=source_id)
    return of_programs.follower(source_id, year) or _made(source, year, by, at).program


def _made(source: Program, year: str, by: int, at: datetime) -> NextYear:
    if not year.strip() or year == source.year:
        raise CannotCopy(_("Please give it another name than this year's."))
    made = of_programs.copy(source, year=year, by=by, at=at)
    counts = of_intakes.copy(made, at=at) | of_sessions.copy(made, by=by, at=at)
    own = years.copies(
        Wording.objects.filter(program_id=source.pk), program_id=made.program.pk, by_id=by, at=at
    )
    counts["wordings"] = len(Wording.objects.bulk_create(own))
    counts["reminders"] = made.program.reminder_rules.count()
    rhythms = {one.cohort_id: one for one in Schedule.objects.filter(
        cohort__in=[cohort.pk for cohort in made.cohorts.values()]
    )}  # fmt: skip
    return NextYear(
        made.program,
        tuple(made.communities.values()),
        tuple(made.intakes.values()),
        tuple((cohort, rhythms.get(cohort.pk)) for cohort in made.cohorts.values()),
        tuple(made.program.breaks.order_by("first", "id")),
        counts,
    )
