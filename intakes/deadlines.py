"""Until when an offer can be answered (DOMAIN 0.5, 0.9). Deadlines are exclusive.

An offer counts as sent when its mail falls due; its clock starts there and ends at 17:00 program
time, so many business days later, and never past the cohort's backfill cut-off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intakes.models import Offer
from programs import calendar
from programs.calendar import Calendar
from programs.models import Cohort, Intake
from sessions import schedules

# With less than this before the cut-off nobody is offered a seat by mail: somebody phones.
PHONE_INSTEAD = timedelta(hours=24)


def hear_by(intake: Intake, at: datetime) -> date | None:
    """The day by which people were told they would hear, program time; None once it is behind
    `at` (aware): nothing is promised for a day in the past."""
    said: date | None = intake.decide_by
    today = at.astimezone(intake.program.zone).date()
    return said if said and said >= today else None


@dataclass(frozen=True)
class Term:
    """When an offer made now counts as sent, when it ends, and the cohort's cut-off, if any;
    `late` when the cut-off is set aside, with the cohort's consent."""

    sent_at: datetime
    expires_at: datetime
    cut_off: datetime | None
    late: bool = False

    @property
    def too_late(self) -> bool:
        """Nobody joins any more."""
        return self.cut_off is not None and self.cut_off <= self.sent_at

    @property
    def too_short(self) -> bool:
        """There is less than a day left: too short for a mail."""
        return self.cut_off is not None and self.cut_off - self.sent_at < PHONE_INSTEAD


def term(cohort: Cohort, at: datetime) -> Term:
    """The term of an offer made at `at` (aware) in this cohort; all times in UTC."""
    return terms([cohort], at)[cohort.pk]


def terms(cohorts: Sequence[Cohort], at: datetime) -> dict[int, Term]:
    """The same for many cohorts, by their ids, in three queries."""
    ends = schedules.backfill_cutoffs(cohorts)
    days = calendar.of_each(cohort.intake.program for cohort in cohorts)
    return {c.pk: _term(c, at, ends[c.pk], days[c.intake.program_id]) for c in cohorts}


def _term(cohort: Cohort, at: datetime, ends: datetime | None, days: Calendar) -> Term:
    program = cohort.intake.program
    sent_at = calendar.sending_moment(program, at, days)
    expires_at = calendar.deadline(program, sent_at, cohort.intake.offer_business_days, days)
    return Term(sent_at, _capped(expires_at, ends), ends)


def late_term(cohort: Cohort, at: datetime) -> Term:
    """The term of an offer that sets the cut-off aside."""
    plain = _term(cohort, at, None, calendar.of(cohort.intake.program))
    return Term(plain.sent_at, plain.expires_at, None, late=True)


def extended(offer: Offer, business_days: int) -> datetime:
    """17:00 program time, so many business days after the day an offer ends; never past the
    cut-off, except of a late offer."""
    program = offer.cohort.intake.program
    later = calendar.deadline(program, offer.expires_at, business_days)
    return _capped(later, None if offer.late else cut_off(offer.cohort))


def _capped(moment: datetime, ends: datetime | None) -> datetime:
    return min(moment, ends) if ends else moment


def cut_off(cohort: Cohort) -> datetime | None:
    """From this instant nobody joins the cohort; None while that is not known."""
    return schedules.backfill_cutoff(cohort)


def last_moment(offer: Offer) -> datetime:
    """The instant from which an offer can't be accepted: its own, or today's cut-off if earlier
    (a session may have been moved since). The cut-off does not end a late offer."""
    return offer.expires_at if offer.late else earlier(offer, cut_off(offer.cohort))


def earlier(offer: Offer, ends: datetime | None) -> datetime:
    """The same, where the cut-off is known."""
    return offer.expires_at if offer.late else _capped(offer.expires_at, ends)
