"""One calendar of all cohorts' sessions: a month as a grid, or the months ahead as a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audit import clock
from cop_platform.pages.reader import reader
from programs import belonging
from programs.models import Program
from sessions import diary
from sessions.diary import Diary, Entry

WEEKDAYS = (
    *(gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu")),
    *(gettext_lazy("Fri"), gettext_lazy("Sat"), gettext_lazy("Sun")),
)
A_DAY = timedelta(days=1)
LIST_MONTHS = 12
A_PAGE = 50
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Day:
    """One day of the grid."""

    day: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a month, a program, a facilitator; as a grid or a list."""

    month: date
    program: int | None
    facilitator: int | None
    as_list: bool

    @property
    def last(self) -> date:
        """The last day shown."""
        return _month_after(self.month, LIST_MONTHS if self.as_list else 1) - A_DAY


@require_safe
def sessions_of_all(request: HttpRequest) -> HttpResponse:
    """All sessions of the programs one runs, who facilitates them, and who is booked twice."""
    programs = list(belonging.programs_coordinated(reader(request), clock.now()))
    if not programs:
        raise Http404
    asked = _asked(request, programs)
    ids = [one.pk for one in programs if asked.program in (None, one.pk)]
    found = diary.of(ids, asked.month, asked.last, facilitator=asked.facilitator)
    context = {
        **admin.site.each_context(request),
        "title": _("Calendar of all cohorts"),
        "asked": asked,
        "programs": programs,
        "facilitators": diary.facilitators([one.pk for one in programs]),
        "diary": found,
        "before": _month_after(asked.month, -1),
        "after": _month_after(asked.month, 1),
        **(_list(request, found) if asked.as_list else _grid(asked.month, found)),
    }
    return TemplateResponse(request, "desk/diary.html", context)


def _list(request: HttpRequest, found: Diary) -> dict[str, Any]:
    return {"page": Paginator(found.entries, A_PAGE).get_page(request.GET.get("page"))}


def _grid(month: date, found: Diary) -> dict[str, Any]:
    by_day = found.by_day
    days = [Day(day, tuple(by_day.get(day, ()))) for day in _days(month)]
    return {"days": days, "weekdays": WEEKDAYS, "starts": month.weekday()}


def _days(month: date) -> Iterator[date]:
    day = month
    while day.month == month.month:
        yield day
        day += A_DAY


def _asked(request: HttpRequest, programs: list[Program]) -> Asked:
    said = request.GET
    program = _number(said.get("program", ""))
    today = clock.now().astimezone(programs[0].zone).date()
    return Asked(
        month=_month(said.get("month", "")) or today.replace(day=1),
        program=program if program in {one.pk for one in programs} else None,
        facilitator=_number(said.get("facilitator", "")),
        as_list=said.get("view") == "list",
    )


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def _month(said: str) -> date | None:
    """The first day of '2024-08'; None for what is no month."""
    year, _dash, month = said.partition("-")
    try:
        found = date(int(year), int(month), 1)
    except (ValueError, OverflowError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _month_after(month: date, months: int) -> date:
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
