"""People from a file at the desk: choose it, say what its columns hold, look, take over, undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from unfold.decorators import display

from accounts.desk_rows import Tones
from audit import clock, history
from intakes import imports
from intakes.forms.imported import ApplyForm, ColumnsForm, FileForm, UndoForm
from intakes.importing import files, samples
from intakes.models import Fate, Import, ImportKind, ImportState
from notices import shifts
from notices.models import Job
from notices.workers import this_worker
from programs.desk_tools import SHOWN_ACTS, CoordinatedAdmin, OnlyTheirs, desk_programs
from programs.models import Program

A_PAGE = 50
SAMPLE_ROWS = 3
AT_ONCE_S = 1.5  # a small file is tried out before the page comes back
S = ImportState
ON_ITS_WAY = (S.CHECKING, S.APPLYING, S.UNDOING)
TONES = {Fate.NEW: "settled", Fate.KNOWN: "settled", Fate.THERE: "quiet", Fate.PROBLEM: "needs"}
PAGES = {S.READ: "columns", S.CHECKED: "look"}
REFUSALS = (imports.CannotImport, files.Unreadable)


def _columns(request: HttpRequest, imported: Import) -> Job:
    form = ColumnsForm(request.POST, imported=imported)
    if not form.is_valid():
        raise imports.CannotImport(_("One of these columns is not in the file."))
    job = imports.map_columns(
        import_id=imported.pk,
        mapping=form.mapping(),
        by=request.user.pk or 0,
        at=clock.now(),
    )
    shifts.work(at=clock.now(), worker=this_worker(), budget_s=AT_ONCE_S, only=job.pk)
    return job


def _apply(request: HttpRequest, imported: Import) -> Job:
    form = ApplyForm(request.POST)
    form.full_clean()
    return imports.apply(
        import_id=imported.pk,
        leave_out=form.cleaned_data["leave_out"],
        tell=form.cleaned_data["tell"],
        by=request.user.pk or 0,
        at=clock.now(),
    )


def _undo(request: HttpRequest, imported: Import) -> Job:
    form = UndoForm(request.POST)
    form.full_clean()
    rest = form.cleaned_data["rest"]
    return imports.undo(import_id=imported.pk, rest=rest, by=request.user.pk or 0, at=clock.now())


def _discard(request: HttpRequest, imported: Import) -> None:
    imports.discard(import_id=imported.pk, by=request.user.pk or 0, at=clock.now())


Act = Callable[[HttpRequest, Import], Job | None]
ACTS: dict[str, Act] = {
    "columns": _columns,
    "apply": _apply,
    "undo": _undo,
    "discard": _discard,
}


@admin.register(Import)
class ImportAdmin(CoordinatedAdmin):
    program_path = "program"
    can_add = True
    list_display = ("name", "kind", "whither", "shown_state", "total", "read_at", "by")
    list_filter = ("state", "kind", ("program", OnlyTheirs))
    list_select_related = ("program", "intake", "by")
    ordering = ("-pk",)
    actions = None
    list_before_template = "intakes/desk/import_new.html"

    class Media:
        css = {"all": ("css/desk_queue.css", "css/desk_import.css")}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "example/<slug:kind>/",
                view(require_safe(self.example_view)),
                name="intakes_import_example",
            ),
            path(
                "<int:object_id>/left-out/",
                view(require_safe(self.left_view)),
                name="intakes_import_left",
            ),
            *super().get_urls(),
        ]

    # -- Choosing a file -----------------------------------------------------------------------

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Choose what is in the file, and the file."""
        if not self.has_add_permission(request):
            raise Http404
        form = self._file_form(request)
        if request.method == "POST" and form.is_valid():
            try:
                imported = self._read(request, form)
            except REFUSALS as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("admin:intakes_import_change", imported.pk)
        context = {"title": _("People from a file"), "form": form, "kinds": ImportKind}
        return self._answer(request, "intakes/desk/import_file.html", context)

    def _file_form(self, request: HttpRequest) -> FileForm:
        programs = self._programs(request)
        typed = (request.POST, request.FILES) if request.method == "POST" else ()
        return FileForm(
            *typed,
            programs=programs,
            intakes=imports.choosing(programs),
            too_large=bool(request.META.get("UPLOAD_TOO_LARGE")),
        )

    def _programs(self, request: HttpRequest) -> QuerySet[Program]:
        programs = Program.objects.order_by("-starts_on", "pk")
        if request.user.is_superuser:
            return programs
        return programs.filter(pk__in=desk_programs(request.user, clock.now()))  # type: ignore[arg-type]

    def _read(self, request: HttpRequest, form: FileForm) -> Import:
        kind, target = form.kind(), form.target()
        given = form.cleaned_data["file"]
        intakes = imports.choosing(self._programs(request))
        of_intake = kind == ImportKind.APPLICATIONS
        return imports.read_file(
            kind=kind,
            program_id=intakes.get(pk=target).program_id if of_intake else target,
            intake_id=target if of_intake else None,
            name=given.name,
            data=given.read(),
            by=request.user.pk or 0,
            at=clock.now(),
        )

    def example_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """A file with the columns as they are called here, and one row to show how."""
        if kind not in ImportKind.values:
            raise Http404
        return _csv(samples.example(kind), f"{kind}-example.csv")

    # -- One import ----------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What comes next for this file; a POST does one of `ACTS`."""
        imported: Import = self.their_row(request, object_id)
        if request.method == "POST":
            return self._act(request, imported)
        if imported.state in ON_ITS_WAY and imported.job_id:
            return redirect("admin:job", imported.job_id)
        page = PAGES.get(S(imported.state), "done")
        if page == "look" and "columns" in request.GET:
            page = "columns"
        return self._page(request, imported, page)

    def _act(self, request: HttpRequest, imported: Import) -> HttpResponse:
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            job = act(request, imported)
        except REFUSALS as refusal:
            if act is _columns and imported.state in imports.AGAIN:
                form = ColumnsForm(request.POST, imported=imported)
                form.add_error(None, str(refusal))
                return self._page(request, imported, "columns", form=form)
            messages.warning(request, str(refusal))
            again = "?undo" if act is _undo and imported.state == S.APPLIED else ""
            return redirect(reverse("admin:intakes_import_change", args=[imported.pk]) + again)
        if job is None:
            messages.success(request, _("Put away: its rows are forgotten."))
            return redirect("admin:intakes_import_changelist")
        return redirect("admin:intakes_import_change", imported.pk)

    def _page(self, request: HttpRequest, imported: Import, page: str, **more: Any) -> HttpResponse:
        context = {
            "title": imported.name,
            "original": imported,
            "came_before": imports.came_before(imported),
            "to_come": imports.to_come(imported),
            "problems": imported.counts.get(Fate.PROBLEM, 0),
            "acts_of": history.about(imported)[:SHOWN_ACTS],
            **_CONTEXTS[page](request, imported),
            **more,
        }
        return self._answer(request, f"intakes/desk/import_{page}.html", context)

    def left_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The rows that stayed out, with their reasons, to be put right and taken over anew."""
        return _csv(samples.left_out(self.their_row(request, object_id)), "left-out.csv")

    def _answer(self, request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(
            request,
            page,
            {**self.admin_site.each_context(request), "opts": self.opts, **context},
        )

    # -- The list ------------------------------------------------------------------------------

    @display(description=gettext_lazy("for"))
    def whither(self, imported: Import) -> str:
        return str(imported.intake or imported.program)

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label=Tones(applied="success", checked="warning", read="warning", applying="info"),
    )
    def shown_state(self, imported: Import) -> tuple[str, str]:
        return imported.state, imported.get_state_display()


def _columns_page(request: HttpRequest, imported: Import) -> dict[str, Any]:
    return {
        "form": ColumnsForm(imported=imported),
        "sample": imports.rows_of(imported)[:SAMPLE_ROWS],
    }


def _look_page(request: HttpRequest, imported: Import) -> dict[str, Any]:
    fate = request.GET.get("fate", "")
    fate = fate if fate in Fate.values else ""
    rows = imports.rows_of(imported, fate)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    totals = [
        (one, one.label, imported.counts.get(one, 0), TONES[one], one == fate) for one in Fate
    ]
    return {"fate": fate, "totals": totals, "page": page, "rows": samples.shown(imported, page)}


def _done_page(request: HttpRequest, imported: Import) -> dict[str, Any]:
    undoing = imported.state == S.APPLIED and "undo" in request.GET
    return {
        **_look_page(request, imported),
        "undoing": undoing,
        "touched": imports.touched(imported) if undoing else [],
        "most_touched": imports.SHOWN_TOUCHED,
        "left": imported.rows.exclude(left="").count(),
        "job": Job.objects.filter(pk=imported.job_id or 0).first(),
    }


_CONTEXTS: dict[str, Callable[[HttpRequest, Import], dict[str, Any]]] = {
    "columns": _columns_page,
    "look": _look_page,
    "done": _done_page,
}


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
