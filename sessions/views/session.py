"""The pages of a session: its door, an apology, and the list of who was there.

Join answers with a redirect to the session's own page, which shows the meeting's address while
the door is open to somebody who has gone through it. So a reload repeats nothing, no address
stands in a page that was answered to a form, and each request asks the clock again. The link
itself says "no referrer"; the page keeps the site's policy, since a form on a page without any
referrer is posted with the origin "null" and refused.
"""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admits
from sessions import access, attendance, joining, pages
from sessions.access import Visit
from sessions.attendance import CannotApologise, CannotConfirm, ConfirmedMeanwhile, Expected
from sessions.forms.attendance import ListForm
from sessions.forms.door import ApologyForm, AskForm, CodeForm
from sessions.joining import CannotJoin


@require_safe
@admits(access.visitor)
def session(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A session's page; asked by itself, its door alone, and 204 while nothing has changed."""
    if not request.htmx:  # type: ignore[attr-defined]
        return shown(request, visit)
    page = _read(visit)
    if request.GET.get("seen") == page.seen:
        return HttpResponse(status=204)
    return render(request, "sessions/door.html", _context(page))


def shown(request: HttpRequest, visit: Visit, **forms: Form) -> HttpResponse:
    """The whole page of a session; a form that needs something more stands in it as typed."""
    return render(request, "sessions/session.html", _context(_read(visit)) | forms)


def _read(visit: Visit) -> pages.SessionPage:
    return pages.read(
        visit.session, visit.standing, visit.user, sees_names=visit.sees_names, at=visit.at
    )


def _context(page: pages.SessionPage) -> dict[str, Any]:
    word = page.mine.private_word if page.mine else ""
    return {
        "page": page,
        "session": page.session,
        "cohort": page.session.cohort,
        "apology_form": ApologyForm(initial={"private_word": word}),
        "ask_form": AskForm(),
        "code_form": CodeForm(),
    }


@require_POST
@admits(access.visitor)
def join(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Go through the door; the session's page then shows the way on, or why there is none."""
    try:
        joining.join(session_id=visit.session.pk, user_id=visit.user.pk, at=visit.at)
    except CannotJoin as refusal:
        if refusal.door is None:
            raise Http404 from None
    return _back(visit)


@require_POST
@admits(access.visitor)
def apologise(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say that one can't come, with a word to the facilitators if one likes."""
    form = ApologyForm(request.POST)
    if not form.is_valid():
        return shown(request, visit, apology_form=form)
    try:
        attendance.apologise(
            session_id=visit.session.pk,
            user_id=visit.user.pk,
            at=visit.at,
            private_word=form.said(),
        )
    except CannotApologise as refusal:
        messages.warning(request, str(refusal))
    return _back(visit)


@require_POST
@admits(access.visitor)
def take_back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Come after all."""
    try:
        attendance.take_back_apology(
            session_id=visit.session.pk, user_id=visit.user.pk, at=visit.at
        )
    except CannotApologise as refusal:
        messages.warning(request, str(refusal))
    return _back(visit)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(access.keeper_of_the_list)
def attendance_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Confirm who was there, on one screen."""
    people = attendance.expected(visit.session)
    form = ListForm(people, visit.session.list_version, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attendance.confirm(
                session_id=visit.session.pk,
                marks=form.marks(),
                version=form.cleaned_data["version"],
                by=visit.user.pk,
                at=visit.at,
            )
        except ConfirmedMeanwhile as refusal:
            form = _looked_at_again(request, visit, str(refusal))
        except CannotConfirm as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The list is confirmed."))
            return _back(visit)
    return render(request, "sessions/list.html", _list_context(visit, people, form))


def _looked_at_again(request: HttpRequest, visit: Visit, words: str) -> ListForm:
    """The same answers against the list as it is by now."""
    visit.session.refresh_from_db(fields=["list_version", "confirmed_at", "state"])
    answers = request.POST.copy()
    answers["version"] = str(visit.session.list_version)
    form = ListForm(attendance.expected(visit.session), visit.session.list_version, answers)
    form.add_error(None, words)
    return form


def _list_context(visit: Visit, people: list[Expected], form: ListForm) -> dict[str, object]:
    return {
        "session": visit.session,
        "cohort": visit.session.cohort,
        "people": people,
        "form": form,
        "is_over": visit.at >= visit.session.ends_at,
    }


def _back(visit: Visit) -> HttpResponse:
    return redirect("sessions:session", code=visit.session.cohort.code, number=visit.session.number)
