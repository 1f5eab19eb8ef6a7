"""Offers at the desk: to whom, until when, how it went. Taken back with a reason."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.desk_rows import Tones
from audit import clock, history
from audit.models import EntryQuerySet
from intakes import offers
from intakes.admin import asking
from intakes.models import Offer
from programs.desk_tools import CoordinatedAdmin, OnlyTheirs


@admin.register(Offer)
class OfferAdmin(CoordinatedAdmin):
    program_path = "cohort__intake__program"
    list_display = ("who", "cohort", "shown_state", "sent_at", "expires_at", "settled_at")
    list_filter = ("state", ("cohort", OnlyTheirs))
    list_select_related = ("candidacy__application__applicant", "cohort")
    search_fields = (
        "candidacy__application__applicant__display_name",
        "candidacy__application__applicant__email",
    )
    ordering = ("-sent_at", "-pk")
    actions = ("take_back",)
    fields = (
        *("who", "cohort", "state", "seat", "sent_at", "expires_at"),
        *("settled_at", "decline_choice"),
    )
    readonly_fields = (
        "who",
        *("cohort", "seat", "sent_at", "expires_at", "settled_at", "decline_choice"),
    )

    def heading(self, obj: Any) -> str:
        return str(self.who(obj))

    def acts(self, obj: Any) -> EntryQuerySet:
        return history.about(obj, obj.candidacy)

    @admin.action(description=_("Take back …"))
    def take_back(self, request: HttpRequest, rows: QuerySet[Offer]) -> HttpResponse | None:
        def act(pk: int, reason: str) -> None:
            offers.rescind(offer_id=pk, reason=reason, by=request.user.pk or 0, at=clock.now())

        return asking.with_reason(
            self,
            request,
            rows,
            title=_("Take these offers back, because …"),
            button=_("Take them back"),
            act=act,
            refusals=(offers.OfferGone, offers.ReasonNeeded),
        )

    @display(description=_("who"), ordering="candidacy__application__applicant__display_name")
    def who(self, offer: Offer) -> str:
        return str(offer.candidacy.application.applicant)

    @display(
        description=_("state"),
        ordering="state",
        label=Tones(sent="warning", accepted="success"),
    )
    def shown_state(self, offer: Offer) -> tuple[str, str]:
        return offer.state, offer.get_state_display()
