"""Which reminders are due (DOMAIN 3.4): a draft that waits, an offer or a question that waits
for an answer.

Planned from the tables on each call, once per object and reminder. What was answered needs no
reminder; what would have been due before the offer left, or before a later reminder of the same
thing, is left out. Times are the program's; days are its business days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from intakes import owed
from intakes.models import Application, ApplicationState, Offer, Rollover, RolloverState
from notices import outbox
from notices.models import Notice
from programs import calendar, intake_dates
from programs.calendar import Calendar
from programs.models import Program

MORNING = time(9)
OFFER_DAYS_BEFORE = 2
DRAFT_RESTS = 3
A_DAY = timedelta(days=1)
# Two business days before the end, and on the last morning.
KINDS_OF_OFFERS = ("intakes.offer_reminder", "intakes.offer_last_day")
KINDS_OF_QUESTIONS = ("intakes.roll_over_reminder", "intakes.roll_over_last_day")


@dataclass(frozen=True)
class Due:
    """One reminder that is owed now."""

    kind: str
    about: Application | Offer | Rollover
    person_id: int
    due_at: datetime
    expires_at: datetime
    version: str = ""
    cohort_id: int | None = None

    @property
    def key(self) -> str:
        parts = [self.about.pk, self.version] if self.version else [self.about.pk]
        return outbox.key_for(self.kind, *parts)


def plan(at: datetime) -> list[Notice]:
    """Owe every reminder that is due at `at` (aware) and not owed yet; those it added."""
    calendars = _Calendars()
    due = [
        *_offers_due(at, calendars),
        *_questions_due(at, calendars),
        *_drafts_due(at, calendars),
    ]
    known = set(Notice.objects.filter(key__in=[d.key for d in due]).values_list("key", flat=True))
    return [_owe(d) for d in due if d.key not in known]


def _owe(due: Due) -> Notice:
    return owed.to_person(
        due.kind,
        due.person_id,
        about=due.about,
        due_at=due.due_at,
        version=due.version,
        cohort_id=due.cohort_id,
        expires_at=due.expires_at,
    )


# ------------------------------------------------- offers


def _offers_due(at: datetime, calendars: "_Calendars") -> Iterable[Due]:
    live = (
        Offer.objects.live()
        .filter(sent_at__lte=at, expires_at__gt=at)
        .select_related("candidacy__application", "cohort__intake__program")
        .order_by("pk")
    )
    for offer in live:
        program = offer.cohort.intake.program
        due = offer_reminder(offer, program, calendars.of(program), at)
        if due:
            kind, moment = due
            yield Due(
                kind,
                offer,
                offer.candidacy.application.applicant_id,
                moment,
                offer.expires_at,
                version=f"{offer.expires_at:%Y%m%d}" if offer.extended_at else "",
                cohort_id=offer.cohort_id,
            )


def offer_reminder(
    offer: Offer, program: Program, days: Calendar, at: datetime
) -> tuple[str, datetime] | None:
    """The latest reminder about a live offer that is due at `at`, and since when; None if none."""
    asked_at = offer.extended_at or offer.sent_at
    found = _before_the_end(asked_at, offer.expires_at, program, days, at)
    return (KINDS_OF_OFFERS[found[0]], found[1]) if found else None


def _before_the_end(
    asked_at: datetime, ends_at: datetime, program: Program, days: Calendar, at: datetime
) -> tuple[int, datetime] | None:
    """Of what waits for an answer: 0 since two business days before, 1 since the last morning,
    whichever is the latest due at `at`; None before both."""
    last = ends_at.astimezone(program.zone).date()
    before = days.add_business_days(last, -OFFER_DAYS_BEFORE)
    for which, day in ((1, last), (0, before)):
        moment = _morning(program, day)
        if asked_at < moment <= at and moment < ends_at:
            return which, moment
    return None


# ------------------------------------------------- a place in the next intake


def _questions_due(at: datetime, calendars: "_Calendars") -> Iterable[Due]:
    """Whoever was asked to roll over and has not answered."""
    asked = (
        Rollover.objects.filter(state=RolloverState.ASKED, reply_by__gt=at)
        .select_related("application__intake__program")
        .order_by("pk")
    )
    for rollover in asked:
        program = rollover.application.intake.program
        found = _before_the_end(
            rollover.asked_at, rollover.reply_by, program, calendars.of(program), at
        )
        if found:
            which, moment = found
            person = rollover.application.applicant_id
            yield Due(KINDS_OF_QUESTIONS[which], rollover, person, moment, rollover.reply_by)


# ------------------------------------------------- drafts


def _drafts_due(at: datetime, calendars: "_Calendars") -> Iterable[Due]:
    drafts = (
        Application.objects.filter(
            state=ApplicationState.DRAFT, intake__opens_at__lte=at, intake__closes_at__gt=at
        )
        .select_related("intake__program")
        .order_by("pk")
    )
    for draft in drafts:
        program, closes = draft.intake.program, draft.intake.closes_at
        if not intake_dates.is_open(draft.intake, at):
            continue
        due = draft_reminder(draft, program, calendars.of(program), at)
        if due:
            kind, moment, version = due
            yield Due(kind, draft, draft.applicant_id, moment, closes, version)


def draft_reminder(
    draft: Application, program: Program, days: Calendar, at: datetime
) -> tuple[str, datetime, str] | None:
    """The latest reminder about a draft that is due at `at`, since when, and its version: a
    closing date that was moved is spoken of anew. None if none is due."""
    closes = draft.intake.closes_at
    eve = _workday(days, (closes.astimezone(program.zone) - A_DAY).date())
    saved_on = draft.saved_at.astimezone(program.zone).date()
    rested = days.add_business_days(saved_on, DRAFT_RESTS)
    for kind, day, version in (
        ("intakes.draft_last_day", eve, f"{closes:%Y%m%d%H%M}"),
        ("intakes.draft_waits", rested, ""),
    ):
        moment = _morning(program, day)
        if draft.saved_at < moment <= at and moment < closes:
            return kind, moment, version
    return None


# ------------------------------------------------- inside


class _Calendars:
    """Each program's calendar, loaded once."""

    def __init__(self) -> None:
        self._known: dict[int, Calendar] = {}

    def of(self, program: Program) -> Calendar:
        if program.pk not in self._known:
            self._known[program.pk] = calendar.of(program)
        return self._known[program.pk]


def _workday(days: Calendar, day: date) -> date:
    """That day, or the business day before it."""
    return day if days.is_business_day(day) else days.add_business_days(day, -1)


def _morning(program: Program, day: date) -> datetime:
    return datetime.combine(day, MORNING, program.zone).astimezone(UTC)
