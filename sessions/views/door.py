"""Around the door: trying it, the code on the wall, the list at the entrance, quiet signals."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admits
from sessions import access, arrivals, attendance, joining, posters, signals, trying, wall_codes
from sessions.access import Visit
from sessions.forms.door import CodeForm, OneForm
from sessions.views.session import shown

read_and_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@admits(access.visitor)
def try_it(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whether the way in works, the day before: it shows no address and notes nothing."""
    trial = trying.the_door(visit.session, visit.standing, visit.at)
    return render(request, "sessions/try.html", _about(visit) | {"trial": trial})


@require_POST
@admits(access.member_here)
def check_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say by the code on the wall that one is there."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            wall_codes.check_in(
                session_id=visit.session.pk,
                user_id=visit.user.pk,
                typed=form.cleaned_data["code"],
                at=visit.at,
            )
        except joining.CannotJoin as refusal:
            if refusal.door is None:
                raise Http404 from None
            return _back(visit)
        except wall_codes.CannotCheckIn as refusal:
            form.add_error("code", str(refusal))
        else:
            return _back(visit)
    return shown(request, visit, code_form=form)


@read_and_write
@admits(access.keeper_of_arrivals)
def arrivals_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Tap who has come; asked by itself, the list alone."""
    if request.method == "POST":
        _tap(request, visit)
        if not request.htmx:  # type: ignore[attr-defined]
            person = request.POST.get("person", "")
            at = f"#person-{person}" if person.isdecimal() else ""
            return redirect(f"{_url('arrivals', visit)}{at}")
    people = attendance.expected(visit.session)
    context = _about(visit) | {
        "is_on": joining.is_on(visit.session, visit.at),
        "door": joining.doors(visit.session, visit.at),
        "here": sum(one.is_in for one in people),
        "rows": [(one, arrivals.may_take_back(one.attendance, visit.standing)) for one in people],
    }
    part = "sessions/arrivals_list.html" if request.htmx else "sessions/arrivals.html"  # type: ignore[attr-defined]
    return render(request, part, context)


def _tap(request: HttpRequest, visit: Visit) -> None:
    form = OneForm(("here", "not"), request.POST)
    if not form.is_valid():
        return
    act = arrivals.note if form.cleaned_data["act"] == "here" else arrivals.take_back
    try:
        act(
            session_id=visit.session.pk,
            user_id=form.cleaned_data["person"],
            by=visit.user.pk,
            at=visit.at,
        )
    except arrivals.CannotNote:
        messages.warning(request, _("That could not be noted: the list has changed."))


@never_cache
@read_and_write
@admits(access.keeper_of_arrivals)
def poster(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The poster with the code on the wall, to print; a press makes a new code."""
    if request.method == "POST":
        try:
            wall_codes.renew(session_id=visit.session.pk, by=visit.user.pk, at=visit.at)
        except wall_codes.NoWall:
            messages.warning(request, _("This session is over: nobody will need a code."))
        else:
            messages.success(request, _("There is a new code. Please print the poster again."))
        return redirect(_url("poster", visit))
    address = f"{settings.SITE_URL}{_url('session', visit)}"
    code = wall_codes.code_of(visit.session)
    context = _about(visit) | {
        "code": f"{code[:3]} {code[3:]}",
        "square": posters.square(address),
        "door": joining.doors(visit.session, visit.at),
        "is_past": wall_codes.is_past(visit.session, visit.at),
    }
    return render(request, "sessions/poster.html", context)


@require_POST
@admits(access.member_here)
def taking_part(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give a quiet signal or take it back. The page it answers with looks as before."""
    act = signals.give if request.POST.get("on") == "1" else signals.take_back
    try:
        act(
            session_id=visit.session.pk,
            user_id=visit.user.pk,
            kind=request.POST.get("kind", "")[:10],
            at=visit.at,
        )
    except signals.NotNow as refusal:
        messages.warning(request, str(refusal))
    return _back(visit)


def _about(visit: Visit) -> dict[str, object]:
    return {"session": visit.session, "cohort": visit.session.cohort, "standing": visit.standing}


def _url(name: str, visit: Visit) -> str:
    kwargs = {"code": visit.session.cohort.code, "number": visit.session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)


def _back(visit: Visit) -> HttpResponse:
    return redirect(_url("session", visit))
