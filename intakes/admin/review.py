"""Applications at the desk: the board, each to be read, and what belongs to reading them.

The plain list of candidacies is the board; its old address leads there. Reviewers may open the
board, one application and the side by side; the rest is for who runs the program.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from intakes.admin import board as board_page
from intakes.admin import board_acts, board_files, reading
from intakes.models import Candidacy
from programs.desk_tools import CoordinatedAdmin, open_to_reviewers

OLD_NAMES = {"cohort__id__exact": "cohort", "state__exact": "state", "q": "search"}


@admin.register(Candidacy)
class CandidacyAdmin(CoordinatedAdmin):
    program_path = "intake__program"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who works at the desk, reviewers among them; the rules say which rows."""
        return request.user.is_active and request.user.is_staff

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("board/", site(self.board), name="intakes_board"),
            path("board/columns/", site(self.columns), name="intakes_board_columns"),
            path("board/act/", site(self.act), name="intakes_board_act"),
            path("board/compare/", site(self.compare), name="intakes_board_compare"),
            path("board/export/", site(self.export), name="intakes_board_export"),
            path("pipeline/", site(self.pipeline), name="intakes_pipeline"),
            path("criteria/<int:program_id>/", site(self.criteria), name="intakes_criteria"),
            path("<int:object_id>/conflict/", site(self.conflict), name="intakes_conflict"),
            *super().get_urls(),
        ]

    @open_to_reviewers
    def board(self, request: HttpRequest) -> HttpResponse:
        return board_page.show(self, request)

    @open_to_reviewers
    def columns(self, request: HttpRequest) -> HttpResponse:
        return board_page.keep_columns(request)

    @open_to_reviewers
    def act(self, request: HttpRequest) -> HttpResponse:
        return board_acts.act(self, request)

    @open_to_reviewers
    def compare(self, request: HttpRequest) -> HttpResponse:
        return board_acts.compare(self, request)

    def export(self, request: HttpRequest) -> HttpResponseBase:
        return board_files.export(self, request)

    def pipeline(self, request: HttpRequest) -> HttpResponse:
        return board_files.show_pipeline(self, request)

    def criteria(self, request: HttpRequest, program_id: int) -> HttpResponse:
        return board_files.change_criteria(self, request, program_id)

    @open_to_reviewers
    def conflict(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return reading.conflict(self, request, str(object_id))

    @open_to_reviewers
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The old address of the list; what it filtered by is still known."""
        said = request.GET.copy()
        for old, new in OLD_NAMES.items():
            if old in said:
                said[new] = said.pop(old)[0]
        return redirect(f"{reverse('admin:intakes_board')}?{said.urlencode()}".rstrip("?"))

    @open_to_reviewers
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return reading.show(self, request, object_id)
