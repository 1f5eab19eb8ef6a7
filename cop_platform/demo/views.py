"""The demo's pages: be somebody, move the clock, start afresh. Local demo alone."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import admits
from accounts.models import User
from audit import clock
from cop_platform.demo import loading, people, state, time_travel
from cop_platform.demo.access import in_the_demo
from cop_platform.demo.cards import CARDS, NoSuchCard, card
from cop_platform.models import DemoState


@require_GET
@admits(in_the_demo)
def cards(request: HttpRequest, demo: DemoState) -> HttpResponse:
    """Somebody to be, one click each."""
    return render(request, "demo/cards.html", {"demo_cards": CARDS, "code": people.code_now()})


@require_POST
@admits(in_the_demo)
def enter(request: HttpRequest, demo: DemoState, word: str) -> HttpResponse:
    """Sign in as the card's person, without a second factor; the visitor signs out."""
    try:
        chosen = card(word)
    except NoSuchCard:
        raise Http404 from None
    logout(request)
    person = User.objects.by_email(chosen.email) if chosen.email else None
    if person and person.is_demo:
        be(request, person)
    return redirect(wanted(request) or ("pages:next" if person else "pages:home"))


def be(request: HttpRequest, person: User) -> None:
    """Sign in as a demo person, as if a second factor had been shown."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, person, method="mfa")


@require_POST
@admits(in_the_demo)
def move_clock(request: HttpRequest, demo: DemoState, to: str) -> HttpResponse:
    """A day on, to the next deadline, to the next session."""
    if to not in time_travel.MOVES:
        raise Http404
    try:
        time_travel.move(to, at=clock.now())
    except time_travel.NothingAhead:
        messages.info(request, _("There is nothing of that kind ahead."))
    return redirect(wanted(request) or "pages:home")


@admits(in_the_demo)
def afresh(request: HttpRequest, demo: DemoState) -> HttpResponse:
    """Ask, then load the demo anew with today's dates."""
    if request.method != "POST":
        return render(request, "demo/afresh.html")
    logout(request)
    loading.load_afresh(at=clock.now() - clock.ahead())
    return redirect("demo:cards")


@require_POST
@admits(in_the_demo)
def tour_shown(request: HttpRequest, demo: DemoState, what: str) -> HttpResponse:
    """Put the tour away, or bring it back."""
    state.put_away(dismissed=what == "away")
    return redirect(wanted(request) or "pages:home")


def wanted(request: HttpRequest) -> str:
    """Where the form asks to go on to, when that is a page of this site."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if safe else ""
