"""The shelf of a cohort: found, shared, changed, taken out, passed on. Each file is checked at
its own door, each time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import admits
from sessions import access
from sessions.board import marks
from sessions.circle import Visit
from sessions.forms.resources import ChangeForm, FindForm, ShareForm, StrikeForm
from sessions.models import Resource
from sessions.resources import files, passing, sharing, shelf
from sessions.resources.sharing import AlreadyHere, CannotShare, ChangedMeanwhile
from sessions.views.handing_out import hand_out

READS = ["GET", "HEAD", "POST"]


@require_safe
@admits(access.of_the_circle)
def resources(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the cohort shares, a page at a time."""
    form = FindForm(request.GET)
    found = shelf.read(visit.cohort, form.wanted(), request.GET.get("page", ""), visit.at)
    if visit.standing.belongs:
        marks.look(
            cohort_id=visit.cohort.pk, user_id=visit.user.pk, what="resources_at", at=visit.at
        )
    context = {"visit": visit, "cohort": visit.cohort, "shelf": found, "form": form}
    return render(request, "sessions/resources.html", context)


@require_http_methods(READS)
@admits(access.writes_in_the_circle)
def add(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Share a link or a file."""
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ShareForm(
        *typed,
        numbers=shelf.numbers(visit.cohort.pk),
        too_large=bool(request.META.get("UPLOAD_TOO_LARGE")),
        begin={"session": request.GET.get("session", "")[:4]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = sharing.share(
                cohort_id=visit.cohort.pk,
                wording=form.wording(),
                thing=form.thing(),
                key=form.cleaned_data["key"],
                by=visit.user.pk,
                at=visit.at,
            )
        except AlreadyHere as refusal:
            form.add_error("file", str(refusal))
        except (CannotShare, files.NoRoom) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your cohort can see it now."))
            return _to(visit, made)
    return render(
        request,
        "sessions/resource_add.html",
        {"visit": visit, "cohort": visit.cohort, "form": form},
    )


@require_safe
@admits(access.of_the_circle)
def resource(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """One resource, and where it goes on to."""
    found = _found(visit, pk)
    own = found.by_id == visit.user.pk
    is_ours = found.cohort_id == visit.cohort.pk
    may_speak = is_ours and (own or visit.standing.may_strike)
    context = {
        "visit": visit,
        "cohort": visit.cohort,
        "resource": found,
        "own": own,
        "is_ours": is_ours,
        "may_strike": is_ours and visit.standing.may_strike and not own,
        "may_pass": is_ours
        and (own or visit.standing.is_facilitator)
        and any(passing.reach(found.cohort_id, visit.at)),
        "passings": shelf.passings_of(found) if may_speak else [],
    }
    return render(request, "sessions/resource.html", context)


@require_safe
@admits(access.of_the_circle)
def file(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The file itself, for those who may see it at this moment."""
    return hand_out(_found(visit, pk))


@require_http_methods(READS)
@admits(access.writes_in_the_circle)
def change(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Say something else of what one shared."""
    found = _own(visit, pk)
    typed = request.POST if request.method == "POST" else None
    form = ChangeForm(found, typed, numbers=shelf.numbers(visit.cohort.pk))
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            sharing.change(
                resource_id=found.pk,
                wording=form.wording(),
                version=said["version"],
                url=said.get("url", ""),
                by=visit.user.pk,
                at=visit.at,
            )
        except ChangedMeanwhile:
            form.add_error(
                None, _("It was changed meanwhile, on another page. Open it anew to see how.")
            )
        else:
            messages.success(request, _("It is changed."))
            return _to(visit, found)
    context = {"visit": visit, "cohort": visit.cohort, "form": form, "resource": found}
    return render(request, "sessions/resource_change.html", context)


@require_http_methods(READS)
@admits(access.writes_in_the_circle)
def take_back(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Take out what one shared, after asking."""
    found = _own(visit, pk)
    if request.method == "POST":
        sharing.take_back(resource_id=found.pk, by=visit.user.pk, at=visit.at)
        messages.success(request, _("It is gone, for everybody."))
        return redirect("sessions:resources", code=visit.cohort.code)
    context = {
        "heading": _("Take it back?"),
        "lines": [
            found.title,
            _("It is gone at once, for your cohort and wherever it was passed on to."),
        ],
        "confirm_label": _("Take it back"),
        "danger": True,
        "cancel_url": _url(visit, found),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(READS)
@admits(access.may_strike)
def strike(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Strike out what endangers somebody, after asking."""
    found = _found(visit, pk)
    if found.cohort_id != visit.cohort.pk:
        raise Http404
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sharing.strike(
            resource_id=found.pk,
            reason=form.cleaned_data["reason"],
            by=visit.user.pk,
            at=visit.at,
        )
        messages.success(request, _("It is gone, everywhere. Who shared it is told so."))
        return redirect("sessions:resources", code=visit.cohort.code)
    context = {
        "heading": _("Strike this out?"),
        "lines": [
            found.title,
            _("For what could endanger somebody. Words and file are gone at once, everywhere."),
        ],
        "form": form,
        "confirm_label": _("Strike it out"),
        "danger": True,
        "cancel_url": _url(visit, found),
    }
    return render(request, "components/confirm.html", context)


def _found(visit: Visit, pk: int) -> Resource:
    found = shelf.one(visit.cohort.pk, pk, visit.at)
    if found is None:
        raise Http404
    return found


def _own(visit: Visit, pk: int) -> Resource:
    found = _found(visit, pk)
    if found.by_id != visit.user.pk or found.cohort_id != visit.cohort.pk:
        raise Http404
    return found


def _to(visit: Visit, found: Resource) -> HttpResponse:
    return redirect("sessions:resource", code=visit.cohort.code, pk=found.pk)


def _url(visit: Visit, found: Resource) -> str:
    return _to(visit, found)["Location"]
