"""An offer: what it is, until when, and the answer. A link only opens a page (DOMAIN 0.6)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import admits
from audit import clock
from intakes import deadlines, departures, offers, people, settling
from intakes.access import own_offer
from intakes.forms.fields import typed
from intakes.forms.offer import AcceptForm, DeclineForm, GiveUpForm
from intakes.models import CandidacyState, Offer, OfferState
from sessions import schedules


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_offer)
def show(request: HttpRequest, offer: Offer) -> HttpResponse:
    """What is offered and until when; a POST accepts."""
    if request.method == "POST" and settling.gone(offer, clock.now()):
        return redirect("intakes:offer", pk=offer.pk)  # that page says how it ended
    settling.with_surroundings(offer)
    form = AcceptForm(
        typed(request),
        pledge=offers.current_pledge(offer.cohort),
        others=settling.known_others_of(offer, clock.now()),
        dates_known=offers.dates_known(offer.cohort),
    )
    if request.method == "POST" and (_is_mine_already(offer) or form.is_valid()):
        try:
            _accept(offer, form)
        except offers.OfferGone as refusal:
            messages.info(request, str(refusal))
            return redirect("intakes:offer", pk=offer.pk)
        except offers.CannotAccept as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The seat is yours. A mail that says what comes next is on its way.")
            )
            return redirect("intakes:offer", pk=offer.pk)
    return _page(request, offer, {"form": form})


def _is_mine_already(offer: Offer) -> bool:
    """Accepted by the first of two presses: the second gets the same answer."""
    return offer.state == OfferState.ACCEPTED and offer.candidacy.state == CandidacyState.ACCEPTED


def _accept(offer: Offer, form: AcceptForm) -> None:
    ticked = form.cleaned_data if form.is_valid() else {}
    offers.accept(
        offer_id=offer.pk,
        ticks=offers.Ticks(
            notice=ticked.get("notice", False),
            pledge_id=ticked.get("pledge_id") if ticked.get("pledge") else None,
            dates=ticked.get("dates", False),
        ),
        keep_waiting=ticked.get("keep_waiting", False),
        at=clock.now(),
        by=settling.holder_id(offer),
    )


def _page(request: HttpRequest, offer: Offer, context: dict[str, Any]) -> HttpResponse:
    at = clock.now()
    state = settling.state_at(offer, at)
    frame = {
        "offer": offer,
        "state": state,
        "waits": state == OfferState.SENT,
        "has_seat": _is_mine_already(offer),
        "can_rejoin": not offers.cannot_rejoin(offer, at),
        "cohort": offer.cohort,
        "community": offer.cohort.community,
        "program": offer.cohort.intake.program,
        "until": deadlines.last_moment(offer),
        "dates": schedules.sessions_of(offer.cohort),
        "pledge": offers.current_pledge(offer.cohort),
        "notice": people.current_notice(at),
    }
    return render(request, "intakes/offer.html", frame | context)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_offer)
def decline(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Ask what should become of the rest; a POST gives the seat back."""
    places = offers.places_to_wait(settling.with_surroundings(offer))
    form = DeclineForm(typed(request), places=places)
    if settling.state_at(offer, clock.now()) != OfferState.SENT:
        return redirect("intakes:offer", pk=offer.pk)  # answered or over: that page says how
    if request.method == "POST" and form.is_valid():
        try:
            offers.decline(
                offer_id=offer.pk,
                choice=form.cleaned_data["choice"],
                other_candidacy_id=form.cleaned_data.get("other"),
                at=clock.now(),
                by=settling.holder_id(offer),
            )
        except offers.OfferGone as refusal:
            messages.info(request, str(refusal))
            return redirect("intakes:offer", pk=offer.pk)
        except offers.CannotDecline as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you for telling us."))
            return redirect("intakes:application", pk=offer.candidacy.application_id)
    context = {
        "offer": offer,
        "form": form,
        "community": offer.cohort.community,
        "others": ", ".join(place.cohort.community.name for place in places),
    }
    return render(request, "intakes/decline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_offer)
def rejoin(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Still interested? A POST goes back to the end of the waitlist, once."""
    if request.method == "POST":
        try:
            offers.rejoin(offer_id=offer.pk, at=clock.now(), by=settling.holder_id(offer))
        except offers.CannotRejoin as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("You are on the waitlist again."))
            return redirect("intakes:application", pk=offer.candidacy.application_id)
    return redirect("intakes:offer", pk=offer.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_offer)
def give_up(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Ask once, then give an accepted seat back."""
    if not _is_mine_already(offer):
        return redirect("intakes:offer", pk=offer.pk)
    settling.with_surroundings(offer)
    form = GiveUpForm(typed(request))
    if request.method == "POST" and form.is_valid():
        departures.give_up(
            offer_id=offer.pk,
            reason=form.cleaned_data["reason"],
            at=clock.now(),
            by=settling.holder_id(offer),
        )
        messages.success(request, _("The seat is given back. Thank you for telling us."))
        return redirect("intakes:application", pk=offer.candidacy.application_id)
    context = {"offer": offer, "form": form, "community": offer.cohort.community}
    return render(request, "intakes/give_up.html", context)
