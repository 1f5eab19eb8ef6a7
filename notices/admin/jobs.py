"""The desk's page of background work: how far it is, in words and a bar, and how to stop it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.desk_rows import Tones
from accounts.models import User
from audit import clock, history
from notices import jobs
from notices.models import OPEN_JOBS, Job, JobState

TONES = {
    JobState.WAITING: "quiet",
    JobState.RUNNING: "quiet",
    JobState.DONE: "settled",
    JobState.FAILED: "needs",
    JobState.CANCELLED: "quiet",
}
ACTS = {"cancel": jobs.cancel, "again": jobs.try_again}
SAID = {
    "cancel": gettext_lazy("It is stopped. What was done so far stands."),
    "again": gettext_lazy("It goes on from where it stopped."),
}


class ActForm(forms.Form):
    """What to do with a job."""

    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])


def words_of(job: Job) -> str:
    """What a job is called at the desk."""
    try:
        return str(jobs.kind_of(job.name).words) or job.name
    except jobs.UnknownJob:
        return job.name


def percent(job: Job) -> int:
    """How much of it is done, of a hundred; an end is the end."""
    if job.state == JobState.DONE:
        return 100
    return min(99, 100 * job.done // job.total) if job.total else 0


@admin.register(Job)
class JobAdmin(ModelAdmin):
    list_display = ("what", "far", "shown_state", "queued_at", "settled_at")
    list_display_links = None
    list_per_page = 50
    list_select_related = ("by",)
    show_full_result_count = False
    ordering = ("-id",)
    actions = None

    # -- Doors: one's own work, at the desk ------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        rows: QuerySet[Job] = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(by=request.user.pk)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """What is not theirs looks like what is not there."""
        raise Http404

    # -- One job: its own page, which follows it ---------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.job_view)
        return [path("<int:job_id>/", page, name="job"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form Django would draw is the job's own page here."""
        if object_id is None:
            refused: HttpResponse = super().changeform_view(request, None, form_url, extra_context)
            return refused
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return self.job_view(request, found.pk)

    def job_view(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """How far a job is; asked by htmx, only what changes. A POST stops it, or tries again."""
        at = clock.now()
        user = request.user
        job = jobs.visible(job_id, user, at) if isinstance(user, User) else None
        if job is None:
            raise Http404
        if request.method == "POST":
            return self._act(request, job)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": words_of(job),
            "job": job,
            "open": job.state in OPEN_JOBS,
            "percent": percent(job),
            "tone": TONES[JobState(job.state)],
            "can_try_again": job.state == JobState.FAILED,
            "link": _link(job),
            "acts_of": history.about(job),
        }
        part = request.headers.get("HX-Request") == "true"
        page = "notices/desk/job_part.html" if part else "notices/desk/job.html"
        return TemplateResponse(request, page, context)

    def _act(self, request: HttpRequest, job: Job) -> HttpResponse:
        form = ActForm(request.POST)
        if not form.is_valid():
            raise Http404
        act = form.cleaned_data["act"]
        try:
            ACTS[act](job_id=job.pk, by=request.user.pk, at=clock.now())
        except jobs.NotPossible as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, str(SAID[act]))
        return redirect("admin:job", job.pk)

    # -- The list ----------------------------------------------------------------------------------

    @display(description=gettext_lazy("what"))
    def what(self, job: Job) -> Any:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:job", args=[job.pk]), words_of(job)
        )

    @display(description=gettext_lazy("how far"))
    def far(self, job: Job) -> str:
        if not job.total:
            return "–"
        return _("%(done)d of %(total)d") % {"done": job.done, "total": job.total}

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label=Tones(done="success", failed="warning", running="info", waiting="info"),
    )
    def shown_state(self, job: Job) -> tuple[str, str]:
        return job.state, job.get_state_display()


def _link(job: Job) -> str:
    try:
        return jobs.kind_of(job.name).link(job)
    except jobs.UnknownJob:
        return ""
