"""One session at the desk: moving it, calling it off, and who would hear of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from audit import clock
from programs.desk_tools import CoordinatedAdmin, OnlyTheirs
from sessions import attendance, changes, local_times
from sessions.admin.forms import CancelForm, MoveForm
from sessions.models import Session, SessionState


@admin.register(Session)
class SessionAdmin(CoordinatedAdmin):
    """Sessions of the programs a person coordinates. Their dates change by two acts alone."""

    program_path = "cohort__intake__program"
    list_display = ("number", "cohort", "when", "state", "mode")
    list_display_links = ("number", "when")
    list_filter = ("state", ("cohort", OnlyTheirs))
    list_select_related = ("cohort",)
    ordering = ("starts_at", "pk")
    actions_detail = ("move", "call_off")
    fields = (
        *("cohort", "number", "when", "minutes", "mode", "state", "theme"),
        *("numbers", "confirmed_at", "confirmed_by"),
    )
    readonly_fields = ("when", "numbers")

    def heading(self, obj: Session) -> str:
        return _("%(cohort)s, session %(number)s") % {"cohort": obj.cohort, "number": obj.number}

    @display(description=gettext_lazy("When"), ordering="starts_at")
    def when(self, session: Session) -> str:
        """On the clocks of the session's zone."""
        words = local_times.day_words(session.day), local_times.time_words(session.start)
        return f"{words[0]}, {words[1]} ({session.time_zone})"

    @display(description=gettext_lazy("Who came"))
    def numbers(self, session: Session) -> str:
        """Expected and attended, once the list is confirmed."""
        found = attendance.numbers(session)
        if found is None:
            return _("not confirmed yet")
        return _("%(attended)s of %(expected)s; %(apologies)s apologies, %(absent)s absent") % vars(
            found
        )

    @action(description=gettext_lazy("Move it"), url_path="move", icon="event")
    def move(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give it another date, having seen who will be told."""
        session = self._found(request, object_id)
        form = MoveForm.of(session, request.POST or None)

        def act() -> None:
            changes.move(
                session_id=session.pk, by=request.user.pk, at=clock.now(), **form.cleaned_data
            )

        if request.method == "POST" and _did(form, act):
            messages.success(request, _("The session has a new date, and everybody is told."))
            return redirect("admin:cop_sessions_session_change", session.pk)
        return self._asked(request, session, form, _("Move a session"), _("Move it"))

    @action(description=gettext_lazy("Call it off"), url_path="call-off", icon="event_busy")
    def call_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Cancel it, having seen who will be told."""
        session = self._found(request, object_id)
        form = CancelForm(request.POST or None, initial={"version": session.version})

        def act() -> None:
            changes.cancel(
                session_id=session.pk, by=request.user.pk, at=clock.now(), **form.cleaned_data
            )

        if request.method == "POST" and _did(form, act):
            messages.success(request, _("The session is called off, and everybody is told."))
            return redirect("admin:cop_sessions_session_change", session.pk)
        return self._asked(request, session, form, _("Call a session off"), _("Call it off"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """With its cohort, whose window and zone the acts need."""
        return super().get_queryset(request).select_related("cohort__intake__program")

    def _found(self, request: HttpRequest, object_id: str) -> Session:
        session: Session | None = self.get_object(request, object_id)
        if session is None:
            raise Http404
        return session

    def _asked(
        self,
        request: HttpRequest,
        session: Session,
        form: forms.Form,
        title: str,
        label: str,
    ) -> HttpResponse:
        at = clock.now()
        context: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "session": session,
            "program": session.cohort.intake.program,
            "form": form,
            "label": label,
            "told": list(changes.told(session.cohort_id, at)),
            "may_change": not changes.is_over(session, at),
            "is_off": session.state == SessionState.CANCELLED,
        }
        return render(request, "sessions/desk_session.html", context)


def _did(form: forms.Form, act: Callable[[], None]) -> bool:
    """Whether the form was well and the rules took it; if not, why stands in the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except changes.CannotChange as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
