"""Beside the board: a file of what it shows, how far people have come, and what to look for."""

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from accounts.desk_rows import row_number
from audit import clock
from intakes import board, criteria, exports, pipeline
from intakes.admin.board import View, page, reader, view_of
from intakes.admin.board_acts import AT_ONCE
from intakes.forms.board import CriteriaForm, ExportForm
from programs import belonging
from programs.desk_tools import runs_a_program

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# ------------------------------------------------- files


def export(admin: ModelAdmin, request: HttpRequest) -> HttpResponseBase:
    """Ask which file is wanted of this view; a POST answers with it."""
    view = view_of(request)
    if view is None or not view.coordinates:
        raise Http404
    only = [pk for said in request.GET.getlist("pick") if (pk := row_number(said))][:AT_ONCE]
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _file(view, only, form.cleaned_data)
        except exports.CannotExport as refusal:
            form.add_error("reason", str(refusal))
    rows = board.rows(view.intake, view.look, view.viewer, view.at)
    return page(
        admin,
        request,
        "board_export",
        _("Take it away as a file"),
        view=view,
        form=form,
        count=(rows.filter(pk__in=only) if only else rows).count(),
        may_protected=exports.may_take_protected(view.intake, view.viewer, view.at),
        query=request.GET.urlencode(),
    )


def _file(view: View, only: list[int], said: dict[str, Any]) -> HttpResponseBase:
    file = exports.ask(
        intake=view.intake,
        look=view.look,
        columns=view.columns,
        by=view.viewer,
        at=view.at,
        protected=said["protected"],
        reason=said["reason"],
        only=only,
    )
    if said["kind"] == "csv":
        answer = StreamingHttpResponse(exports.as_csv(file), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="applications.csv"'
        return answer
    book = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it once it is sent
    exports.write_xlsx(file, book)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename="applications.xlsx", content_type=XLSX)


# ------------------------------------------------- the pipeline


def show_pipeline(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """How far people have come in an intake, and how long each step takes."""
    viewer, at = reader(request), clock.now()
    if not runs_a_program(request):
        raise Http404
    programs = set(belonging.programs_coordinated(viewer, at).values_list("pk", flat=True))
    intakes = [one for one in board.intakes_for(viewer, at) if one.program_id in programs]
    wanted = row_number(request.GET.get("intake"))
    intake = next((one for one in intakes if one.pk == wanted), None) or board.first_of(intakes)
    return page(
        admin,
        request,
        "board_pipeline",
        _("Pipeline"),
        intakes=intakes,
        intake=intake,
        parts=pipeline.read(intake, at) if intake else [],
        first=True,
        width=pipeline.WIDTH,
        bar_height=pipeline.BAR,
    )


# ------------------------------------------------- what to look for


def change_criteria(admin: ModelAdmin, request: HttpRequest, program_id: int) -> HttpResponse:
    """A program's criteria, one on each line."""
    viewer, at = reader(request), clock.now()
    program = belonging.programs_coordinated(viewer, at).filter(pk=program_id).first()
    if program is None:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    form = CriteriaForm(typed, criteria.of(program.pk))
    if form.is_valid():
        try:
            criteria.change(program_id=program.pk, words=form.words(), by=viewer.pk, at=at)
        except criteria.CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept: whoever reads sees these from now on."))
            return redirect("admin:intakes_criteria", program.pk)
    return page(
        admin,
        request,
        "board_criteria",
        _("What to look for"),
        heading=_("What to look for"),
        program=program,
        form=form,
    )
