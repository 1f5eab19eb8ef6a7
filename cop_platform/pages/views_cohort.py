"""The cohort's own page. Its address carries a random code, its title no name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import admits, signed_in
from accounts.models import User
from audit import clock
from cop_platform.pages import cohort_page
from programs import belonging


@require_safe
@admits(signed_in)
def cohorts(request: HttpRequest, user: User) -> HttpResponse:
    """The cohorts a person takes part in; straight to the one, where it is one."""
    found = list(belonging.cohorts_of(user, clock.now()))
    if len(found) == 1:
        return redirect("pages:cohort", code=found[0].code)
    return render(request, "pages/cohorts.html", {"cohorts": found})


@require_safe
@admits(cohort_page.belongs)
def cohort(request: HttpRequest, entered: cohort_page.Entered) -> HttpResponse:
    """Its sessions, its people, and how it meets."""
    page = cohort_page.read(entered, clock.now())
    return render(request, "pages/cohort.html", {"page": page, "cohort": page.cohort})
