"""The library of exercises, and a cohort's agendas beside one another."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admits
from accounts.models import User
from audit import clock
from programs.models import Cohort
from sessions.access import Visit
from sessions.forms.runsheets import ExerciseForm
from sessions.runsheets import access, agendas, exercises, people
from sessions.runsheets.sheets import CannotPlan
from sessions.views.runsheets import ASKS, attempt, to, told


@require_safe
@admits(access.insider)
def library(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The exercises to read; members lead some of them."""
    adds = facilitates(request.user, cohort)  # type: ignore[arg-type]
    context = {"shelves": exercises.library(cohort.intake.program_id), "cohort": cohort}
    return render(request, "sessions/runsheets/exercises.html", context | {"adds": adds})


def facilitates(user: User, cohort: Cohort) -> bool:
    """Whether the person facilitates the cohort now."""
    return people.facilitates(user.pk, cohort.pk, clock.now())


@ASKS
@admits(access.facilitator)
def new(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Add an exercise to the program's library."""
    form = ExerciseForm(request.POST or None, initial={"minutes": 20})
    if request.method == "POST" and form.is_valid() and _added(request, cohort, form):
        return redirect("sessions:exercises", code=cohort.code)
    return render(request, "sessions/runsheets/exercise.html", {"form": form, "cohort": cohort})


def _added(request: HttpRequest, cohort: Cohort, form: ExerciseForm) -> bool:
    try:
        exercises.add(
            cohort_id=cohort.pk,
            program_id=cohort.intake.program_id,
            written=form.written(),
            by=request.user.pk,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except CannotPlan as refusal:
        form.add_error(refusal.field, str(refusal))
    return form.is_valid()


@require_POST
@admits(access.facilitator)
def retire(request: HttpRequest, cohort: Cohort, exercise_id: int) -> HttpResponse:
    """Take an exercise of the program's own out of the library."""
    exercises.retire(
        cohort_id=cohort.pk,
        program_id=cohort.intake.program_id,
        exercise_id=exercise_id,
        by=request.user.pk,  # type: ignore[arg-type]
        at=clock.now(),
    )
    return redirect("sessions:exercises", code=cohort.code)


@ASKS
@admits(access.planner)
def insert(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose an exercise for a session, and copy it into the run-sheet."""
    program_id = visit.session.cohort.intake.program_id
    if request.method == "POST":
        key = request.POST.get("key", "")
        form = _form_of(request.POST.get("stamp", ""), key)
        done = attempt(
            request,
            lambda: exercises.insert(program_id=program_id, key=key, form=form, **told(visit)),
        )
        return to("runsheet" if done else "runsheet-exercises", visit.session)
    context: dict[str, Any] = {
        "shelves": exercises.library(program_id),
        "session": visit.session,
        "cohort": visit.session.cohort,
        "adds": True,
        "stamp": uuid4(),
    }
    return render(request, "sessions/runsheets/exercises.html", context)


def _form_of(stamp: str, key: str) -> UUID | None:
    """One exercise, chosen on one page: pressed twice, it is one."""
    try:
        return uuid5(UUID(stamp), key)
    except ValueError:
        return None


@require_safe
@admits(access.insider)
def overview(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Who owns the agenda, who leads and who speaks, over the sessions."""
    at = clock.now()
    rows = agendas.over_the_sessions(cohort.pk, at)
    plans = people.facilitates(request.user.pk, cohort.pk, at)  # type: ignore[arg-type]
    context = {
        "cohort": cohort,
        "rows": rows,
        "plans": plans,
        "takes": plans or people.is_member(request.user.pk, cohort.pk),  # type: ignore[arg-type]
        "people": people.regulars(cohort.pk, at) if plans else [],
    }
    return render(request, "sessions/runsheets/agendas.html", context)
