"""Interest at the desk: who waits for the next intake, and for what."""

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from intakes.models import Interest, InterestChoice
from programs.desk_tools import CoordinatedAdmin, OnlyTheirs

RANKED = Prefetch(
    "choices", InterestChoice.objects.select_related("community").order_by("rank"), "ranked"
)


@admin.register(Interest)
class InterestAdmin(CoordinatedAdmin):
    program_path = "program"
    list_display = ("who", "communities", "organisation", "shown_state", "submitted_at")
    list_filter = ("state", ("program", OnlyTheirs))
    list_select_related = ("person",)
    search_fields = ("person__display_name", "person__email", "organisation")
    ordering = ("-submitted_at", "-pk")
    fields = ("who", "communities", "role", "organisation", "hopes", "source", "shown_state")
    readonly_fields = ("who", "communities", "shown_state")

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
        label={"submitted": "info", "invited": "info", "converted": "success"},
    )
    def shown_state(self, interest: Interest) -> tuple[str, str]:
        return interest.state, interest.get_state_display()
