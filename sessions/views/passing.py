"""Resources beyond their cohort: passed on, agreed to, ended; and the public library."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Visitor, admits, anyone
from audit import clock
from sessions import access
from sessions.circle import Visit
from sessions.forms.resources import ContactForm, FindForm, PassForm
from sessions.models import Resource
from sessions.resources import library as shelves
from sessions.resources import passing, shelf
from sessions.resources.passing import CannotPassOn
from sessions.views.handing_out import hand_out


@require_http_methods(["GET", "HEAD", "POST"])
@admits(access.writes_in_the_circle)
def pass_on(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Let a resource go on, or ask its sharer."""
    found = _resource(visit, pk)
    own = found.by_id == visit.user.pk
    to_cohorts, to_all = passing.reach(found.cohort_id, visit.at)
    if not to_cohorts or not (own or visit.standing.is_facilitator):
        raise Http404
    program = visit.cohort.intake.program
    form = PassForm(
        request.POST if request.method == "POST" else None,
        cohorts=passing.places(visit.cohort),
        to_all=to_all,
        asks_contact=own,
        initial={"contact_name": program.contact_name, "contact_email": program.contact_email},
    )
    if request.method == "POST" and form.is_valid():
        try:
            passing.ask(
                resource_id=found.pk,
                to_cohort_id=form.to_cohort(),
                contact=form.contact(),
                by=visit.user.pk,
                at=visit.at,
            )
        except CannotPassOn as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("It is on its way.") if own else _("Who shared it is asked first.")
            messages.success(request, said)
            return _back(visit, pk)
    context = {
        "visit": visit,
        "cohort": visit.cohort,
        "resource": found,
        "form": form,
        "own": own,
        "nowhere": not form.fields["to"].choices,  # type: ignore[attr-defined]
    }
    return render(request, "sessions/resource_pass.html", context)


@require_POST
@admits(access.writes_in_the_circle)
def agree(request: HttpRequest, visit: Visit, pk: int, passing_id: int) -> HttpResponse:
    """The sharer says yes."""
    asked = shelf.passing_of(_resource(visit, pk), passing_id)
    if asked is None or asked.resource.by_id != visit.user.pk:
        raise Http404
    form = ContactForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Please say who can be asked about it, and where."))
        return _back(visit, pk)
    try:
        passing.agree(passing_id=asked.pk, contact=form.contact(), by=visit.user.pk, at=visit.at)
    except CannotPassOn as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Thank you. It may be used there now."))
    return _back(visit, pk)


@require_POST
@admits(access.of_the_circle)
def end(request: HttpRequest, visit: Visit, pk: int, passing_id: int) -> HttpResponse:
    """The sharer says no, or no more; or who may strike ends it."""
    asked = shelf.passing_of(_resource(visit, pk), passing_id)
    if asked is None:
        raise Http404
    try:
        passing.end(passing_id=asked.pk, by=visit.user.pk, at=visit.at)
    except CannotPassOn:
        raise Http404 from None
    messages.success(request, _("It stays here, and is seen there no more."))
    return _back(visit, pk)


@require_safe
@admits(anyone)
def library(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What cohorts share with everybody."""
    form = FindForm(request.GET)
    words = form.wanted().words
    page = shelves.read(words, request.GET.get("page", ""), clock.now())
    context = {"page": page, "form": form, "words": words}
    return render(request, "sessions/library.html", context)


@require_safe
@admits(anyone)
def library_file(request: HttpRequest, visitor: Visitor, number: int) -> HttpResponse:
    """A file of the library, while it is there."""
    found = shelves.one(number, clock.now())
    if found is None:
        raise Http404
    return hand_out(found.resource)


def _resource(visit: Visit, pk: int) -> Resource:
    found = shelf.one(visit.cohort.pk, pk, visit.at)
    if found is None or found.cohort_id != visit.cohort.pk:
        raise Http404
    return found


def _back(visit: Visit, pk: int) -> HttpResponse:
    return redirect("sessions:resource", code=visit.cohort.code, pk=pk)
