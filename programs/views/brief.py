"""The page for managers, to read and to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import admits
from audit import clock
from programs import access, brief, pdf
from programs.models import Program
from programs.views.keeping import keep


@require_safe
@keep
@admits(access.public_program)
def page(request: HttpRequest, found: Program) -> HttpResponse:
    """What it takes, what it gives, what stays between the people who meet."""
    return render(request, "programs/brief.html", {"brief": brief.of(found, clock.now())})


@require_safe
@keep
@admits(access.public_program)
def printed(request: HttpRequest, found: Program) -> HttpResponse:
    """The same on one sheet."""
    made = pdf.render("brief", brief.as_data(brief.of(found, clock.now())))
    return HttpResponse(made, content_type="application/pdf")
