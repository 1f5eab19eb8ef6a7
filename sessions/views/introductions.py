"""Who people are to their cohort, as far as they like to say."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import admits, signed_in
from accounts.models import User
from audit import clock
from sessions import access
from sessions import introductions as rules
from sessions.circle import Visit
from sessions.forms.introductions import IntroductionForm

A_PAGE = 25


@require_safe
@admits(access.writes_in_the_circle)
def introductions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those who introduce themselves to this cohort. Coordinators are not of it."""
    found = Paginator(rules.seen_in(visit.cohort, visit.at), A_PAGE)
    context = {
        "cohort": visit.cohort,
        "page": found.get_page(request.GET.get("page")),
        "shown": visit.cohort.pk in rules.shown_to(visit.user.pk),
    }
    return render(request, "sessions/introductions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(signed_in)
def introduction(request: HttpRequest, user: User) -> HttpResponse:
    """One's own, and who sees it."""
    at = clock.now()
    cohorts = rules.cohorts_for(user, at)
    typed = request.POST if request.method == "POST" else None
    form = IntroductionForm(
        rules.own(user.pk), typed, cohorts=cohorts, shown_to=rules.shown_to(user.pk)
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        rules.change(
            user_id=user.pk,
            about=said["about"],
            works_on=said["works_on"],
            ask_me=said["ask_me"],
            show_to=said.get("show_to", []),
            at=at,
        )
        messages.success(request, _("That is kept."))
        return redirect("sessions:introduction")
    context = {"form": form, "cohorts": cohorts}
    return render(request, "sessions/introduction.html", context)
