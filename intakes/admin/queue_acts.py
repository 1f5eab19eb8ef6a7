"""What a coordinator does on the page of a queue: each act is one call of a rule."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from intakes import allocation, candidacies, extra_places, offers, rounds
from intakes.forms.desk import (
    BandForm,
    CapacityForm,
    ExtendForm,
    PlaceForm,
    ReasonForm,
    RescindForm,
    RoundForm,
)
from programs import seats
from programs.models import Cohort

REFUSALS = (
    allocation.CannotOffer,
    allocation.CannotChange,
    candidacies.NotPossible,
    offers.CannotExtend,
    offers.OfferGone,
    offers.ReasonNeeded,
    seats.AlreadyHoldsASeat,
    seats.CannotChange,
)


def do(request: HttpRequest, act: "Act", form: forms.Form, cohort: Cohort) -> None:
    """Do one of `ACTS`, and say how it went."""
    try:
        messages.success(request, act(form, cohort, request.user.pk or 0))
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))


def _round(form: Any, cohort: Cohort, by: int) -> str:
    shown = form.cleaned_data["shown"]
    made = rounds.make_offers(cohort_id=cohort.pk, by=by, at=clock.now(), shown=shown)
    return _("%(offers)d offers, %(waiting)d on the waitlist, %(told)d told it is not now.") % {
        "offers": len(made.offered),
        "waiting": len(made.waitlisted),
        "told": len(made.unsuccessful),
    }


def _promote(form: Any, cohort: Cohort, by: int) -> str:
    made = allocation.promote(cohort_id=cohort.pk, by=by, at=clock.now())
    return _offers_made(len(made))


def _pause(form: Any, cohort: Cohort, by: int) -> str:
    allocation.pause(cohort_id=cohort.pk, by=by, at=clock.now(), reason=form.cleaned_data["reason"])
    return _("Paused: nobody is offered a seat by itself until you go on.")


def _resume(form: Any, cohort: Cohort, by: int) -> str:
    return _offers_made(len(allocation.resume(cohort_id=cohort.pk, by=by, at=clock.now())))


def _band(form: Any, cohort: Cohort, by: int) -> str:
    said = form.cleaned_data
    _belongs(cohort.candidacies.filter(pk=said["candidacy"]))
    allocation.change_band(
        candidacy_id=said["candidacy"],
        band=said["band"],
        reason=said["reason"],
        by=by,
        at=clock.now(),
    )
    return _("The band is changed.")


def _rescind(form: Any, cohort: Cohort, by: int) -> str:
    said = form.cleaned_data
    _belongs(cohort.offers.filter(pk=said["offer"]))
    offers.rescind(offer_id=said["offer"], reason=said["reason"], by=by, at=clock.now())
    return _("The offer is taken back.")


def _extend(form: Any, cohort: Cohort, by: int) -> str:
    said = form.cleaned_data
    _belongs(cohort.offers.filter(pk=said["offer"]))
    offer = offers.extend(
        offer_id=said["offer"],
        business_days=said["days"],
        reason=said["reason"],
        ends=said["ends"],
        by=by,
        at=clock.now(),
    )
    local = offer.expires_at.astimezone(cohort.intake.program.zone)
    return _("There is time to answer until %(until)s. A mail says so.") % {
        "until": date_format(local, "l j F, H:i")
    }


def _place(form: Any, cohort: Cohort, by: int) -> str:
    said = form.cleaned_data
    _belongs(cohort.candidacies.filter(pk=said["candidacy"]))
    extra_places.offer_place(
        candidacy_id=said["candidacy"], reason=said["reason"], by=by, at=clock.now()
    )
    return _("An offer is on its way, for a place out of turn.")


def _capacity(form: Any, cohort: Cohort, by: int) -> str:
    said = form.cleaned_data
    made = allocation.change_capacity(
        cohort_id=cohort.pk,
        capacity=said["capacity"],
        reason=said["reason"],
        by=by,
        at=clock.now(),
    )
    return _offers_made(len(made)) if made else _("The number of places is changed.")


def _belongs(rows: QuerySet[Any]) -> None:
    """The id that was sent is this cohort's."""
    if not rows.exists():
        raise Http404


def _offers_made(count: int) -> str:
    if not count:
        return _("Nothing to offer at the moment.")
    words = ngettext("One offer is on its way.", "%(count)d offers are on their way.", count)
    return words % {"count": count}


Act = Callable[[Any, Cohort, int], str]
ACTS: dict[str, tuple[Act, type[forms.Form]]] = {
    "round": (_round, RoundForm),
    "promote": (_promote, forms.Form),
    "pause": (_pause, ReasonForm),
    "resume": (_resume, forms.Form),
    "band": (_band, BandForm),
    "rescind": (_rescind, RescindForm),
    "extend": (_extend, ExtendForm),
    "place": (_place, PlaceForm),
    "capacity": (_capacity, CapacityForm),
}
