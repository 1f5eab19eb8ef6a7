"""One page per cohort: its seats, its round, who waits, what is held, and what happens next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import display

from audit import clock, history
from intakes import allocation, candidacies, offers, queues, rounds
from intakes.forms.desk import BandForm, CapacityForm, ReasonForm, RescindForm, RoundForm
from intakes.models import Candidacy, CandidacyState, Queue
from intakes.queues import LiveOffer
from programs import seats
from programs.desk_tools import SHOWN_ACTS, CoordinatedAdmin, OnlyTheirs
from programs.models import Cohort

A_PAGE = 50
REFUSALS = (
    allocation.CannotOffer,
    allocation.CannotChange,
    candidacies.NotPossible,
    offers.OfferGone,
    offers.ReasonNeeded,
    seats.CannotChange,
)
TONES = {"running": "settled", "paused": "needs", "blocked": "needs"}


@dataclass(frozen=True)
class Row:
    """One line of a table, with the form that acts on it."""

    item: Any
    form: forms.Form


# ------------------------------------------------- acts


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
    "capacity": (_capacity, CapacityForm),
}


# ------------------------------------------------- the pages


@admin.register(Queue)
class QueueAdmin(CoordinatedAdmin):
    program_path = "intake__program"
    list_display = ("name", "intake", "confirmed", "held", "free", "to_read", "suitable", "waiting")
    list_filter = (("intake", OnlyTheirs), ("community", OnlyTheirs), "state")
    list_select_related = ("intake", "community")
    search_fields = ("name", "community__name")
    ordering = ("-window_first", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Queue]:
        rows: QuerySet[Queue] = super().get_queryset(request)
        return rows.annotate(
            confirmed=_seats("confirmed"),
            held=_seats("held"),
            free=_seats("free"),
            to_read=_in_state(CandidacyState.IN_REVIEW),
            suitable=_in_state(CandidacyState.ELIGIBLE),
            waiting=_in_state(CandidacyState.WAITLISTED),
        )

    @display(description=gettext_lazy("seats taken"), ordering="confirmed")
    def confirmed(self, queue: Any) -> int:
        return int(queue.confirmed)

    @display(description=gettext_lazy("held"), ordering="held")
    def held(self, queue: Any) -> int:
        return int(queue.held)

    @display(description=gettext_lazy("free"), ordering="free")
    def free(self, queue: Any) -> int:
        return int(queue.free)

    @display(description=gettext_lazy("to read"), ordering="to_read")
    def to_read(self, queue: Any) -> int:
        return queue.to_read or 0

    @display(description=gettext_lazy("suitable"), ordering="suitable")
    def suitable(self, queue: Any) -> int:
        return queue.suitable or 0

    @display(description=gettext_lazy("waiting"), ordering="waiting")
    def waiting(self, queue: Any) -> int:
        return queue.waiting or 0

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The queue of one cohort; a POST does one of `ACTS`."""
        cohort = self.get_object(request, object_id) if object_id else None
        if cohort is None:
            raise Http404
        typed: forms.Form | None = None
        if request.method == "POST":
            act, shape = ACTS.get(request.POST.get("act", ""), (None, forms.Form))
            if act is None:
                raise Http404
            typed = shape(request.POST)
            if typed.is_valid():
                _do(request, act, typed, cohort)
                return redirect("admin:intakes_queue_change", cohort.pk)
        return TemplateResponse(
            request, "intakes/desk/queue.html", self._context(request, cohort, typed)
        )

    def _context(
        self, request: HttpRequest, cohort: Cohort, typed: forms.Form | None
    ) -> dict[str, Any]:
        at = clock.now()
        state = queues.queue_state(cohort, at)
        waiting = Paginator(queues.waiting_list(cohort), A_PAGE).get_page(request.GET.get("page"))
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(cohort),
            "original": cohort,
            "zone": cohort.intake.program.time_zone,
            "state": state,
            "tone": TONES[state.motion],
            "next_ones": queues.next_ones(queues.waiting_list(cohort), state.next_offers),
            "intake_open": cohort.intake.closes_at if at < cohort.intake.closes_at else None,
            "waiting": waiting,
            "waiting_rows": [_band_row(candidacy, typed) for candidacy in waiting],
            "offer_rows": [_offer_row(live, typed) for live in queues.live_offers(cohort)],
            "pause_form": _typed(typed, ReasonForm) or ReasonForm(auto_id="pause-%s"),
            "capacity_form": _typed(typed, CapacityForm)
            or CapacityForm(initial={"capacity": cohort.capacity}, auto_id="capacity-%s"),
            "typed": typed,
            "acts_of": history.in_cohorts([cohort.pk])[:SHOWN_ACTS],
            **_round_context(cohort, at),
        }


def _do(request: HttpRequest, act: Act, form: forms.Form, cohort: Cohort) -> None:
    try:
        messages.success(request, act(form, cohort, request.user.pk or 0))
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))


def _round_context(cohort: Cohort, at: Any) -> dict[str, Any]:
    """What making offers would come to now, or why none can be made."""
    try:
        found = rounds.preview(cohort, at)
    except allocation.CannotOffer as refusal:
        return {"round_refused": str(refusal)}
    return {"round": found, "round_form": RoundForm(initial={"shown": found.stamp})}


def _band_row(candidacy: Candidacy, typed: forms.Form | None) -> Row:
    if isinstance(typed, BandForm) and typed.data.get("candidacy") == str(candidacy.pk):
        return Row(candidacy, typed)
    initial = {"candidacy": candidacy.pk, "band": candidacy.band}
    return Row(candidacy, BandForm(initial=initial, auto_id=f"band-{candidacy.pk}-%s"))


def _offer_row(live: LiveOffer, typed: forms.Form | None) -> Row:
    if isinstance(typed, RescindForm) and typed.data.get("offer") == str(live.offer.pk):
        return Row(live, typed)
    initial = {"offer": live.offer.pk}
    return Row(live, RescindForm(initial=initial, auto_id=f"offer-{live.offer.pk}-%s"))


def _typed(typed: forms.Form | None, shape: type[forms.Form]) -> forms.Form | None:
    return typed if type(typed) is shape else None


def _seats(state: str) -> Count:
    return Count("seats", filter=Q(seats__state=state))


def _in_state(state: CandidacyState) -> Subquery:
    rows = Candidacy.objects.filter(cohort=OuterRef("pk"), state=state).order_by()
    return Subquery(rows.values("cohort").annotate(n=Count("pk")).values("n"))
