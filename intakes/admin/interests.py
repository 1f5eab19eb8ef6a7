"""Interest at the desk: who waits for the next intake, and for what."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from accounts.desk_rows import Tones
from audit import clock, history
from intakes import inviting
from intakes.admin import told
from intakes.models import Interest, InterestChoice
from programs import calendar
from programs.desk_tools import SHOWN_ACTS, CoordinatedAdmin, OnlyTheirs
from programs.models import Intake

A_PAGE = 50
WRITTEN = ("role", "organisation", "hopes", "source")

RANKED = Prefetch(
    "choices", InterestChoice.objects.select_related("community").order_by("rank"), "ranked"
)


@admin.register(Interest)
class InterestAdmin(told.Told, CoordinatedAdmin):
    program_path = "program"
    list_display = ("who", "communities", "told_organisation", "shown_state", "submitted_at")
    list_filter = ("state", ("program", OnlyTheirs))
    list_select_related = ("person",)
    search_fields = ("person__display_name", "person__email", "organisation")
    ordering = ("-submitted_at", "-pk")
    fields = ("who", "communities", *told.names(WRITTEN), "state")
    readonly_fields = ("who", "communities", *told.names(WRITTEN))
    list_before_template = "intakes/desk/open_intakes.html"

    class Media:
        css = {"all": ("css/desk_queue.css", "css/desk_invite.css")}

    # -- An intake opens -------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """The page that tells the pool, beside the usual ones."""
        page = self.admin_site.admin_view(self.invite)
        return [path("intake/<int:intake_id>/", page, name="intakes_invite"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"open_intakes": lambda: self._open(request)} | (extra_context or {})
        return super().changelist_view(request, context)

    def _open(self, request: HttpRequest) -> list[inviting.Waiting]:
        intakes = self.admin_site._registry[Intake].get_queryset(request)
        return inviting.open_intakes(intakes, clock.now())

    def invite(self, request: HttpRequest, intake_id: int) -> HttpResponse:
        """Who would be told that an intake is open, who is left out and why; a POST tells."""
        intakes = self.admin_site._registry[Intake].get_queryset(request)
        intake = intakes.select_related("program").filter(pk=intake_id).first()
        if intake is None:
            raise Http404
        if request.method == "POST":
            _tell(request, intake)
            return redirect("admin:intakes_invite", intake_id)
        return TemplateResponse(
            request,
            "intakes/desk/invite.html",
            {**self.admin_site.each_context(request), "opts": self.opts, **_about(request, intake)},
        )

    def heading(self, obj: Any) -> str:
        return str(self.who(obj))

    # -- What is shown ---------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interest]:
        return super().get_queryset(request).prefetch_related(RANKED)

    @display(description=_("who"), ordering="person__display_name")
    def who(self, interest: Interest) -> str:
        return str(interest.person)

    @display(description=_("would like"))
    def communities(self, interest: Interest) -> str:
        ranked: list[InterestChoice] = interest.ranked  # type: ignore[attr-defined]
        return ", ".join(choice.community.name for choice in ranked)

    @display(
        description=_("state"),
        ordering="state",
        label=Tones(submitted="info", invited="info", converted="success"),
    )
    def shown_state(self, interest: Interest) -> tuple[str, str]:
        return interest.state, interest.get_state_display()


def _tell(request: HttpRequest, intake: Intake) -> None:
    try:
        sent = inviting.invite(intake_id=intake.pk, by=request.user.pk or 0, at=clock.now())
    except inviting.CannotInvite as refusal:
        messages.warning(request, str(refusal))
        return
    if not sent.told:
        messages.info(request, said("Nobody was left to tell."))
        return
    words = ngettext("One person is told.", "%(count)d people are told.", sent.told)
    messages.success(request, words % {"count": sent.told})
    if sent.waiting:
        more = ngettext(
            "One more is waiting: press again.",
            "%(count)d more are waiting: press again for the next of them.",
            sent.waiting,
        )
        messages.info(request, more % {"count": sent.waiting})


def _about(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    at = clock.now()
    rows = inviting.matching(intake).prefetch_related(RANKED)
    out = inviting.left_out(intake)[:A_PAGE]
    told = inviting.told(intake)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return {
        "title": said("Tell the pool: %(intake)s") % {"intake": intake.name},
        "intake": intake,
        "program": intake.program,
        "refused": inviting.why_not(intake, at),
        "leaves_at": calendar.sending_moment(intake.program, at),
        "page": page,
        "at_once": inviting.AT_ONCE,
        "next_count": min(page.paginator.count, inviting.AT_ONCE),
        "left_out": [(one, inviting.why_left_out(one)) for one in out],
        "left_out_count": inviting.left_out(intake).count(),
        "told": told[:A_PAGE],
        "told_count": told.count(),
        "elsewhere": inviting.elsewhere(intake),
        "acts_of": history.about(intake)[:SHOWN_ACTS],
    }
