"""The live run-sheet: what everybody in a session sees, and what facilitators do with it.

Four pages watch the session's room: the live page, the large one for a projector, and, in windows
of their own that are not to be shared, what is private. Acts answer with a redirect, so that a
reload repeats nothing.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admits
from sessions import access, rooms
from sessions.access import Visit
from sessions.forms.live import CUT, ActForm, AddForm, ItemForm
from sessions.rooms import Place
from sessions.runsheets import items, live, showing
from sessions.runsheets.private import read as read_private
from sessions.runsheets.sheets import CannotPlan
from sessions.views.watching import watched


def _place(visit: Visit) -> Place:
    return Place(rooms.SESSION, visit.session.pk)


def _frame(visit: Visit) -> dict[str, Any]:
    return {"session": visit.session, "cohort": visit.session.cohort}


def _look(visit: Visit, *, with_names: bool = False) -> dict[str, Any]:
    page = showing.read(
        visit.session, visit.standing, visit.user.pk, at=visit.at, with_names=with_names
    )
    return _frame(visit) | {"page": page, "shown": page.shown}


@require_safe
@admits(access.visitor)
def page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the room is at, what comes next, and for facilitators the way on."""
    with_names = request.GET.get("names") == "1"
    return watched(
        request,
        _place(visit),
        "sessions/live/page.html",
        lambda: _look(visit, with_names=with_names),
        part="sessions/live/room.html",
    )


@require_safe
@admits(access.visitor)
def projector(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same, large and without names, for a wall or a shared screen."""
    return watched(
        request,
        _place(visit),
        "sessions/live/projector.html",
        lambda: _look(visit),
        part="sessions/live/projector_room.html",
    )


@require_safe
@admits(access.keeper_of_the_list)
def private(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is for facilitators alone: private notes, quiet signals, who is not in."""

    def look() -> dict[str, Any]:
        found = read_private(visit.session, visit.at)
        return _frame(visit) | {"private": found, "shown": found.seen}

    return watched(
        request,
        _place(visit),
        "sessions/live/private.html",
        look,
        part="sessions/live/private_room.html",
    )


@require_safe
@admits(access.keeper_of_the_list)
def tension(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A card for when it gets hard: slow, pairs, pause, repair."""
    return render(request, "sessions/live/tension.html", _frame(visit))


# -- Acts ------------------------------------------------------------------------------------------


@require_POST
@admits(access.keeper_of_the_list)
def act(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Start, go on, go back, give time, pause, finish. Pressed twice, it is done once."""
    form = ActForm(request.POST)
    if form.is_valid():
        try:
            live.do(session_id=visit.session.pk, **form.cleaned_data, by=visit.user.pk, at=visit.at)
        except CannotPlan as refusal:
            messages.warning(request, str(refusal))
    return _back(request, visit)


@require_POST
@admits(access.keeper_of_the_list)
def item(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Leave an item out, or take it in again."""
    form = ItemForm(request.POST)
    if form.is_valid():
        turn = items.cut if form.cleaned_data["what"] == CUT else items.bring_back
        try:
            turn(
                session_id=visit.session.pk,
                item_id=form.cleaned_data["item"],
                by=visit.user.pk,
                at=visit.at,
            )
        except CannotPlan as refusal:
            messages.warning(request, str(refusal))
    return _back(request, visit)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(access.keeper_of_the_list)
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Add an item right after the one the room is at."""
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            live.add_next(
                session_id=visit.session.pk,
                draft=form.draft(),
                key=form.cleaned_data["key"],
                by=visit.user.pk,
                at=visit.at,
            )
        except CannotPlan as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(request, visit)
    return render(request, "sessions/live/add.html", _frame(visit) | {"form": form})


def _back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To the live page, with names where they were shown."""
    where = {"code": visit.session.cohort.code, "number": visit.session.number}
    names = "?names=1" if request.POST.get("names") == "1" else ""
    return redirect(reverse("sessions:live", kwargs=where) + names)
