"""Whoever still waits when nobody joins any more is asked once: keep the place for the next
intake? (DOMAIN 0.9, 0.10)

Yes keeps `eligible_since` and what they wrote; silence lapses by the clock. Lock order as
everywhere: cohorts of the intake, application; then `Rollover`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes import candidacies, carrying, deadlines, owed, queues
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Rollover,
    RolloverState,
)
from notices import outbox
from programs import calendar
from programs.models import Cohort, Intake, Program, Seat

S, R = CandidacyState, RolloverState
DAY_ENDS = time(17)
USUAL_DAYS = 9  # business days to reply: asked on a Monday, by the Friday of the next week
LONGEST = 60  # days


class CannotAsk(Exception):
    """A refusal, worded for the coordinator who will read it."""


class QuestionGone(Exception):
    """A refusal, worded for the person who will read it."""


# ------------------------------------------------- asking


@dataclass(frozen=True)
class Asking:
    """Who would be asked now, in which cohorts nobody joins any more, and until when to reply."""

    people: list[Application]
    cohorts: list[Cohort]
    reply_on: date


def preview(intake: Intake, at: datetime) -> Asking:
    """Whom `ask` would ask at `at` (aware), without asking; and the usual reply date."""
    over = closed_cohorts(intake, at)
    people = to_ask(intake, over).select_related("applicant").order_by("pk")
    sent = calendar.sending_moment(intake.program, at)
    usual = calendar.deadline(intake.program, sent, USUAL_DAYS)
    return Asking(list(people), over, usual.astimezone(intake.program.zone).date())


@dataclass(frozen=True)
class Tally:
    """How many of an intake were asked, and how their answers stand."""

    asked: int
    kept: int
    declined: int
    lapsed: int
    reply_by: datetime | None

    @property
    def all(self) -> int:
        return self.asked + self.kept + self.declined + self.lapsed


def tally(intake: Intake) -> Tally:
    """Who was asked in this intake so far; one query."""
    rows = Rollover.objects.filter(application__intake=intake).order_by()
    states = {state.value: Count("pk", filter=Q(state=state)) for state in R}
    return Tally(**rows.aggregate(**states, reply_by=Max("reply_by", filter=Q(state=R.ASKED))))


def answers(intake: Intake) -> QuerySet[Rollover]:
    """What each of them said, the latest question first."""
    found = Rollover.objects.filter(application__intake=intake)
    return found.select_related("application__applicant").order_by("-asked_at", "pk")


def closed_cohorts(intake: Intake, at: datetime) -> list[Cohort]:
    """The intake's cohorts that nobody joins any more, by the clock or because it is over."""
    found = list(
        Cohort.objects.filter(intake=intake)
        .select_related("community", "intake__program")
        .order_by("pk")
    )
    terms = deadlines.terms(found, at)
    return [c for c in found if terms[c.pk].too_late or queues.is_over(c)]


def to_ask(intake: Intake, over: list[Cohort]) -> QuerySet[Application]:
    """Applications that wait in these cohorts and nowhere else, and were not asked yet. Whoever
    holds a seat of the intake has one; whoever may still be offered one waits on."""
    mine = Candidacy.objects.filter(application=OuterRef("pk"))
    may_still = mine.filter(state__in=(S.WAITLISTED, S.ELIGIBLE, S.IN_REVIEW, S.OFFERED))
    seat = Seat.objects.filter(intake=intake.pk, holder=OuterRef("applicant"))
    return Application.objects.filter(
        Exists(mine.filter(state=S.WAITLISTED, cohort__in=over)),
        ~Exists(may_still.exclude(cohort__in=over)),
        ~Exists(seat),
        intake=intake,
        state=ApplicationState.SUBMITTED,
        rollover=None,
    )


@transaction.atomic
def ask(*, intake_id: int, reply_on: date, by: int, at: datetime) -> int:
    """Ask everybody who waits in vain whether to keep their place, each once; how many were
    asked. Asked again, it finds nobody.

    :param reply_on: the one day by which they reply, at 17:00 program time (exclusive).
    :raises CannotAsk: that day is past, no business day, or too far away.
    """
    candidacies.lock_intake(intake_id)
    intake = Intake.objects.select_related("program").get(pk=intake_id)
    sent_at = calendar.sending_moment(intake.program, at)
    reply_by = _reply_by(intake.program, reply_on, sent_at)
    people = list(to_ask(intake, closed_cohorts(intake, at)).order_by("pk"))
    asked = Rollover.objects.bulk_create(
        Rollover(application=application, asked_at=at, reply_by=reply_by) for application in people
    )
    record.record_many("rollover.asked", asked, at=at, by=by)
    outbox.queue_many(
        "intakes.roll_over",
        [
            outbox.Owing(
                key=outbox.key_for("intakes.roll_over", rollover.pk),
                recipient_id=rollover.application.applicant_id,
                object_id=rollover.pk,
                expires_at=reply_by,
            )
            for rollover in asked
        ],
        due_at=sent_at,
    )
    return len(asked)


def _reply_by(program: Program, reply_on: date, sent_at: datetime) -> datetime:
    moment = datetime.combine(reply_on, DAY_ENDS, program.zone)
    if not calendar.is_business_day(program, reply_on):
        raise CannotAsk(_("That is no business day. Please choose another."))
    days = (reply_on - sent_at.astimezone(program.zone).date()).days
    if not 1 <= days <= LONGEST:
        raise CannotAsk(_("Please give people at least a day, and at most two months."))
    return moment


# ------------------------------------------------- answering


def of(application: Application) -> Rollover | None:
    """What the person was asked about this application, if anything."""
    found = Rollover.objects.filter(application=application)
    return found.select_related("successor").first()


def is_open(rollover: Rollover, at: datetime) -> bool:
    """Whether it can be answered at `at` (aware); at `reply_by` itself it is too late."""
    return rollover.state == R.ASKED and at < rollover.reply_by


def can_change(rollover: Rollover) -> bool:
    """Whether a yes can still be taken back here: the next intake does not have it yet."""
    return rollover.state == R.KEPT and rollover.successor_id is None


def waits_for(rollover: Rollover) -> list[Candidacy]:
    """What the question is about, by preference: where they wait, or what was kept."""
    found = rollover.application.candidacies.filter(state__in=(S.WAITLISTED, S.ROLLED_OVER))
    return list(found.select_related("cohort__community").order_by("rank"))


@transaction.atomic
def answer(*, application_id: int, keep: bool, at: datetime, by: int | None) -> Rollover:
    """Keep the place for the next intake, or leave. Said twice, it gives the same answer twice;
    a yes can become a no until the next intake has it.

    :raises QuestionGone: nobody asked, the time is over, or there is no wait any more.
    """
    rollover = _locked(application_id)
    if rollover.state == (R.KEPT if keep else R.DECLINED):
        return rollover
    if not keep and can_change(rollover):
        return _take_back(rollover, at=at, by=by)
    if not is_open(rollover, at):
        raise QuestionGone(_("The time to answer is over. You are welcome back at any time."))
    waits = _waits(rollover)
    if not waits:
        raise QuestionGone(_("You are not on a waitlist of this intake any more."))
    candidacies.move_many(waits, S.ROLLED_OVER if keep else S.LEFT, at=at, by=by)
    _settle(rollover, R.KEPT if keep else R.DECLINED, at=at, by=by)
    if keep and carrying.carry(rollover, at=at) is None:
        owed.to_person("intakes.kept", rollover.application.applicant_id, about=rollover, due_at=at)
    return rollover


def _take_back(rollover: Rollover, *, at: datetime, by: int | None) -> Rollover:
    kept = list(rollover.application.candidacies.filter(state=S.ROLLED_OVER))
    candidacies.move_many(kept, S.WITHDRAWN, at=at, by=by)
    _settle(rollover, R.DECLINED, at=at, by=by)
    return rollover


# ------------------------------------------------- by the clock


def sweep(at: datetime) -> int:
    """End every question whose time is over, and carry into the next intake what was kept for
    it, a transaction each; how many there were."""
    over = Rollover.objects.filter(state=R.ASKED, reply_by__lte=at).order_by("pk")
    lapsed = [_lapse(pk, at) for pk in list(over.values_list("application", flat=True))]
    carried = [_carry(pk, at) for pk in carrying.due()]
    return sum(lapsed) + sum(carried)


@transaction.atomic
def _lapse(application_id: int, at: datetime) -> bool:
    rollover = _locked(application_id)
    if rollover.state != R.ASKED or at < rollover.reply_by:
        return False
    candidacies.move_many(_waits(rollover), S.LAPSED, at=at, by=None)
    _settle(rollover, R.LAPSED, at=at, by=None)
    return True


@transaction.atomic
def _carry(application_id: int, at: datetime) -> bool:
    return carrying.carry(_locked(application_id), at=at) is not None


# ------------------------------------------------- inside


def _locked(application_id: int) -> Rollover:
    known = Application.objects.get(pk=application_id)
    candidacies.lock_intake(known.intake_id)
    Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    rollover = (
        Rollover.objects.select_for_update(of=("self",))
        .select_related("application__intake__program")
        .filter(application=application_id)
        .first()
    )
    if rollover is None:
        raise QuestionGone(_("There is nothing to answer here."))
    return rollover


def _waits(rollover: Rollover) -> list[Candidacy]:
    waits = rollover.application.candidacies.filter(state=S.WAITLISTED)
    return list(waits.order_by("rank"))


def _settle(rollover: Rollover, state: RolloverState, *, at: datetime, by: int | None) -> None:
    rollover.state, rollover.answered_at = state, at
    rollover.save(update_fields=["state", "answered_at"])
    record.record(f"rollover.{state}", rollover, at=at, by=by)
