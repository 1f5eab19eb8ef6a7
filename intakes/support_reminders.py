"""One nudge to a manager who has not answered, five business days after the question left or as
the program has tuned it. Its mail carries a link of its own, so its rows are written here."""

from datetime import datetime

from django.db import transaction

from intakes import reminders, support
from intakes.models import ApplicationState, ManagerSupport
from notices import outbox
from notices.models import Notice
from programs import reminder_rules
from programs.calendar import Calendar
from programs.models import Program
from programs.reminder_rules import Rule, Rules
from programs.reminders import moments, plans


def plan(at: datetime) -> int:
    """Owe every nudge that is due at `at` (aware) and not owed yet; how many it added."""
    asked = ManagerSupport.objects.filter(
        state=support.S.REQUESTED,
        application__state=ApplicationState.SUBMITTED,
        asked_at__lte=at,
        expires_at__gt=at,
    ).select_related("application__intake__program")
    rules, calendars = Rules(), plans.Calendars()
    trigger = reminder_rules.get(reminders.MANAGER)
    due = []
    for one in asked.order_by("pk"):
        program = one.application.intake.program
        calendars.learn({program.pk})
        moment = nudge_at(one, program, calendars.of(program.pk), rules.of(program.pk, trigger))
        if moment is not None and moment <= at:
            due.append((one, moment))
    return _owe(due) if due else 0


def nudge_at(
    asked: ManagerSupport, program: Program, days: Calendar, rule: Rule
) -> datetime | None:
    """When the manager is asked once more, in UTC; None where that is off, was changed after, or
    the link has run out by then."""
    thing = reminders.asked_manager(asked, program)
    if thing is None:
        return None
    found = moments.of(reminder_rules.get(reminders.MANAGER), rule, thing, days)
    return found[0].due_at if found else None


def nudge_of(asked: ManagerSupport, program: Program, days: Calendar) -> datetime | None:
    """The same, by the program's rule as it stands."""
    rule = Rules(program.pk).of(program.pk, reminder_rules.get(reminders.MANAGER))
    return nudge_at(asked, program, days, rule)


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
