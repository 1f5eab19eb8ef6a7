"""One page per cohort: its seats, its round, who waits, what is held, and what happens next."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from audit import clock, history
from intakes import extra_places, live_offers, queues, rollovers, rounds, what_next
from intakes.admin import queue_acts, rollover_page
from intakes.admin.queue_acts import ACTS
from intakes.forms.desk import (
    BandForm,
    CapacityForm,
    ExtendForm,
    PlaceForm,
    ReasonForm,
    RescindForm,
    RoundForm,
)
from intakes.live_offers import LiveOffer
from intakes.models import Candidacy, CandidacyState, Queue
from programs.desk_tools import SHOWN_ACTS, CoordinatedAdmin, OnlyTheirs
from programs.models import Cohort

A_PAGE = 50
TONES = {"running": "settled", "paused": "needs", "blocked": "needs", "over": "ended"}


@dataclass(frozen=True)
class Row:
    """One line of a table, with the forms that act on it."""

    item: Any
    form: forms.Form
    second: forms.Form


# ------------------------------------------------- the pages


@admin.register(Queue)
class QueueAdmin(CoordinatedAdmin):
    program_path = "intake__program"
    list_display = ("name", "next", "seats_taken", "held", "to_read", "suitable", "waiting")
    list_filter = (("intake", OnlyTheirs), ("community", OnlyTheirs), "state")
    list_select_related = ("intake__program", "community", "paused_by")
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

    @display(description=gettext_lazy("what is next"))
    def next(self, queue: Any) -> str:
        """A link to where it is done, or why there is nothing to do."""
        found: what_next.Next = queue.ahead
        if not found.url:
            return format_html('<span class="quiet">{}</span>', found.words)
        return format_html('<a href="{}">{}</a>', found.url, found.words)

    @display(description=gettext_lazy("seats taken"), ordering="confirmed")
    def seats_taken(self, queue: Any) -> str:
        return _("%(taken)s of %(all)s") % {"taken": queue.confirmed, "all": queue.capacity}

    @display(description=gettext_lazy("held"), ordering="held")
    def held(self, queue: Any) -> int:
        return int(queue.held)

    @display(description=gettext_lazy("to read"), ordering="to_read")
    def to_read(self, queue: Any) -> int:
        return queue.to_read or 0

    @display(description=gettext_lazy("suitable"), ordering="suitable")
    def suitable(self, queue: Any) -> int:
        return queue.suitable or 0

    @display(description=gettext_lazy("waiting"), ordering="waiting")
    def waiting(self, queue: Any) -> int:
        return queue.waiting or 0

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The list, each cohort with what is next for it."""
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", {}).get("cl")
        if shown is not None:
            rows = list(shown.result_list)
            ahead = what_next.of(rows, clock.now())
            for queue in rows:
                queue.ahead = ahead[queue.pk]
            shown.result_list = rows
        return response

    def get_urls(self) -> list[URLPattern]:
        """The page that asks who waits in vain, beside the usual ones."""
        page = self.admin_site.admin_view(self.roll_over)
        ask = path("<int:object_id>/roll-over/", page, name="intakes_rollover")
        return [ask, *super().get_urls()]

    def roll_over(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Whom a coordinator would ask to keep their place for the next intake; a POST asks."""
        return rollover_page.show(self, request, self.their_row(request, object_id))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The queue of one cohort; a POST does one of `ACTS`."""
        cohort = self.their_row(request, object_id)
        typed: forms.Form | None = None
        if request.method == "POST":
            act, shape = ACTS.get(request.POST.get("act", ""), (None, forms.Form))
            if act is None:
                raise Http404
            typed = shape(request.POST)
            if typed.is_valid():
                queue_acts.do(request, act, typed, cohort)
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
            "paused_why": _paused_why(cohort),
            "next_ones": queues.next_ones(
                queues.waiting_list(cohort), max(state.next_offers, min(1, state.waiting))
            ),
            "place_refused": extra_places.refusal(cohort, state.term, at),
            "asked": rollovers.tally(cohort.intake) if state.is_empty_for_good else None,
            "intake_open": cohort.intake.closes_at if at < cohort.intake.closes_at else None,
            "waiting": waiting,
            "waiting_rows": [_waiting_row(candidacy, typed) for candidacy in waiting],
            "offer_rows": [_offer_row(live, typed) for live in live_offers.of(cohort)],
            "pause_form": _typed(typed, ReasonForm) or ReasonForm(auto_id="pause-%s"),
            "capacity_form": _typed(typed, CapacityForm)
            or CapacityForm(initial={"capacity": cohort.capacity}, auto_id="capacity-%s"),
            "typed": typed,
            "acts_of": history.in_cohorts([cohort.pk])[:SHOWN_ACTS],
            **_round_context(cohort, at),
        }


def _paused_why(cohort: Cohort) -> str:
    """Why it was paused, while it is."""
    return history.latest_reason(cohort.pk, "cohort.paused") if cohort.paused_by_id else ""


def _round_context(cohort: Cohort, at: Any) -> dict[str, Any]:
    """What making offers would come to now, or why none can be made."""
    try:
        found = rounds.preview(cohort, at)
    except rounds.CannotOffer as refusal:
        return {"round_refused": str(refusal)}
    return {"round": found, "round_form": RoundForm(initial={"shown": found.stamp})}


def _waiting_row(candidacy: Candidacy, typed: forms.Form | None) -> Row:
    about = {"candidacy": candidacy.pk}
    return Row(
        candidacy,
        _mine(typed, BandForm, about)
        or BandForm(initial=about | {"band": candidacy.band}, auto_id=f"band-{candidacy.pk}-%s"),
        _mine(typed, PlaceForm, about)
        or PlaceForm(initial=about, auto_id=f"place-{candidacy.pk}-%s"),
    )


def _offer_row(live: LiveOffer, typed: forms.Form | None) -> Row:
    about, ends = {"offer": live.offer.pk}, live.offer.expires_at.isoformat()
    return Row(
        live,
        _mine(typed, RescindForm, about)
        or RescindForm(initial=about, auto_id=f"offer-{live.offer.pk}-%s"),
        _mine(typed, ExtendForm, about)
        or ExtendForm(
            initial=about | {"ends": ends, "days": 2}, auto_id=f"extend-{live.offer.pk}-%s"
        ),
    )


def _mine(
    typed: forms.Form | None, shape: type[forms.Form], about: dict[str, int]
) -> forms.Form | None:
    """What was typed, if it was typed into this line's form."""
    same = typed is not None and all(typed.data.get(k) == str(pk) for k, pk in about.items())
    return _typed(typed, shape) if same else None


def _typed(typed: forms.Form | None, shape: type[forms.Form]) -> forms.Form | None:
    return typed if type(typed) is shape else None


def _seats(state: str) -> Count:
    return Count("seats", filter=Q(seats__state=state))


def _in_state(state: CandidacyState) -> Subquery:
    rows = Candidacy.objects.filter(cohort=OuterRef("pk"), state=state).order_by()
    return Subquery(rows.values("cohort").annotate(n=Count("pk")).values("n"))
