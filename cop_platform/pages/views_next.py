"""What is next for you: where everyone lands after signing in. One thing first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import admits, signed_in
from accounts.models import User
from audit import clock
from cop_platform.pages import gathering


@admits(signed_in)
def next_page(request: HttpRequest, user: User) -> HttpResponse:
    """The most urgent step, then the others."""
    steps = gathering.next_for(user, clock.now())
    return render(
        request, "pages/next.html", {"first": next(iter(steps), None), "others": steps[1:]}
    )
