"""A program's days off and school terms at the desk, a year at a time."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import INPUT_CLASSES, UnfoldAdminTextInputWidget

from audit import clock
from programs import days_off, school_terms
from programs.admin.acts import actor
from programs.models import Program, SchoolTerm

if TYPE_CHECKING:
    from programs.desk_tools import CoordinatedAdmin as Base
else:
    Base = object

FEWEST_TERMS, MOST_TERMS = 4, 6
FIRST_YEAR, LAST_YEAR = 2000, 2097


def a_day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, in the browser's own way to choose one."""
    widget = forms.DateInput({"class": " ".join(INPUT_CLASSES), "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, input_formats=["%Y-%m-%d"], widget=widget
    )


class DayOffForm(forms.Form):
    """A day off that the region's calendar does not know."""

    day = a_day(gettext_lazy("Day"))
    name = forms.CharField(
        label=gettext_lazy("What it is"), max_length=80, widget=UnfoldAdminTextInputWidget()
    )


class TermsForm(forms.Form):
    """The first and last day of each term of a year; a term without days is none."""

    def __init__(self, rows: list[SchoolTerm], data: Any = None) -> None:
        known = {row.number: row for row in rows}
        self.numbers = range(1, max([FEWEST_TERMS, *known]) + 1)
        initial = {
            f"{name}-{number}": getattr(row, name)
            for number, row in known.items()
            for name in ("first", "last")
        }
        super().__init__(data, initial=initial)
        for number in self.numbers:
            first, last = _("Term %d begins") % number, _("Term %d ends") % number
            self.fields[f"first-{number}"] = a_day(first, required=False)
            self.fields[f"last-{number}"] = a_day(last, required=False)

    def clean(self) -> dict[str, Any]:
        """A term has both days or none."""
        said = super().clean() or self.cleaned_data
        for number in self.numbers:
            first, last = said.get(f"first-{number}"), said.get(f"last-{number}")
            if bool(first) != bool(last):
                missing = "last" if first else "first"
                if f"{missing}-{number}" not in self.errors:
                    self.add_error(f"{missing}-{number}", _("Please give both days, or neither."))
        return said

    def terms(self) -> school_terms.Typed:
        """What was typed, by number."""
        said = self.cleaned_data
        return {
            number: (said[f"first-{number}"], said[f"last-{number}"])
            for number in self.numbers
            if said[f"first-{number}"]
        }


class CalendarPage(Base):
    """The page `calendar` of a program."""

    @action(
        description=gettext_lazy("Holidays and school terms"), url_path="calendar", icon="event"
    )
    def calendar(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What keeps sessions off a day, and correcting it."""
        program: Program = self.their_row(request, object_id)
        year = _year(request, program)
        rows = list(program.school_terms.filter(year=year).order_by("number"))
        act = request.POST.get("act", "")
        day_form = DayOffForm(request.POST if act == "add" else None)
        terms_form = TermsForm(rows, request.POST if act == "terms" else None)
        acts: dict[str, Callable[[], bool]] = {
            "add": lambda: _added(request, program, day_form),
            "terms": lambda: _kept(request, program, year, terms_form),
            "out": lambda: _corrected(request, program, days_off.take_out),
            "back": lambda: _corrected(request, program, days_off.put_back),
            "load": lambda: _loaded(request, program),
        }
        if request.method == "POST" and act in acts and acts[act]():
            here = reverse("admin:programs_program_calendar", args=[program.pk])
            return redirect(f"{here}?year={year}")
        context = self.admin_site.each_context(request) | {
            "title": _("Holidays and school terms"),
            "opts": self.opts,
            "program": program,
            "year": year,
            "years": _years(program, year),
            "days": days_off.of_year(program, year),
            "breaks": program.breaks.filter(
                first__lte=date(year, 12, 31), last__gte=date(year, 1, 1)
            ).order_by("first"),
            "day_form": day_form,
            "terms_form": terms_form,
            "term_rows": [
                (terms_form[f"first-{n}"], terms_form[f"last-{n}"]) for n in terms_form.numbers
            ],
            "sources": sorted({row.source for row in rows if row.source}),
            "shipped": school_terms.may_load(program),
            "is_loaded": all(map(school_terms.of(program).knows, _shipped_years())),
        }
        return render(request, "programs/desk_calendar.html", context)


def _shipped_years() -> set[int]:
    return {year for year, *_dates in school_terms.shipped().terms}


def _year(request: HttpRequest, program: Program) -> int:
    """The year that is looked at; the program's first where none that can be was asked for."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else program.starts_on.year


def _years(program: Program, year: int) -> list[int]:
    return sorted({*range(program.starts_on.year, program.ends_on.year + 2), year})


def _added(request: HttpRequest, program: Program, form: DayOffForm) -> bool:
    if not form.is_valid():
        return False
    try:
        days_off.add(program_id=program.pk, by=actor(request), at=clock.now(), **form.cleaned_data)
    except days_off.CannotCorrect as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    messages.success(request, _("That day is off now."))
    return True


def _kept(request: HttpRequest, program: Program, year: int, form: TermsForm) -> bool:
    if not form.is_valid():
        return False
    try:
        school_terms.set_year(
            program_id=program.pk,
            year=year,
            terms=form.terms(),
            by=actor(request),
            at=clock.now(),
        )
    except school_terms.CannotBe as refusal:
        form.add_error(f"first-{refusal.number}" if refusal.number else None, str(refusal))
        return False
    messages.success(request, _("The terms are kept."))
    return True


def _corrected(request: HttpRequest, program: Program, rule: Callable[..., object]) -> bool:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        rule(program_id=program.pk, day=day, by=actor(request), at=clock.now())
    except (ValueError, days_off.CannotCorrect):
        messages.info(request, _("There is no holiday on that day."))
    else:
        messages.success(request, _("The calendar is changed."))
    return True


def _loaded(request: HttpRequest, program: Program) -> bool:
    if school_terms.may_load(program):
        school_terms.load(program_id=program.pk, by=actor(request), at=clock.now())
        messages.success(request, _("The school terms are here now."))
    return True
