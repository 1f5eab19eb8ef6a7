"""Dates for a person's own calendar: the page under /you/, the feed, one session's file."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admits, signed_in
from accounts.models import User
from audit import clock
from sessions import access
from sessions.feeds import addresses, events, invitations, own_page
from sessions.feeds.addresses import ChangedMeanwhile, Subscriber
from sessions.forms.calendar import AddressForm, InvitationsForm
from sessions.models import Session


@require_safe
@admits(access.subscriber)
def feed(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """Somebody's dates, for the calendar that knows their address; 304 while nothing changed."""
    unchanged = get_conditional_response(request, etag=subscriber.mark)
    response = unchanged or _calendar(addresses.render(subscriber))
    response["ETag"] = subscriber.mark
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@admits(access.taker)
def one_date(request: HttpRequest, session: Session) -> HttpResponse:
    """One session as a file for a calendar."""
    response = _calendar(events.render([session], at=clock.now()))
    response["Content-Disposition"] = 'attachment; filename="date.ics"'
    return response


@require_safe
@admits(signed_in)
def calendar(request: HttpRequest, user: User) -> HttpResponse:
    """What one's own calendar gets from here."""
    return _page(request, user)


@require_POST
@admits(signed_in)
def make_address(request: HttpRequest, user: User) -> HttpResponse:
    """Make the address, or make it anew, and show it: this once, and not by way of another page,
    since nothing here keeps it."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return redirect("sessions:calendar")
    try:
        token = addresses.make(user_id=user.pk, at=clock.now(), **form.cleaned_data)
    except ChangedMeanwhile as refusal:
        messages.warning(request, str(refusal))
        return redirect("sessions:calendar")
    return _page(request, user, token=token)


@require_POST
@admits(signed_in)
def take_address_back(request: HttpRequest, user: User) -> HttpResponse:
    """Let the address answer nothing any more."""
    addresses.take_back(user_id=user.pk, at=clock.now())
    messages.success(request, _("Done. That address answers nothing any more."))
    return redirect("sessions:calendar")


@require_POST
@admits(signed_in)
def by_mail(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for dates by mail, or stop them."""
    form = InvitationsForm(request.POST)
    if form.is_valid() and form.cleaned_data["wanted"]:
        invitations.opt_in(user_id=user.pk, at=clock.now())
        messages.success(request, _("Done. Your dates are on their way, a mail for each."))
    elif form.is_valid():
        invitations.opt_out(user_id=user.pk, at=clock.now())
        messages.success(request, _("Done. What was sent is taken back, date by date."))
    return redirect("sessions:calendar")


def _page(request: HttpRequest, user: User, token: str = "") -> HttpResponse:
    context: dict[str, object] = {"calendar": own_page.of(user.pk, clock.now())}
    if token:
        path = reverse("sessions:feed", kwargs={"token": token})
        address = f"{settings.SITE_URL}{path}"
        context |= {"address": address, "subscribe": f"webcal://{address.partition('://')[2]}"}
    return render(request, "sessions/calendar.html", context)


def _calendar(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=events.CONTENT_TYPE)
