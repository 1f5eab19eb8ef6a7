"""What intakes remind of (DOMAIN 3.4): a draft that waits, an offer or a question that waits for
an answer, a manager who has not answered. When, a program says (programs/reminder_rules.py).

What was answered needs no reminder; what would have been due before the offer left, or before a
later reminder of the same thing, is left out. Times are the program's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from intakes import support
from intakes.models import (
    Application,
    ApplicationState,
    ManagerSupport,
    Offer,
    Rollover,
    RolloverState,
)
from programs import intake_dates, reminder_rules
from programs.models import Program
from programs.reminder_rules import Ask, Recipient, Rules, Thing
from programs.reminders import moments, plans

DRAFT_WAITS, DRAFT_LAST_DAY = "intakes.draft_waits", "intakes.draft_last_day"
OFFER, OFFER_LAST_DAY = "intakes.offer_reminder", "intakes.offer_last_day"
QUESTION, QUESTION_LAST_DAY = "intakes.roll_over_reminder", "intakes.roll_over_last_day"
MANAGER = support.NUDGE
OURS = (DRAFT_WAITS, DRAFT_LAST_DAY, OFFER, QUESTION)

To = Mapping[int, Sequence[Recipient]]


def plan(at: datetime) -> int:
    """Owe every reminder about intakes that is due at `at` (aware) or within a day; how many."""
    return plans.plan(at, only=OURS)


# ------------------------------------------------- drafts


def resting(ask: Ask) -> Iterator[Thing]:
    """Drafts that nobody has touched; spoken of once, and not once the last day is spoken of."""
    rules, calendars = Rules(ask.program_id), plans.Calendars()
    last_day = reminder_rules.get(DRAFT_LAST_DAY)
    for draft in _drafts(ask).filter(saved_at__gt=ask.first, saved_at__lte=ask.last):
        program = draft.intake.program
        calendars.learn({program.pk})
        close = closing_of(draft)
        rule, days = rules.of(program.pk, last_day), calendars.of(program.pk)
        told = [one.due_at for one in moments.of(last_day, rule, close, days)]
        yield Thing(
            object_id=draft.pk,
            program_id=program.pk,
            when=draft.saved_at.astimezone(program.zone),
            until=min([*told, close.until]),
            since=draft.saved_at,
        )


def closing(ask: Ask) -> Iterator[Thing]:
    """Drafts whose intake closes; a closing date that was moved is spoken of anew."""
    for draft in _drafts(ask).filter(
        intake__closes_at__gt=ask.first, intake__closes_at__lte=ask.last
    ):
        yield closing_of(draft)


def closing_of(draft: Application) -> Thing:
    """The closing date, as what a draft is reminded of."""
    closes, program = draft.intake.closes_at, draft.intake.program
    return Thing(
        object_id=draft.pk,
        program_id=program.pk,
        when=closes.astimezone(program.zone),
        until=closes,
        version=f"{closes:%Y%m%d%H%M}",
        since=draft.saved_at,
    )


def _drafts(ask: Ask) -> QuerySet[Application]:
    """Drafts that can still be sent."""
    found = Application.objects.filter(
        state=ApplicationState.DRAFT,
        intake__state__in=intake_dates.BY_THE_CLOCK,
        intake__opens_at__lte=ask.at,
        intake__closes_at__gt=ask.at,
    )
    if ask.program_id is not None:
        found = found.filter(intake__program=ask.program_id)
    if ask.user_id is not None:
        found = found.filter(applicant=ask.user_id)
    return found.select_related("intake__program").order_by("pk")


def applicants(things: Sequence[Thing], ask: Ask) -> To:
    """Whose drafts they are."""
    drafts = Application.objects.filter(pk__in=_numbers(things))
    return _each(drafts.values_list("pk", "applicant"))


# ------------------------------------------------- offers


def offered(ask: Ask) -> Iterator[Thing]:
    """Offers that wait for their answer; one with more days is spoken of anew."""
    live = Offer.objects.live().filter(expires_at__gt=ask.first, expires_at__lte=ask.last)
    if ask.program_id is not None:
        live = live.filter(cohort__intake__program=ask.program_id)
    if ask.user_id is not None:
        live = live.filter(candidacy__application__applicant=ask.user_id)
    for offer in live.select_related("cohort__intake__program").order_by("pk"):
        program = offer.cohort.intake.program
        yield Thing(
            object_id=offer.pk,
            program_id=program.pk,
            when=offer.expires_at.astimezone(program.zone),
            until=offer.expires_at,
            cohort_id=offer.cohort_id,
            version=f"{offer.expires_at:%Y%m%d}" if offer.extended_at else "",
            since=offer.extended_at or offer.sent_at,
        )


def offerees(things: Sequence[Thing], ask: Ask) -> To:
    """To whom they were made."""
    offers = Offer.objects.filter(pk__in=_numbers(things))
    return _each(offers.values_list("pk", "candidacy__application__applicant"))


# ------------------------------------------------- a place in the next intake


def questions(ask: Ask) -> Iterator[Thing]:
    """Whoever was asked to roll over and has not answered."""
    asked = Rollover.objects.filter(
        state=RolloverState.ASKED, reply_by__gt=ask.first, reply_by__lte=ask.last
    )
    if ask.program_id is not None:
        asked = asked.filter(application__intake__program=ask.program_id)
    if ask.user_id is not None:
        asked = asked.filter(application__applicant=ask.user_id)
    for rollover in asked.select_related("application__intake__program").order_by("pk"):
        program = rollover.application.intake.program
        yield Thing(
            object_id=rollover.pk,
            program_id=program.pk,
            when=rollover.reply_by.astimezone(program.zone),
            until=rollover.reply_by,
            since=rollover.asked_at,
        )


def asked_people(things: Sequence[Thing], ask: Ask) -> To:
    """Who was asked."""
    asked = Rollover.objects.filter(pk__in=_numbers(things))
    return _each(asked.values_list("pk", "application__applicant"))


# ------------------------------------------------- managers


def managers(ask: Ask) -> Iterator[Thing]:
    """Managers who were asked and have not answered (intakes/support_reminders.py owes it)."""
    asked = ManagerSupport.objects.filter(
        state=support.S.REQUESTED,
        application__state=ApplicationState.SUBMITTED,
        asked_at__gt=ask.first,
        asked_at__lte=ask.last,
        expires_at__gt=ask.at,
    ).select_related("application__intake__program")
    if ask.program_id is not None:
        asked = asked.filter(application__intake__program=ask.program_id)
    if ask.user_id is not None:
        return
    for one in asked.order_by("pk"):
        thing = asked_manager(one, one.application.intake.program)
        if thing:
            yield thing


def asked_manager(one: ManagerSupport, program: Program) -> Thing | None:
    """The question as what a manager is reminded of; None where it was not asked."""
    if one.asked_at is None or one.expires_at is None:
        return None
    return Thing(
        object_id=one.pk,
        program_id=program.pk,
        when=one.asked_at.astimezone(program.zone),
        until=one.expires_at,
    )


def their_managers(things: Sequence[Thing], ask: Ask) -> To:
    """The manager has no account: the applicant stands for them, and gets nothing."""
    asked = ManagerSupport.objects.filter(pk__in=_numbers(things))
    return {
        pk: [Recipient(applicant, stands_for_another=True)]
        for pk, applicant in asked.values_list("pk", "application__applicant")
    }


# ------------------------------------------------- inside


def _numbers(things: Sequence[Thing]) -> list[int]:
    return [thing.object_id for thing in things]


def _each(rows: Iterable[tuple[int, int]]) -> To:
    return {pk: [Recipient(user_id)] for pk, user_id in rows}
