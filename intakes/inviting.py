"""An intake opens: the interest pool is told, each person once per intake.

Who matches is looked up anew at each press, so one who joins the pool later is told by the next.
Whoever has begun a form for the intake, or sits in a cohort of the program, is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import turns
from audit import record
from intakes.models import Application, ApplicationState, Interest, InterestState, Invited
from intakes.models.interest import LIVE_INTEREST, InterestChoice
from notices import outbox
from notices.models import Notice
from programs import calendar, intake_dates
from programs.models import Cohort, CohortState, Intake, ProgramState, Seat

AT_ONCE = 500
KIND = "intakes.apply_now"


class CannotInvite(Exception):
    """A refusal, worded for the coordinator who will read it."""


@dataclass(frozen=True)
class Sent:
    """What one press came to: how many are told, and how many still wait for the next press."""

    told: int
    waiting: int


def pool(intake: Intake) -> QuerySet[Any]:
    """The live interests of the intake's program, each annotated with how it stands to it."""
    cohorts = Cohort.objects.filter(intake=intake, published=True).values("community")
    forms = Application.objects.filter(applicant=OuterRef("person"), intake=intake)
    seats = Seat.objects.filter(holder=OuterRef("person"), cohort__intake__program=intake.program)
    return (
        Interest.objects.filter(program=intake.program, state__in=LIVE_INTEREST)
        .annotate(
            wants=Exists(
                InterestChoice.objects.filter(interest=OuterRef("pk"), community__in=cohorts)
            ),
            told=Exists(Invited.objects.filter(person=OuterRef("person"), intake=intake)),
            begun=Exists(forms.filter(state=ApplicationState.DRAFT)),
            applied=Exists(
                forms.filter(state__in=(ApplicationState.SUBMITTED, ApplicationState.CLOSED))
            ),
            seated=Exists(seats.exclude(cohort__state=CohortState.CLOSED)),
        )
        .select_related("person")
        .order_by("submitted_at", "pk")
    )


IN_THE_WAY = Q(begun=True) | Q(applied=True) | Q(seated=True) | Q(person__is_active=False)


def matching(intake: Intake) -> QuerySet[Interest]:
    """Who would be told by the next press, the longest interested first."""
    return pool(intake).filter(wants=True, told=False).exclude(IN_THE_WAY)


def left_out(intake: Intake) -> QuerySet[Interest]:
    """Who would like what this intake offers, and is not told all the same."""
    return pool(intake).filter(IN_THE_WAY, wants=True, told=False)


def told(intake: Intake) -> QuerySet[Invited]:
    """Who has been told, the latest first."""
    return Invited.objects.filter(intake=intake).select_related("person", "by").order_by("-pk")


def elsewhere(intake: Intake) -> int:
    """How many would like communities that this intake does not offer."""
    return pool(intake).filter(wants=False, told=False).count()


def why_left_out(interest: Interest) -> str:
    """The reason, for the coordinator. The interest comes from `left_out`."""
    if interest.seated:  # type: ignore[attr-defined]  # annotated by `pool`
        return _("holds a seat in this program")
    if interest.applied:  # type: ignore[attr-defined]
        return _("has applied already")
    if interest.begun:  # type: ignore[attr-defined]
        return _("has begun a form")
    return _("can't sign in any more")


def why_not(intake: Intake, at: datetime) -> str:
    """Why nobody can be told at `at` (aware); empty when they can."""
    state = intake_dates.state_at(intake, at)
    if intake.program.state != ProgramState.RUNNING:
        return _("The program does not run yet, so nobody could apply.")
    if at < intake.opens_at:
        return _("The intake has not opened yet. Once it does, this is the page to come back to.")
    if not intake_dates.is_open(intake, at):
        return _("The intake is %(state)s: nobody could apply any more.") % {"state": state.label}
    if not Cohort.objects.filter(intake=intake, published=True).exists():
        return _("No cohort of this intake is published yet, so there is nothing to apply for.")
    return ""


@transaction.atomic
def invite(*, intake_id: int, by: int, at: datetime) -> Sent:
    """Tell everybody who matches that applications are open; up to `AT_ONCE` by one press.

    Pressed again, or by two at once, nobody is told twice. The mails leave in the program's
    office hours.

    :raises CannotInvite: the intake takes no applications at `at` (aware).
    """
    turns.one_at_a_time(f"inviting to {intake_id}")
    intake = Intake.objects.select_related("program").get(pk=intake_id)
    if refusal := why_not(intake, at):
        raise CannotInvite(refusal)
    chosen = list(matching(intake).select_for_update(of=("self",))[:AT_ONCE])
    for interest in chosen:
        interest.state = InterestState.INVITED
    Interest.objects.bulk_update(chosen, ["state"])
    rows = Invited.objects.bulk_create(
        Invited(interest=one, person_id=one.person_id, intake=intake, at=at, by_id=by)
        for one in chosen
    )
    _owe(rows, intake, at=at, by=by)
    if chosen:
        record.record("intake.pool_told", intake, at=at, by=by)
    return Sent(len(chosen), matching(intake).count())


def _owe(rows: Sequence[Invited], intake: Intake, *, at: datetime, by: int) -> None:
    record.record_many("interest.invited", [row.interest for row in rows], at=at, by=by)
    outbox.queue_many(
        KIND,
        [
            outbox.Owing(
                key=outbox.key_for(KIND, row.pk),
                recipient_id=row.person_id,
                object_id=row.pk,
                expires_at=intake.closes_at,
            )
            for row in rows
        ],
        due_at=calendar.sending_moment(intake.program, at),
    )


def still_true(notice: Notice) -> bool:
    """Whether the news is news still: they have not begun a form, nor taken their interest back.
    That the intake is open holds by the notice's end."""
    row = Invited.objects.filter(pk=notice.object_id or 0).select_related("interest").first()
    if row is None or row.interest.state not in LIVE_INTEREST:
        return False
    forms = Application.objects.filter(applicant=row.person_id, intake=row.intake_id)
    return not forms.exclude(state=ApplicationState.WITHDRAWN).exists()


def open_to(interest: Interest, at: datetime) -> Intake | None:
    """The intake a person of the pool can apply to at `at`: the one they were told of, else any
    that is open."""
    rows = Invited.objects.filter(person=interest.person_id, intake__program=interest.program_id)
    for row in rows.select_related("intake__program").order_by("-pk"):
        if intake_dates.is_open(row.intake, at):
            return row.intake
    call = intake_dates.call_to_action(interest.program, at)
    return call.intake if call.closes_at else None


@dataclass(frozen=True)
class Waiting:
    """An open intake, and how many of the pool it could be told to."""

    intake: Intake
    count: int


def open_intakes(intakes: QuerySet[Intake], at: datetime) -> list[Waiting]:
    """Those of these intakes that take applications at `at`, and whom each could reach."""
    found = (
        intakes.filter(program__state=ProgramState.RUNNING, opens_at__lte=at, closes_at__gt=at)
        .select_related("program")
        .order_by("closes_at", "pk")
    )
    return [Waiting(one, matching(one).count()) for one in found if intake_dates.is_open(one, at)]
