"""The privacy desk: what people asked, by when it is due, and what each night takes away.

admin:privacy_desk         open requests, the most urgent first
admin:privacy_new          one that came by phone or letter
admin:privacy_retention    how long things are kept, holds, and what would go tonight
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import data_requests
from accounts.models import DataRequest, RequestKind, RequestState, User
from audit import clock, history
from cop_platform import privacy, retention
from cop_platform.pages import forms_privacy
from cop_platform.pages.privacy_acts import ACTS, KEEPING, REFUSALS, Act, actor, holds_for, known
from cop_platform.pages.views_privacy import file_of
from intakes import privacy as intakes_privacy
from programs import belonging
from programs.desk_tools import SHOWN_ACTS, CoordinatedAdmin

A_PAGE = 50
ASKS: dict[str, Any] = {
    RequestKind.ACCESS: gettext_lazy("Asks for a copy"),
    RequestKind.CORRECT: gettext_lazy("Asks for a correction"),
    RequestKind.ERASE: gettext_lazy("Asks to be erased"),
}


@admin.register(DataRequest)
class PrivacyDesk(CoordinatedAdmin):
    """All pages are our own: Django's list, form and history of a request are not there."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.requests), name="privacy_desk"),
            path("", view(self.requests), name="accounts_datarequest_changelist"),
            path("new/", view(self.new), name="privacy_new"),
            path("keeping/", view(self.keeping), name="privacy_retention"),
            path("<int:object_id>/", view(self.one), name="accounts_datarequest_change"),
            path("<int:object_id>/copy/", view(self.copy), name="privacy_copy"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataRequest]:
        return privacy.requests_for(actor(request), clock.now())

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"accounts/desk/{template}.html", frame)

    def requests(self, request: HttpRequest) -> HttpResponse:
        """What is open, overdue first, and what was settled."""
        rows = self.get_queryset(request)
        settled = Paginator(
            rows.exclude(state=RequestState.OPEN).order_by("-settled_at", "-pk"), A_PAGE
        )
        return self._page(
            request,
            "requests",
            title=_("Privacy"),
            first=True,
            open=list(rows.open()[: 4 * A_PAGE]),  # type: ignore[attr-defined]
            today=retention.today(clock.now()),
            settled=settled.get_page(request.GET.get("page")),
        )

    def new(self, request: HttpRequest) -> HttpResponse:
        """Enter one that came by phone or letter."""
        form = forms_privacy.EnterForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            person = known(request, form.cleaned_data["email"])
            if person is None:
                form.add_error("email", str(forms_privacy.NobodyThere()))
            elif asked := self._enter(request, person, form):
                messages.success(request, _("Entered. The person is told that it came."))
                return redirect("admin:accounts_datarequest_change", asked.pk)
        return self._page(request, "new", title=_("A request that came in"), form=form)

    def _enter(self, request: HttpRequest, person: User, form: Any) -> DataRequest | None:
        said = form.cleaned_data
        at = clock.now()
        try:
            return data_requests.ask(
                person_id=person.pk,
                kind=said["kind"],
                words=said["words"],
                gives_up_seat=said["gives_up_seat"],
                came_by=said["came_by"],
                received_at=retention.on_day(said["received_on"], at),
                at=at,
                by=actor(request).pk,
            )
        except data_requests.WordsNeeded as refusal:
            form.add_error("words", str(refusal))
            return None

    def one(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """One request: what it would come to, and the acts on it."""
        asked = self.get_queryset(request).filter(pk=object_id).first()
        if asked is None:
            raise Http404
        typed, done = self._act(request, ACTS, asked)
        if done:
            return redirect("admin:accounts_datarequest_change", asked.pk)
        at = clock.now()
        erasing = asked.kind == RequestKind.ERASE and asked.state == RequestState.OPEN
        return self._page(
            request,
            "request",
            title=ASKS[asked.kind],
            heading=ASKS[asked.kind],
            original=asked,
            today=retention.today(at),
            outcome_form=_typed(typed, forms_privacy.OutcomeForm),
            refuse_form=_typed(typed, forms_privacy.RefuseForm),
            sure_form=_typed(typed, forms_privacy.SureForm),
            refused=privacy.cannot_erase(asked.person_id, at) if erasing else "",
            seats=intakes_privacy.seats_of(asked.person_id, at) if erasing else [],
            goes=_goes(asked.person_id, at) if erasing else [],
            no_mail=not data_requests.reachable_address(asked.person_id),
            acts_of=history.about(asked, asked.person)[:SHOWN_ACTS],
        )

    def copy(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A copy to hand over, to somebody who cannot come in themselves. The audit says so."""
        asked = self.get_queryset(request).filter(pk=object_id, kind=RequestKind.ACCESS).first()
        if asked is None or request.method != "POST":
            raise Http404
        taken = privacy.copied(person_id=asked.person_id, by=actor(request).pk, at=clock.now())
        return file_of(asked.person, taken, readable="json" not in request.POST)

    def keeping(self, request: HttpRequest) -> HttpResponse:
        """How long each kind of thing is kept, what holds it back, and what goes tonight."""
        at = clock.now()
        programs = list(belonging.programs_coordinated(actor(request), at))
        typed, done = self._act(request, KEEPING, programs)
        if done:
            return redirect("admin:privacy_retention")
        return self._page(
            request,
            "keeping",
            title=_("How long things are kept"),
            programs=programs,
            categories=retention.table(programs),
            tonight=retention.dry_run(programs, at),
            runs=retention.last_runs(),
            holds=list(holds_for(request).live()),  # type: ignore[attr-defined]
            period_form=_typed(typed, forms_privacy.PeriodForm),
            hold_form=_typed(typed, forms_privacy.HoldForm),
        )

    def _act(
        self, request: HttpRequest, acts: dict[str, tuple[Act, type[forms.Form]]], on: Any
    ) -> tuple[forms.Form | None, bool]:
        """Do what was posted; the form with what was typed, and whether it is done."""
        if request.method != "POST":
            return None, False
        act, shape = acts.get(request.POST.get("act", ""), (None, forms.Form))
        if act is None:
            raise Http404
        typed = shape(request.POST)
        if not typed.is_valid():
            return typed, False
        try:
            messages.success(request, act(request, on, typed.cleaned_data))
        except REFUSALS as refusal:
            typed.add_error(None, str(refusal))
            return typed, False
        return typed, True


def _goes(person_id: int, at: datetime) -> list[tuple[Any, int]]:
    """What would go or lose its words, by kind, and how many of each; never what they say."""
    return [
        (one.title, one.count) for _title, parts in privacy.held(person_id, at) for one in parts
    ]


def _typed(typed: forms.Form | None, shape: type[forms.Form]) -> forms.Form:
    return typed if type(typed) is shape and typed is not None else shape()
