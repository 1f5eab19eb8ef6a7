"""What an intake's dates mean at a moment, and the one thing a visitor can do then.

An intake follows its dates by the clock, even if no job has run: open from `opens_at` until
just before `closes_at`. What a coordinator has moved on (closed early, reviewing, offering,
final) stays as it is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort, Community, Intake, IntakeState, Program

BY_THE_CLOCK = (IntakeState.PLANNED, IntakeState.OPEN)


class Act(TextChoices):
    APPLY = "apply", _("Apply")
    INTEREST = "interest", _("Express interest")


@dataclass(frozen=True)
class CallToAction:
    """One act, and why it is this one. There is always something to do.

    `intake` is the one that is open, or the last that was; `upcoming` opens next, if planned.
    `preparing` is open by its dates, but has no places (here) yet.
    """

    act: Act
    intake: Intake | None
    upcoming: Intake | None
    preparing: Intake | None = None

    @property
    def closes_at(self) -> datetime | None:
        """When it is too late to apply; None where nothing is open."""
        return self.intake.closes_at if self.intake and self.act == Act.APPLY else None

    @property
    def opens_at(self) -> datetime | None:
        """When the next intake opens; None where none is planned."""
        return self.upcoming.opens_at if self.upcoming else None


def state_at(intake: Intake, at: datetime) -> IntakeState:
    """The intake's effective state at `at` (aware)."""
    stored = IntakeState(intake.state)
    if stored not in BY_THE_CLOCK:
        return stored
    if at < intake.opens_at:
        return IntakeState.PLANNED
    return IntakeState.OPEN if at < intake.closes_at else IntakeState.CLOSED


def is_open(intake: Intake, at: datetime) -> bool:
    """Whether applications are taken at `at` (aware); at the closing instant no more."""
    return state_at(intake, at) == IntakeState.OPEN


def intake_now(program: Program, at: datetime) -> Intake | None:
    """The program's open intake at `at`; of several, the one that closes first."""
    return _open_one(list(program.intakes.all()), at)


def next_intake(program: Program, at: datetime) -> Intake | None:
    """The program's next intake that opens after `at`; None where none is planned."""
    return _next_one(list(program.intakes.all()), at)


def call_to_action(
    program: Program, at: datetime, community: Community | None = None
) -> CallToAction:
    """What a visitor can do at `at`: apply while an intake with places is open, else express
    interest. With a community, its own cohorts decide whether there is something to apply to.
    One query.
    """
    return call_among(intakes_of([program.pk], community), at)


def intakes_of(program_ids: list[int], community: Community | None = None) -> list[Intake]:
    """The programs' intakes in the order they open, annotated with whether any published cohort
    (of the community) takes people in them."""
    places = Cohort.objects.filter(intake=OuterRef("pk"), published=True)
    if community is not None:
        places = places.filter(community=community)
    found = Intake.objects.filter(program__in=program_ids).annotate(has_places=Exists(places))
    return list(found.order_by("opens_at", "pk"))


def call_among(intakes: list[Intake], at: datetime) -> CallToAction:
    """What a visitor can do at `at`, with one program's intakes from `intakes_of`."""
    upcoming = _next_one(intakes, at)
    now = _open_one([intake for intake in intakes if getattr(intake, "has_places", False)], at)
    if now is not None:
        return CallToAction(Act.APPLY, now, upcoming)
    return CallToAction(
        Act.INTEREST, _last_one(intakes, at), upcoming, preparing=_open_one(intakes, at)
    )


def _open_one(intakes: list[Intake], at: datetime) -> Intake | None:
    found = [intake for intake in intakes if is_open(intake, at)]
    return min(found, key=lambda intake: (intake.closes_at, intake.pk), default=None)


def _next_one(intakes: list[Intake], at: datetime) -> Intake | None:
    found = [one for one in intakes if state_at(one, at) == IntakeState.PLANNED]
    return min(found, key=lambda intake: (intake.opens_at, intake.pk), default=None)


def _last_one(intakes: list[Intake], at: datetime) -> Intake | None:
    over = [one for one in intakes if state_at(one, at) not in BY_THE_CLOCK]
    return max(over, key=lambda intake: (intake.closes_at, intake.pk), default=None)
