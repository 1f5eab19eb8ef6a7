"""A person's own certificate of hours: to read, to print, and as a PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import admits, signed_in
from accounts.models import User
from audit import clock
from programs import pdf
from sessions import access, hours
from sessions.hours import Certificate


@require_safe
@admits(signed_in)
def mine(request: HttpRequest, user: User) -> HttpResponse:
    """All that one may show."""
    return render(request, "sessions/hours.html", {"certificates": hours.of(user)})


@require_safe
@admits(access.own_hours)
def certificate(request: HttpRequest, found: Certificate) -> HttpResponse:
    """One of them, as it looks on paper."""
    said = hours.as_data(found, clock.now())
    return render(request, "sessions/hours_certificate.html", {"said": said, "found": found})


@require_safe
@admits(access.own_hours)
def printed(request: HttpRequest, found: Certificate) -> HttpResponse:
    """The same as a PDF."""
    response = HttpResponse(
        pdf.render("hours", hours.as_data(found, clock.now())), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'attachment; filename="hours.pdf"'
    return response
