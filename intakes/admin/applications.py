"""Applications at the desk: what each person wrote, what was decided, and by whom."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.desk_rows import Tones
from audit import history
from audit.models import EntryQuerySet
from intakes import answers, questions, standing, support
from intakes.admin import told
from intakes.admin.kept_apart import KeptApart
from intakes.models import Application, Candidacy, Offer
from programs.desk_tools import CoordinatedAdmin, CoordinatedInline, OnlyTheirs

RANKED = Prefetch(
    "candidacies", Candidacy.objects.select_related("cohort__community").order_by("rank"), "ranked"
)
WRITTEN = told.names(answers.OF_STEP[answers.ABOUT])
WISHES = told.names(answers.OF_STEP[answers.WISHES])
SAID = (*told.names(answers.OF_STEP[answers.HOPES]), "further")


class CandidacyInline(CoordinatedInline):
    model = Candidacy
    fields = ("rank", "cohort", "state", "band", "requeued", "eligible_since")
    readonly_fields = fields
    ordering = ("rank",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidacy]:
        rows: QuerySet[Candidacy] = super().get_queryset(request)
        return rows.select_related("cohort")


@admin.register(Application)
class ApplicationAdmin(told.Told, KeptApart, CoordinatedAdmin):
    program_path = "intake__program"
    list_display = ("who", "organisation", "asks_for", "stands", "region", "submitted_at")
    list_filter = (
        "state",
        ("intake", OnlyTheirs),
        ("candidacies__cohort__community", OnlyTheirs),
        "career_stage",
        "sole_worker",
    )
    list_select_related = ("applicant", "intake")
    search_fields = ("applicant__display_name", "applicant__email", "organisation", "role")
    ordering = ("-submitted_at", "-pk")
    fieldsets = (
        (None, {"fields": ("who", "intake", "state", "submitted_at")}),
        (_("Their work"), {"fields": WRITTEN}),
        (_("What they would like"), {"fields": WISHES}),
        (_("Their manager"), {"fields": ("manager", "managers_word")}),
        (_("In their words"), {"fields": SAID}),
    )
    readonly_fields = (
        *("who", "intake", "submitted_at", "further", "manager", "managers_word"),
        *told.names(told.LABELS),
    )
    inlines = (CandidacyInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return super().get_queryset(request).prefetch_related(RANKED)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Applications are listed on the board."""
        return redirect("admin:intakes_board")

    def heading(self, obj: Any) -> str:
        return str(self.who(obj))

    def acts(self, obj: Any) -> EntryQuerySet:
        """What was done to the application, its candidacies and its offers."""
        candidacies = list(obj.candidacies.all())
        return history.about(obj, *candidacies, *Offer.objects.filter(candidacy__in=candidacies))

    @display(description=_("who"), ordering="applicant__display_name")
    def who(self, application: Application) -> str:
        return str(application.applicant)

    @display(description=_("support"))
    def manager(self, application: Application) -> str:
        """What is known of their manager; who would rather not say looks like who said nothing."""
        return support.words(support.state_of([application.pk])[application.pk])

    @display(description=_("in their words"))
    def managers_word(self, application: Application) -> str:
        """Why none is needed, or what the manager added."""
        known = support.of(application.pk)
        shown = known is not None and known.state in support.SHOWN
        return (known.word or known.why or "–") if known and shown else "–"

    @display(description=_("further questions"))
    def further(self, application: Application) -> SafeString:
        """What this intake asks beside, each with its answer."""
        said = ((question.words, words or "–") for question, words in questions.said(application))
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", said)

    @display(description=_("asks for"))
    def asks_for(self, application: Application) -> str:
        ranked: list[Candidacy] = application.ranked  # type: ignore[attr-defined]
        return ", ".join(candidacy.cohort.community.name for candidacy in ranked)

    @display(
        description=_("stands"),
        label=Tones(accepted="success", offered="warning", in_review="warning"),
    )
    def stands(self, application: Application) -> tuple[str, str]:
        """The furthest of its candidacies, else how the form itself stands."""
        ranked: list[Candidacy] = application.ranked  # type: ignore[attr-defined]
        furthest = min(ranked, key=standing.how_far, default=None)
        if application.submitted_at is None or furthest is None:
            return application.state, application.get_state_display()
        return furthest.state, furthest.get_state_display()
