"""One session at the desk: moving, splitting, shifting it, calling it off, and who would hear."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from audit import clock
from programs.desk_tools import CoordinatedAdmin, OnlyTheirs
from sessions import additions, attendance, changes, local_times, shifts
from sessions.admin.arranging import Arranging
from sessions.admin.asking import Act, asked
from sessions.admin.change_forms import CancelForm, MoveForm, ShiftForm, SplitForm
from sessions.admin.door import Doors
from sessions.admin.told import Told
from sessions.models import Session, SessionState

CHANGE = "admin:cop_sessions_session_change"
LINK = '<a class="text-primary-600" href="{}">{}</a>'


@admin.register(Session)
class SessionAdmin(Arranging, Doors, CoordinatedAdmin):
    """Sessions of the programs a person coordinates. Their dates change by acts alone."""

    program_path = "cohort__intake__program"
    list_display = ("number", "cohort", "when", "state", "mode")
    list_display_links = ("number", "when")
    list_filter = ("state", ("cohort", OnlyTheirs))
    list_select_related = ("cohort",)
    ordering = (Case(When(state=SessionState.SCHEDULED, then=0), default=1), "starts_at", "pk")
    actions_detail = ("arrange", "move", "call_off", "split", "shift", "stand_in", "elsewhere")
    fields = (
        *("cohort", "number", "when", "own_page", "minutes", "mode", "state", "theme"),
        *("lead", "scribe", "is_induction"),
        *("numbers", "confirmed_at", "confirmed_by"),
    )
    readonly_fields = ("when", "own_page", "numbers")

    def heading(self, obj: Session) -> str:
        return _("%(cohort)s, session %(number)s") % {"cohort": obj.cohort, "number": obj.number}

    @display(description=gettext_lazy("When"), ordering="starts_at")
    def when(self, session: Session) -> str:
        """On the clocks of the session's zone."""
        return _("%(day)s, %(time)s %(city)s time") % {
            "day": local_times.day_words(session.day),
            "time": local_times.time_words(session.start),
            "city": session.time_zone.rpartition("/")[2].replace("_", " "),
        }

    @display(description=gettext_lazy("Its own page"))
    def own_page(self, session: Session) -> SafeString:
        """Where its guests are asked and checked, and what is to be booked stands."""
        where = reverse("sessions:session", args=[session.cohort.code, session.number])
        return format_html(LINK, where, _("Hosts, guests, what is to be booked"))

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
        act = Act(
            title=_("Move a session"),
            explain=_("The time on the clock stays, also where the clocks change in between.")
            if session.state != SessionState.CANCELLED
            else _("It was called off. With a new date it takes place again."),
            label=_("Move it"),
            done=_("The session has a new date, and everybody is told."),
            look=lambda said: [
                change for change in [changes.moved(self._again(session), **said)] if change
            ],
            do=lambda said: changes.move(
                session_id=session.pk, by=request.user.pk, at=clock.now(), **said
            ),
        )
        return self._asked(request, session, MoveForm.of(session, request.POST or None), act)

    @action(description=gettext_lazy("Split it"), url_path="split", icon="call_split")
    def split(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make two of it, having seen who will be told."""
        session = self._found(request, object_id)
        act = Act(
            title=_("Make two sessions of one"),
            explain=_("The first part stays where it is; the second one gets a date of its own."),
            label=_("Split it"),
            done=_("There are two sessions now, and everybody is told."),
            look=lambda said: additions.parts(self._again(session), **said),
            do=lambda said: additions.split(
                session_id=session.pk, by=request.user.pk, at=clock.now(), **said
            ),
        )
        return self._asked(request, session, SplitForm.of(session, request.POST or None), act)

    @action(description=gettext_lazy("Shift it and all that follow"), url_path="shift", icon="redo")
    def shift(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Move it and all that follow as far, having seen who will be told."""
        session = self._found(request, object_id)
        act = Act(
            title=_("Shift a session and all that follow"),
            explain=_("Each keeps its time on the clock. What was called off stays where it is."),
            label=_("Shift them"),
            done=_("The sessions have new dates, and everybody is told."),
            look=lambda said: shifts.shifted(self._again(session), **said),
            do=lambda said: shifts.shift(
                session_id=session.pk, by=request.user.pk, at=clock.now(), **said
            ),
        )
        return self._asked(request, session, ShiftForm.of(session, request.POST or None), act)

    @action(description=gettext_lazy("Call it off"), url_path="call-off", icon="event_busy")
    def call_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Cancel it, having seen who will be told."""
        session = self._found(request, object_id)
        form = CancelForm(request.POST or None, initial={"version": session.version})
        if request.method == "POST" and form.is_valid():
            try:
                changes.cancel(
                    session_id=session.pk, by=request.user.pk, at=clock.now(), **form.cleaned_data
                )
            except changes.CannotChange as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The session is called off, and everybody is told."))
                return redirect(CHANGE, session.pk)
        at = clock.now()
        soon = session.starts_at <= at + changes.SOON
        return self._page(
            request,
            session,
            form,
            title=_("Call a session off"),
            label=_("Call it off"),
            told=Told.of(session.cohort_id, at, sessions=[session.pk], soon=soon),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """With its cohort, whose window and zone the acts need."""
        return super().get_queryset(request).select_related("cohort__intake__program")

    def _found(self, request: HttpRequest, object_id: str) -> Session:
        session: Session | None = self.get_object(request, object_id)
        if session is None:
            raise Http404
        return session

    def _again(self, session: Session) -> Session:
        """The session once more, for a look that leaves the first one as it is."""
        found: Session = self.model._default_manager.select_related("cohort").get(pk=session.pk)
        return found

    def _asked(
        self, request: HttpRequest, session: Session, form: forms.Form, act: Act
    ) -> HttpResponse:
        found = asked(request, session.cohort, form, act)
        if found.done:
            return redirect(CHANGE, session.pk)
        return self._page(
            request,
            session,
            form,
            title=act.title,
            label=act.label,
            asked=found,
            explain=act.explain,
        )

    def _page(
        self, request: HttpRequest, session: Session, form: forms.Form, **more: Any
    ) -> HttpResponse:
        context: dict[str, Any] = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "session": session,
            "cohort": session.cohort,
            "program": session.cohort.intake.program,
            "form": form,
            "may_change": not changes.is_over(session, clock.now()),
            "is_off": session.state == SessionState.CANCELLED,
            "back": CHANGE,
        }
        return render(request, "sessions/desk_session.html", context | more)
