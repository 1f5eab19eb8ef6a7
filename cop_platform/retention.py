"""What goes by itself, after how long, and what holds it back (DOMAIN 3.10).

Each category has a period, which a program (or, for all of them, whoever keeps the site) can
change. Once a day, after two in the morning, the sweep takes what is due; the desk shows before
what it would take. Nothing of a person or a program on hold goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from cop_platform import privacy
from cop_platform.categories import CATEGORIES, Category
from cop_platform.models import Hold, Period, RetentionRun
from notices import privacy as notices_privacy
from programs import belonging
from programs.models import Program

NIGHT = time(2)
A_BATCH = 200
MOST_BATCHES = 500
SHOWN = 12
AGAIN = timedelta(days=3)
log = structlog.get_logger("coalesce.retention")


class CannotChange(Exception):
    """A refusal, worded for the coordinator who will read it."""


BY_NAME = {one.name: one for one in CATEGORIES}


def today(at: datetime) -> date:
    """The day it is on the site's calendar."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def on_day(day: date, at: datetime) -> datetime:
    """A moment of that day on the site's calendar: now, if it is today."""
    noon = datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE))
    return min(noon, at)


# -- Periods ---------------------------------------------------------------------------------------


def days_kept(
    category: Category, periods: dict[tuple[str, int | None], int], pk: int | None
) -> int:
    """For how many days: what the program says, else the site, else what stands in CATEGORIES."""
    name = category.name
    return periods.get((name, pk), periods.get((name, None), category.days))


def _periods() -> dict[tuple[str, int | None], int]:
    rows = Period.objects.values_list("category", "program_id", "days")
    return {(category, program): days for category, program, days in rows}


@transaction.atomic
def change(
    *, category: str, program_id: int | None, days: int | None, by: int, at: datetime
) -> int:
    """Keep a category for so many days in a program (None: in all that say nothing else). No
    number takes back what was said. How long it is kept now.

    :raises CannotChange: there is no such category, or it is not a program's to say.
    """
    known = BY_NAME.get(category)
    if known is None or (program_id is not None and not known.by_program):
        raise CannotChange(_("This is the same for every program."))
    if days is None:
        Period.objects.filter(category=category, program=program_id).delete()
    else:
        period, _new = Period.objects.update_or_create(
            category=category,
            program=program_id and Program.objects.get(pk=program_id),
            defaults={"days": days},
        )
        record("period.changed", period, at=at, by=by)
    return days_kept(known, _periods(), program_id)


def table(programs: Sequence[Program]) -> list[tuple[Category, list[tuple[Program | None, int]]]]:
    """Each category, and for how long each of these programs keeps it."""
    periods = _periods()
    return [
        (
            one,
            [
                (program, days_kept(one, periods, program.pk if program else None))
                for program in (programs if one.by_program else [None])
            ],
        )
        for one in CATEGORIES
    ]


# -- What is due -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """What would go of one category, in one program or in all."""

    category: Category
    program: Program | None
    count: int
    people: list[str]


def _due(
    category: Category,
    program_id: int | None,
    periods: dict[tuple[str, int | None], int],
    at: datetime,
) -> QuerySet[Any]:
    before = at - timedelta(days=days_kept(category, periods, program_id))
    rows = category.find(before, program_id)
    if not category.whose:
        return rows
    held = User.objects.filter(privacy.on_hold()).values("pk")
    return rows.exclude(**{f"{category.whose}__in": held})


def dry_run(programs: Sequence[Program], at: datetime) -> list[Due]:
    """What the next sweep would take, of these programs and of the people in touch with them;
    what there is nothing of is left out. Changes nothing."""
    periods, found = _periods(), []
    theirs = User.objects.filter(privacy.in_touch([program.pk for program in programs]))
    held = _held_programs()
    for category in CATEGORIES:
        for program in programs if category.by_program else [None]:
            if program is not None and program.pk in held:
                continue
            rows = _due(category, program.pk if program else None, periods, at)
            if not category.by_program and category.whose:
                rows = rows.filter(**{f"{category.whose}__in": theirs.values("pk")})
            if count := rows.count():
                found.append(Due(category, program, count, _names(category, rows)))
    return found


def _names(category: Category, rows: QuerySet[Any]) -> list[str]:
    if not category.whose:
        return []
    people = User.objects.filter(pk__in=rows.values(category.whose)).order_by("display_name", "pk")
    return [str(person) for person in people[:SHOWN]]


def _held_programs() -> set[int]:
    live = Hold.objects.live().exclude(program=None)
    return {pk for pk in live.values_list("program_id", flat=True) if pk is not None}


def holds_for(user: User, at: datetime) -> QuerySet[Hold]:
    """Holds on the programs a person coordinates, and on people in touch with them."""
    found = Hold.objects.select_related("person", "program", "by").order_by("-pk")
    if user.is_superuser:
        return found
    programs = belonging.programs_coordinated(user, at).values("pk")
    return found.filter(Q(program__in=programs) | Q(person__in=privacy.people_for(user, at)))


# -- The sweep -------------------------------------------------------------------------------------


def nightly(*, at: datetime) -> int:
    """Once a day, after two in the morning where the site is, take what is due at `at` (aware);
    how much went. Called again the same day, it does nothing; what a crash left goes tomorrow."""
    if at.astimezone(ZoneInfo(settings.TIME_ZONE)).time() < NIGHT:
        return 0
    run, first = RetentionRun.objects.get_or_create(day=today(at), defaults={"at": at})
    return sum(sweep(run, at=at).values()) if first else 0


def sweep(run: RetentionRun, *, at: datetime) -> dict[str, int]:
    """Take what is due, category by category, none stopping the others."""
    counts: dict[str, int] = {}
    for category in CATEGORIES:
        try:
            counts[category.name] = _sweep_one(category, run, at)
        except Exception:  # one category's fault must not keep the others
            log.exception("retention failed", category=category.name)
    notices_privacy.forget_codes(at=at)
    for pk in User.objects.filter(erased_at__gte=at - AGAIN).values_list("pk", flat=True):
        privacy.erase(user_id=pk, at=at, by=None)  # what came in while they were being erased
    run.counts = {name: count for name, count in counts.items() if count}
    run.save(update_fields=["counts"])
    return counts


def _sweep_one(category: Category, run: RetentionRun, at: datetime) -> int:
    """Take what is due of one category, a batch a transaction."""
    periods, held, gone = _periods(), _held_programs(), 0
    programs: list[int | None] = [None]
    if category.by_program:
        programs = [pk for pk in Program.objects.values_list("pk", flat=True) if pk not in held]
    for program_id in programs:
        for _n in range(MOST_BATCHES):
            taken = _batch(category, program_id, periods, at)
            gone += taken
            if not taken:
                break
    if gone:
        with transaction.atomic():
            record(f"retention.{category.name}", run, at=at, by=None, reason=str(gone))
    return gone


@transaction.atomic
def _batch(
    category: Category,
    program_id: int | None,
    periods: dict[tuple[str, int | None], int],
    at: datetime,
) -> int:
    rows = _due(category, program_id, periods, at).order_by("pk")
    locked = rows.select_for_update(of=("self",), skip_locked=True)
    ids = [row.pk for row in locked[:A_BATCH]]
    return category.go(ids, at) if ids else 0


def last_runs() -> list[RetentionRun]:
    """The last sweeps, the newest first."""
    return list(RetentionRun.objects.order_by("-day")[:7])
