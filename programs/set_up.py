"""Setting a program up, from nothing to published cohorts: what stands, and what comes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs import belonging, desk, invited, loading, ready_made, roles, seats
from programs.models import Cohort, CommunityState, Intake, IntakeState, Program, RoleKind

MOST_SHOWN = 60


@dataclass(frozen=True)
class Progress:
    """How far a program has come. `now` names the first step that is not done."""

    program: Program | None
    coordinators: int
    communities: int
    intakes: int
    cohorts: int
    missing: list[str]  # what would be opened: pairs of community and intake without a cohort
    bare: int  # intakes, not over, in which there is no cohort at all
    waiting: list[Any]  # unpublished cohorts, annotated as in programs/desk.py

    @property
    def done(self) -> dict[str, bool]:
        return {
            "program": self.program is not None,
            "coordinator": self.coordinators > 0,
            "communities": self.communities > 0,
            "intakes": self.intakes > 0,
            "cohorts": self.cohorts > 0 and not self.bare,
            "facilitators": self.cohorts > 0 and all(one.has_facilitator for one in self.waiting),
            "published": self.cohorts > 0 and not self.waiting,
        }

    @property
    def now(self) -> str:
        return next((step for step, done in self.done.items() if not done), "")


def progress(program: Program | None, at: datetime) -> Progress:
    """How far this program has come at `at` (aware); None: there is none yet."""
    if program is None:
        return Progress(None, 0, 0, 0, 0, [], 0, [])
    cohorts = Cohort.objects.filter(intake__program=program)
    waiting = desk.unpublished(cohorts.select_related("community", "intake"), at)
    return Progress(
        program=program,
        coordinators=belonging.coordinators_of(program.pk, at).count(),
        communities=program.communities.count(),
        intakes=program.intakes.count(),
        cohorts=cohorts.count(),
        missing=[name for _community, _intake, name in _missing(program, at)],
        bare=_unfinished(program).filter(cohorts=None).count(),
        waiting=_with_invited(
            list(waiting.order_by("window_first", "community__order", "pk")[:MOST_SHOWN]), at
        ),
    )


def _with_invited(cohorts: list[Any], at: datetime) -> list[Any]:
    """The cohorts, each with the addresses invited to facilitate it (`invited`)."""
    asked = invited.waiting_for([cohort.pk for cohort in cohorts], at)
    for cohort in cohorts:
        cohort.invited = asked.get(cohort.pk, [])
    return cohorts


def _to_come(program: Program, at: datetime) -> list[Intake]:
    """The intakes for which cohorts may be wanted: those that still take applications, and those
    that are not over and have none. Which communities an earlier intake held was decided then."""
    found = _unfinished(program).filter(Q(closes_at__gt=at) | Q(cohorts=None)).distinct()
    return list(found.order_by("opens_at", "pk"))


def _unfinished(program: Program) -> QuerySet[Intake]:
    return program.intakes.exclude(state=IntakeState.FINAL)


def _missing(program: Program, at: datetime) -> list[tuple[int, int, str]]:
    """Community, intake and a name for each pair that has no cohort and may want one."""
    there = set(
        Cohort.objects.filter(intake__program=program).values_list("community_id", "intake_id")
    )
    communities = program.communities.exclude(state=CommunityState.RETIRED).order_by("order", "pk")
    intakes = _to_come(program, at)
    return [
        (community.pk, intake.pk, seats.name_of(community, intake))
        for community in communities
        for intake in intakes
        if (community.pk, intake.pk) not in there
    ]


@transaction.atomic
def open_cohorts(*, program_id: int, by: int | None, at: datetime) -> int:
    """Open a cohort for each community and intake to come that have none; how many."""
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    missing = _missing(program, at)
    for community_id, intake_id, name in missing:
        seats.open_cohort(
            community_id=community_id,
            intake_id=intake_id,
            name=name,
            capacity=program.places,
            by=by,
            at=at,
        )
    return len(missing)


@transaction.atomic
def load_ready_made(*, name: str, by: int, at: datetime) -> Program:
    """Load a program file that comes with the house; who loads it coordinates the program.

    :raises KeyError: there is no such file.
    """
    loaded = loading.load(contents=ready_made.read(name), by=by, at=at)
    roles.grant(user_id=by, kind=RoleKind.COORDINATOR, program_id=loaded.program.pk, by=by, at=at)
    return loaded.program


class NotTheirs(Exception):
    """The person coordinates no such program."""


def program_for(user: User, at: datetime, wanted: int | None = None) -> Program | None:
    """The program a coordinator sets up: the wanted one, else their newest; None: none yet.

    :raises NotTheirs: they coordinate no program of this id.
    """
    theirs = belonging.programs_coordinated(user, at)
    if wanted is None:
        return theirs.first()
    found = theirs.filter(pk=wanted).first()
    if found is None:
        raise NotTheirs(_("There is no such program."))
    return found
