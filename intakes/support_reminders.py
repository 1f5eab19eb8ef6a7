"""One nudge to a manager who has not answered: five business days after the question left."""

from datetime import UTC, datetime, time

from django.db import transaction

from intakes import support
from intakes.models import ApplicationState, ManagerSupport
from notices import outbox
from notices.models import Notice
from programs import calendar
from programs.models import Program

NUDGE_DAYS = 5
MORNING = time(9)


def plan(at: datetime) -> int:
    """Owe every nudge that is due at `at` (aware) and not owed yet; how many it added."""
    asked = ManagerSupport.objects.filter(
        state=support.S.REQUESTED,
        application__state=ApplicationState.SUBMITTED,
        asked_at__lte=at,
        expires_at__gt=at,
    ).select_related("application__intake__program")
    calendars: dict[int, calendar.Calendar] = {}
    due = []
    for one in asked.order_by("pk"):
        program = one.application.intake.program
        if program.pk not in calendars:
            calendars[program.pk] = calendar.of(program)
        moment = nudge_at(one, program, calendars[program.pk])
        if moment is not None and moment <= at:
            due.append((one, moment))
    return _owe(due) if due else 0


def nudge_at(asked: ManagerSupport, program: Program, days: calendar.Calendar) -> datetime | None:
    """When the manager is asked once more, in UTC; None once the link has run out by then."""
    if asked.asked_at is None or asked.expires_at is None:
        return None
    sent_on = asked.asked_at.astimezone(program.zone).date()
    day = days.add_business_days(sent_on, NUDGE_DAYS)
    moment = datetime.combine(day, MORNING, program.zone).astimezone(UTC)
    return moment if moment < asked.expires_at else None


@transaction.atomic
def _owe(due: list[tuple[ManagerSupport, datetime]]) -> int:
    keys = {
        outbox.key_for(support.NUDGE, one.pk, support.version(one)): (one, moment)
        for one, moment in due
    }
    known = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [pair for key, pair in keys.items() if key not in known]
    for one, moment in fresh:
        support.owe(one, support.NUDGE, due_at=moment)
    return len(fresh)
