"""Review at the desk: each candidacy, suitable or not this time, with a reason."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from audit import clock, history
from audit.models import EntryQuerySet
from intakes import review
from intakes.admin import asking
from intakes.models import Candidacy, CandidacyState, Offer
from programs.desk_tools import CoordinatedAdmin, OnlyTheirs

S = CandidacyState
LABELS: dict[str, str] = {
    S.IN_REVIEW: "warning",
    S.ELIGIBLE: "info",
    S.OFFERED: "warning",
    S.WAITLISTED: "info",
    S.ACCEPTED: "success",
}


# What needs reading stands first, then what waits for a round.
UNREAD_FIRST = Case(When(state=S.IN_REVIEW, then=0), When(state=S.ELIGIBLE, then=1), default=2)


@admin.register(Candidacy)
class CandidacyAdmin(CoordinatedAdmin):
    program_path = "intake__program"
    list_display = (
        "who",
        "cohort",
        "rank",
        "shown_state",
        "organisation",
        "region",
        "alone",
        "band",
    )
    list_filter = (
        "state",
        ("cohort", OnlyTheirs),
        ("intake", OnlyTheirs),
        "application__career_stage",
        "application__sole_worker",
    )
    list_select_related = ("application__applicant", "cohort")
    search_fields = (
        "application__applicant__display_name",
        "application__applicant__email",
        "application__organisation",
    )
    ordering = (UNREAD_FIRST, "application__submitted_at", "pk")
    actions = ("suitable", "not_this_time", "read_again")
    fieldsets = (
        (None, {"fields": ("who", "cohort", "rank", "state", "band", "eligible_since")}),
        (_("Their work"), {"fields": ("their_role", "organisation", "setting", "region", "alone")}),
        (_("In their words"), {"fields": ("hopes", "contribution", "dates_work")}),
    )
    readonly_fields = (
        *("who", "cohort", "rank", "band", "eligible_since", "shown_state"),
        *("their_role", "organisation", "setting", "region", "alone"),
        *("hopes", "contribution", "dates_work"),
    )
    change_form_outer_before_template = "intakes/desk/decide.html"

    class Media:
        css = {"all": ("css/desk_queue.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidacy]:
        return super().get_queryset(request).exclude(state=S.CHOSEN)

    def acts(self, obj: Any) -> EntryQuerySet:
        return history.about(obj, *Offer.objects.filter(candidacy=obj))

    # -- What can be decided ---------------------------------------------------------------

    @admin.action(description=_("Suitable …"))
    def suitable(self, request: HttpRequest, rows: QuerySet[Candidacy]) -> HttpResponse | None:
        act = partial(_decide, request, S.ELIGIBLE)
        return self._ask(request, rows, _("Suitable, because …"), act)

    @admin.action(description=_("Not this time …"))
    def not_this_time(self, request: HttpRequest, rows: QuerySet[Candidacy]) -> HttpResponse | None:
        act = partial(_decide, request, S.UNSUCCESSFUL)
        return self._ask(request, rows, _("Not this time, because …"), act)

    @admin.action(description=_("Read again …"))
    def read_again(self, request: HttpRequest, rows: QuerySet[Candidacy]) -> HttpResponse | None:
        return self._ask(request, rows, _("Read again, because …"), partial(_reopen, request))

    def _ask(
        self, request: HttpRequest, rows: QuerySet[Candidacy], title: Any, act: asking.Act
    ) -> HttpResponse | None:
        return asking.with_reason(
            self,
            request,
            rows,
            title=title,
            button=_("Keep the decision"),
            act=act,
            refusals=(review.CannotDecide,),
        )

    # -- What is shown ---------------------------------------------------------------------

    @display(description=_("who"), ordering="application__applicant__display_name")
    def who(self, candidacy: Candidacy) -> str:
        return str(candidacy.application.applicant)

    @display(description=_("state"), ordering="state", label=LABELS)
    def shown_state(self, candidacy: Candidacy) -> tuple[str, str]:
        return candidacy.state, candidacy.get_state_display()

    @display(description=_("organisation"), ordering="application__organisation")
    def organisation(self, candidacy: Candidacy) -> str:
        return candidacy.application.organisation

    @display(description=_("region"), ordering="application__region")
    def region(self, candidacy: Candidacy) -> str:
        return candidacy.application.region

    @display(description=_("alone there"))
    def alone(self, candidacy: Candidacy) -> str:
        return _yes(candidacy.application.sole_worker)

    @display(description=_("role"))
    def their_role(self, candidacy: Candidacy) -> str:
        return candidacy.application.role

    @display(description=_("setting"))
    def setting(self, candidacy: Candidacy) -> str:
        return candidacy.application.setting

    @display(description=_("hopes for"))
    def hopes(self, candidacy: Candidacy) -> str:
        return candidacy.application.hopes

    @display(description=_("brings"))
    def contribution(self, candidacy: Candidacy) -> str:
        return candidacy.application.contribution

    @display(description=_("the dates work"))
    def dates_work(self, candidacy: Candidacy) -> str:
        return _yes(candidacy.application.can_commit)


def _yes(value: bool) -> str:
    return gettext("yes") if value else ""


def _decide(request: HttpRequest, outcome: CandidacyState, pk: int, reason: str) -> None:
    by = request.user.pk or 0
    review.decide(candidacy_id=pk, outcome=outcome, reason=reason, by=by, at=clock.now())


def _reopen(request: HttpRequest, pk: int, reason: str) -> None:
    review.reopen(candidacy_id=pk, reason=reason, by=request.user.pk or 0, at=clock.now())
