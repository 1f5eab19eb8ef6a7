"""What is next for you: where everyone lands after signing in. One thing first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import admits, signed_in
from accounts.models import User
from accounts.steps import Step
from audit import clock
from cop_platform.pages import gathering

# Up to here a step asks for something soon; what comes later is good news or can wait.
SOON = 2


@require_safe
@admits(signed_in)
def next_page(request: HttpRequest, user: User) -> HttpResponse:
    """The most urgent step, then the others."""
    steps = gathering.next_for(user, clock.now())
    first = next(iter(steps), None)
    context = {"first": first, "others": steps[1:], "tone": _tone(first)}
    return render(request, "pages/next.html", context)


def _tone(step: Step | None) -> str:
    return "needs" if step and step.urgency <= SOON else "settled"
