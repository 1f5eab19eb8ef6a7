"""Attendance over all sessions, its policy, whom to reach, and what to put right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admits
from programs import policies
from sessions import access, corrections, misses, reaching, signals, totals
from sessions.access import Attending, Visit
from sessions.forms.door import AskForm, OneForm, PolicyForm
from sessions.views.session import shown

read_and_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@admits(access.attending)
def totals_page(request: HttpRequest, here: Attending) -> HttpResponse:
    """Expected and attended: everybody for who sees names, the numbers, or one's own."""
    sees_numbers = here.sees_names or not here.is_member
    context = {
        "here": here,
        "cohort": here.cohort,
        "all": totals.of_cohort(here.cohort.pk) if sees_numbers else None,
        "mine": totals.of_person(here.cohort.pk, here.user) if here.is_member else None,
        "policy": policies.words_of(here.cohort),
    }
    return render(request, "sessions/attendance.html", context)


@read_and_write
@admits(access.keeper_of_the_policy)
def policy(request: HttpRequest, here: Attending) -> HttpResponse:
    """Word the policy; beside it, what a message about an absence would say."""
    given = request.POST if request.method == "POST" else None
    form = PolicyForm(given, initial={"words": here.cohort.attendance_policy})
    if form.is_valid():
        try:
            policies.change(
                cohort_id=here.cohort.pk,
                words=form.cleaned_data["words"],
                by=here.user.pk,
                at=here.at,
            )
        except policies.TooLong as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("Kept. Messages about an absence say it from now on."))
            return redirect(reverse("sessions:policy", kwargs={"code": here.cohort.code}))
    context = {"form": form, "cohort": here.cohort, "policy": policies.words_of(here.cohort)}
    return render(request, "sessions/policy.html", context)


@never_cache
@read_and_write
@admits(access.keeper_of_the_list)
def reach(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whom a facilitator may want to call, and what they shared for that; reading it is noted."""
    if request.method == "POST":
        _act(request, visit)
        return redirect(_url("reach", visit))
    sheet = reaching.sheet(visit.session, by=visit.user.pk, at=visit.at)
    context = {"sheet": sheet, "session": visit.session, "cohort": visit.session.cohort}
    return render(request, "sessions/reach.html", context)


def _act(request: HttpRequest, visit: Visit) -> None:
    form = OneForm(("settled", "write", "contacted"), request.POST)
    if not form.is_valid():
        return
    session_id, person = visit.session.pk, form.cleaned_data["person"]
    by_at = {"session_id": session_id, "user_id": person, "by": visit.user.pk, "at": visit.at}
    try:
        if form.cleaned_data["act"] == "contacted":
            signals.settle(session_id=session_id, user_id=person)
            messages.success(request, _("Thank you. Nothing of the wish is kept."))
        elif form.cleaned_data["act"] == "write":
            misses.write(**by_at)
            messages.success(request, _("A word is on its way, in those of your policy."))
        else:
            misses.settle(**by_at)
            messages.success(request, _("Thank you. Nobody is reminded of it again."))
    except misses.NotMissed as refusal:
        messages.warning(request, str(refusal))


@require_POST
@admits(access.visitor)
def ask(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask to put right what stands of oneself, or not ask any more."""
    session_id, user_id = visit.session.pk, visit.user.pk
    if "undo" in request.POST:
        corrections.take_back(session_id=session_id, user_id=user_id, at=visit.at)
        return _back(visit)
    form = AskForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            corrections.ask(session_id=session_id, user_id=user_id, words=words, at=visit.at)
        except corrections.CannotAsk as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Thank you. Your facilitators look at it."))
        return _back(visit)
    return shown(request, visit, ask_form=form)


@require_POST
@admits(access.keeper_of_the_list)
def leave_as_it_is(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What somebody asked to put right stays as it stands."""
    form = OneForm(("leave",), request.POST)
    if form.is_valid():
        corrections.leave_as_it_is(
            session_id=visit.session.pk,
            user_id=form.cleaned_data["person"],
            by=visit.user.pk,
            at=visit.at,
        )
    return redirect(_url("list", visit))


def _url(name: str, visit: Visit) -> str:
    kwargs = {"code": visit.session.cohort.code, "number": visit.session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)


def _back(visit: Visit) -> HttpResponse:
    return redirect(_url("session", visit))
