"""How a session meets and who does what; what is to be booked; views that are relayed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import admits
from sessions import access
from sessions.access import Visit
from sessions.forms.guests import ViewForm
from sessions.forms.hosting import ArrangeForm, BookForm, OtherForm
from sessions.hosting import adjustments, arrangements, relayed
from sessions.models import AdjustmentKind
from sessions.views.asking import Asked, Yes, ask, posted

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@admits(access.preparer)
def arrange(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How a session meets, who leads, who writes down."""
    session = visit.session
    people = arrangements.people_of(session.cohort_id, visit.at)
    form = ArrangeForm.of(session, people, posted(request))
    asked = Asked(
        title=_("This session"),
        heading=_("How session %(number)s is arranged") % {"number": session.number},
        lead=_("Another way to meet is told to everybody of this session."),
        label=_("Keep it"),
        back=_page("session", visit),
        more={"session": session},
    )
    return ask(
        request,
        asked,
        form,
        lambda: arrangements.arrange(
            session_id=session.pk, by=visit.user.pk, at=visit.at, **form.said()
        ),
        refusals=(arrangements.CannotArrange,),
    )


@require_http_methods(FORM)
@admits(access.preparer)
def prepare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is to be booked for a session. One form for each thing, one for something else."""
    session = visit.session
    tasks = adjustments.tasks(session)
    chosen = request.POST.get("task") if request.method == "POST" else None
    forms = [
        BookForm(
            request.POST if chosen == task.key else None,
            initial={"booked": task.is_booked, "note": task.row.note if task.row else ""},
            auto_id=f"id_{n}_%s",
        )
        for n, task in enumerate(tasks)
    ]
    adding = request.method == "POST" and "task" not in request.POST
    other = OtherForm(request.POST if adding else None)
    if request.method == "POST":
        try:
            answer = _booked(request, visit, tasks, forms, other)
        except adjustments.CannotBook as refusal:
            messages.warning(request, str(refusal))
            answer = True
        if answer:
            return redirect(_page("prepare", visit))
    context = {"session": session, "lines": list(zip(tasks, forms, strict=True)), "other": other}
    return render(request, "sessions/prepare.html", context)


def _booked(
    request: HttpRequest,
    visit: Visit,
    tasks: list[adjustments.Task],
    forms: list[BookForm],
    other: OtherForm,
) -> bool:
    """Do the one thing that was posted; whether it was well."""
    common: dict[str, Any] = {"session_id": visit.session.pk, "by": visit.user.pk, "at": visit.at}
    form = next((form for form in forms if form.is_bound), None)
    if form is not None and form.is_valid():
        task = tasks[forms.index(form)]
        if "drop" in request.POST and task.row:
            adjustments.drop(adjustment_id=task.row.pk, **common)
        else:
            adjustments.book(kind=task.kind, words=task.words, **form.cleaned_data, **common)
        messages.success(request, _("Kept."))
        return True
    if other.is_bound and other.is_valid():
        kind, words = AdjustmentKind.OTHER, other.cleaned_data["words"]
        adjustments.book(kind=kind, words=words, note="", booked=False, **common)
        messages.success(request, _("It is on the list."))
        return True
    return False


@require_http_methods(FORM)
@admits(access.preparer)
def views(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Views of people who are not in the room, and a form for one more."""
    session = visit.session
    people = arrangements.people_of(session.cohort_id, visit.at)
    form = ViewForm(posted(request), people=people)
    asked = Asked(
        title=_("Views relayed"),
        heading=_("Views of people who are not in the room"),
        label=_("Keep it"),
        back=_page("session", visit),
        template="sessions/views.html",
        more={"session": session, "views": relayed.of(session.pk)},
    )
    return ask(
        request,
        asked,
        form,
        lambda: relayed.add(
            session_id=session.pk,
            view=form.view(),
            relayed_by=form.cleaned_data["relayed_by"].pk,
            by=visit.user.pk,
            at=visit.at,
        ),
        refusals=(relayed.CannotRelay,),
        then=_page("views", visit),
    )


@require_http_methods(FORM)
@admits(access.preparer)
def take_view_back(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Take a view back: its words are gone."""
    view = relayed.one(visit.session.pk, pk)
    if view is None:
        return redirect(_page("views", visit))
    asked = Asked(
        title=_("Views relayed"),
        heading=_("Take this view back?"),
        lead=_("Its words are gone at once and can't be brought back."),
        label=_("Take it back"),
        back=_page("views", visit),
        danger=True,
        more={"session": visit.session},
    )
    return ask(
        request,
        asked,
        Yes(posted(request)),
        lambda: relayed.withdraw(
            view_id=pk, session_id=visit.session.pk, by=visit.user.pk, at=visit.at
        ),
        refusals=(),
        done=_("It is gone."),
    )


def _page(name: str, visit: Visit) -> str:
    session = visit.session
    kwargs = {"code": session.cohort.code, "number": session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)
