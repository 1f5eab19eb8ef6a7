"""How somebody signs in, at a glance; and the one page of staff who lack a second factor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import factors
from accounts.access import admits, signed_in
from accounts.models import User


@admits(signed_in)
def second_factor(request: HttpRequest, user: User) -> HttpResponse:
    """Set one up, and nothing else until then."""
    if factors.has_one(user):
        return redirect("accounts:security")
    return render(request, "accounts/second_factor.html")


@admits(signed_in)
def security(request: HttpRequest, user: User) -> HttpResponse:
    """What there is, with links to allauth's pages that change it."""
    context = {
        "ways": factors.ways_in(user),
        "needs_factor": factors.is_needed(user),
    }
    return render(request, "accounts/security.html", context)
