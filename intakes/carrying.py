"""Carrying a kept place into the next intake: the same words, the same place in line.

Called with the old intake's cohorts, the application and its `Rollover` locked; the next intake's
cohorts are locked after those of the old one, nowhere the other way round.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from audit import record
from intakes import answers, applications, candidacies, deadlines, interests, owed, queues
from intakes.models import (
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Rollover,
    RolloverState,
)
from programs.models import Cohort, Intake, IntakeState, ProgramState

S, R = CandidacyState, RolloverState


def due() -> list[int]:
    """Applications whose place was kept, and for which a later intake has a cohort now."""
    kept = Candidacy.objects.filter(
        application=OuterRef(OuterRef("application")),
        state=S.ROLLED_OVER,
        cohort__community__slug=OuterRef("community__slug"),
    )
    later = Cohort.objects.filter(
        Exists(kept),
        _takes_people(),
        intake__opens_at__gt=OuterRef("application__intake__opens_at"),
        intake__program__organisation=OuterRef("application__intake__program__organisation"),
    )
    waiting = Rollover.objects.filter(Exists(later), state=R.KEPT, successor=None)
    return list(waiting.order_by("pk").values_list("application", flat=True))


def carry(rollover: Rollover, *, at: datetime) -> Application | None:
    """Give a kept place to the next intake's cohorts of the same communities; None where there
    is none yet, or the person has begun a form there and not sent it."""
    if rollover.state != R.KEPT or rollover.successor_id:
        return None
    old = rollover.application
    kept = list(
        old.candidacies.filter(state=S.ROLLED_OVER)
        .select_related("cohort__community")
        .order_by("rank")
    )
    targets = _next_cohorts(old.intake, kept, at)
    if not targets:
        return None
    candidacies.lock_intake(targets[0].intake_id)
    successor = _successor(old, targets[0].intake, at)
    if successor is None:
        return None
    _stand_in_line(successor, kept, targets, at)
    rollover.successor = successor
    rollover.save(update_fields=["successor"])
    interests.convert(
        person_id=old.applicant_id, program_id=successor.intake.program_id, at=at, by=None
    )
    record.record("rollover.carried", rollover, at=at, by=None)
    owed.to_person("intakes.carried", old.applicant_id, about=successor, due_at=at)
    return successor


def _takes_people() -> Q:
    return Q(published=True, intake__program__state=ProgramState.RUNNING) & ~Q(
        intake__state=IntakeState.FINAL
    )


def _next_cohorts(intake: Intake, kept: list[Candidacy], at: datetime) -> list[Cohort]:
    """The cohorts of these communities in the first later intake of the organisation that has
    any and takes people still; a community keeps its address from year to year."""
    slugs = [candidacy.cohort.community.slug for candidacy in kept]
    found = list(
        Cohort.objects.filter(
            _takes_people(),
            intake__opens_at__gt=intake.opens_at,
            intake__program__organisation=intake.program.organisation,
            community__slug__in=slugs,
        )
        .select_related("community", "intake__program")
        .order_by("intake__opens_at", "intake", "pk")
    )
    terms = deadlines.terms(found, at)
    takes = [c for c in found if not terms[c.pk].too_late and not queues.is_over(c)]
    first = [c for c in takes if c.intake_id == takes[0].intake_id]
    by_slug = {cohort.community.slug: cohort for cohort in reversed(first)}
    return [by_slug[slug] for slug in dict.fromkeys(slugs) if slug in by_slug]


def _successor(old: Application, intake: Intake, at: datetime) -> Application | None:
    standing = applications.standing_in(old.applicant_id, intake.pk)
    if standing is not None:
        return standing if standing.state == ApplicationState.SUBMITTED else None
    # Those were other dates: whether they can come is asked with the offer.
    words = {name: getattr(old, name) for name in answers.ANSWERS if name != "can_commit"}
    made = Application.objects.create(
        applicant_id=old.applicant_id,
        intake=intake,
        state=ApplicationState.SUBMITTED,
        notice_id=old.notice_id,
        started_at=at,
        saved_at=at,
        submitted_at=at,
        **words,
    )
    record.record("application.carried", made, at=at, by=None)
    return made


def _stand_in_line(
    successor: Application, kept: list[Candidacy], targets: list[Cohort], at: datetime
) -> None:
    """Suitable they were, and are: they stand in the next round with the place they had."""
    theirs = {c.cohort_id: c for c in successor.candidacies.all()}
    places = {c.cohort.community.slug: c for c in reversed(kept)}
    last = max((c.rank for c in theirs.values()), default=0)
    for cohort in targets:
        place = places[cohort.community.slug]
        if cohort.pk not in theirs:
            last += 1
            made = Candidacy.objects.create(
                application=successor, cohort=cohort, intake_id=cohort.intake_id, rank=last,
                state=S.ELIGIBLE, band=place.band, requeued=place.requeued,
                eligible_since=place.eligible_since,
            )  # fmt: skip
            record.record("candidacy.carried", made, at=at, by=None, cohort_id=cohort.pk)
        elif theirs[cohort.pk].state == S.IN_REVIEW:
            _keep_place(theirs[cohort.pk], place, at)


def _keep_place(candidacy: Candidacy, place: Candidacy, at: datetime) -> None:
    """They had applied there themselves: it is read no second time."""
    candidacies.move(
        candidacy, S.ELIGIBLE, at=at, by=None, band=place.band, requeued=place.requeued,
        eligible_since=place.eligible_since,
    )  # fmt: skip
