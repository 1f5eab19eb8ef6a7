"""What meeting takes along into a program's next year: rhythms, run-sheets, exercises.

A rhythm is a cohort's schedule, not published: its coordinator looks at the dates first. It is on
the same weekday, in the same place of the month.
"""

from datetime import date, datetime

from programs import years
from programs.next_year import Copied
from sessions.models import Exercise, RunSheetTemplate, Schedule, TemplateItem

IN_MONTHS = (Schedule.Rhythm.MONTHLY, Schedule.Rhythm.LAST)


def copy(made: Copied, *, by: int, at: datetime) -> dict[str, int]:
    """The schedules of the cohorts, the program's own run-sheets and exercises; how many of each.
    Within the caller's transaction."""
    rhythms = Schedule.objects.filter(cohort__in=made.cohorts).order_by("pk")
    schedules = [_a_year_on(old, made.cohorts[old.cohort_id].pk) for old in rhythms]
    Schedule.objects.bulk_create(schedules)
    return {
        "rhythms": len(schedules),
        "templates": _templates(made, by, at),
        "exercises": _exercises(made, by, at),
    }


def _a_year_on(old: Schedule, cohort_id: int) -> Schedule:
    [new] = years.copies([old], cohort_id=cohort_id, fold=None)
    new.first_day = moved(old, old.first_day)
    new.days = [moved(old, day) for day in old.days]
    return new


def moved(schedule: Schedule, day: date) -> date:
    """Where this day of a rhythm is a year on."""
    if schedule.rhythm in IN_MONTHS:
        return years.same_place_in_month(day, last=schedule.rhythm == Schedule.Rhythm.LAST)
    return years.same_weekday(day)


def _templates(made: Copied, by: int, at: datetime) -> int:
    standing = RunSheetTemplate.objects.filter(program=made.source, retired_at=None).order_by("pk")
    for old in standing.prefetch_related("items"):
        [new] = years.copies([old], program_id=made.program.pk, by_id=by, kept_at=at)
        new.save(force_insert=True)
        TemplateItem.objects.bulk_create(years.copies(old.items.all(), template_id=new.pk))
    return len(standing)


def _exercises(made: Copied, by: int, at: datetime) -> int:
    standing = Exercise.objects.filter(program=made.source, retired_at=None).order_by("pk")
    made_now = years.copies(standing, program_id=made.program.pk, by_id=by, added_at=at)
    return len(Exercise.objects.bulk_create(made_now))
