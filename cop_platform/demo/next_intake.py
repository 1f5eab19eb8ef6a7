"""People who waited in vain, asked whether to keep their place for the next intake."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import User
from cop_platform.demo import choosing
from intakes import candidacies, review, rollovers
from intakes.models import CandidacyState
from programs import calendar
from programs.models import Cohort, Program

ANSWERED = timedelta(hours=3)  # ago


def asked_by_now(program: Program, at: datetime) -> datetime:
    """The latest moment of which the mails have left by `at`: they leave in office hours alone."""
    moment = at - ANSWERED - timedelta(hours=1)
    while calendar.sending_moment(program, moment) > at - ANSWERED:
        moment -= timedelta(hours=6)
    return calendar.sending_moment(program, moment)


def ask(cohort: Cohort, people: Sequence[User], coordinator: User, *, at: datetime) -> None:
    """All of them wait for a cohort that nobody joins any more, and were asked lately. The
    first has said yes, the second no; the others have not answered."""
    closed = cohort.intake.closes_at
    for place, person in enumerate(people):
        choosing.apply(person, [cohort], place=place, at=closed - timedelta(days=5, minutes=-place))
    read = closed + timedelta(days=2)
    for place, one in enumerate(cohort.candidacies.filter(application__applicant__in=people)):
        moment = read + timedelta(minutes=place)
        review.decide(
            candidacy_id=one.pk,
            outcome=CandidacyState.ELIGIBLE,
            reason="Fits the purpose and can come.",
            by=coordinator.pk,
            at=moment,
        )
        one.refresh_from_db()
        candidacies.move(one, CandidacyState.WAITLISTED, at=moment, by=coordinator.pk)
    asked = asked_by_now(cohort.intake.program, at)
    day = rollovers.preview(cohort.intake, asked).reply_on
    rollovers.ask(intake_id=cohort.intake_id, reply_on=day, by=coordinator.pk, at=asked)
    for person, keep in zip(people, (True, False), strict=False):
        said = person.applications.get(intake=cohort.intake)
        rollovers.answer(application_id=said.pk, keep=keep, at=at - ANSWERED, by=person.pk)
