"""One act at the desk: a page that asks once, a POST that makes one rule call.

    class CohortAdmin(Acting, CoordinatedAdmin):
        actions_detail = ["publish"]

        @action(description=_("Publish"))
        def publish(self, request, object_id):
            return self.act(request, object_id, heading=_("Publish"), label=_("Publish"),
                            do=lambda cohort, form: seats.publish_cohort(...), said=_("..."))

Opening the page changes nothing: links are followed by scanners and by mistake.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.models import User

if TYPE_CHECKING:
    from programs.desk_tools import CoordinatedAdmin as Base
else:
    Base = object

Words = str | Promise
Do = Callable[[Any, dict[str, Any]], object]
LONGEST_REASON = 2000


def actor(request: HttpRequest) -> int:
    """The id of who is at the desk."""
    return cast(User, request.user).pk


class ReasonForm(forms.Form):
    """Why somebody did it, for those who come after."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Those who work at the desk can read it later."),
    )


class NothingToSay(forms.Form):
    """Only a yes."""


class Acting(Base):
    """Pages for single acts on an object, or on none (`object_id` None)."""

    def act(
        self,
        request: HttpRequest,
        object_id: str | None,
        *,
        heading: Words,
        label: Words,
        do: Do,
        said: Words,
        refusals: tuple[type[Exception], ...],
        form: type[forms.Form] = NothingToSay,
        explain: Words = "",
        danger: bool = False,
        **form_values: Any,
    ) -> HttpResponse:
        """Ask once, then do it; a refusal stands in the form, with all that was typed.

        :param do: called with the object and the form's words; makes one rule call. Answers it
            with a text, that is said instead of `said`.
        """
        obj = self._subject(request, object_id)
        asked = form(request.POST if request.method == "POST" else None, **form_values)
        if request.method == "POST" and asked.is_valid():
            try:
                done = do(obj, asked.cleaned_data)
            except refusals as refusal:
                asked.add_error(None, str(refusal))
            else:
                messages.success(request, done if isinstance(done, str) else str(said))
                return redirect(self._back(object_id))
        context = self.admin_site.each_context(request) | {
            "opts": self.model._meta,
            "original": obj,
            "title": heading,
            "heading": heading,
            "subject": self.heading(obj) if obj else "",
            "explain": explain,
            "label": label,
            "danger": danger,
            "form": asked,
            "back": self._back(object_id),
        }
        return TemplateResponse(request, "programs/desk_act.html", context)

    def _subject(self, request: HttpRequest, object_id: str | None) -> Any:
        if object_id is None:
            return None
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        return obj

    def _back(self, object_id: str | None) -> str:
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}"
        if object_id is None:
            return reverse(f"admin:{name}_changelist")
        return reverse(f"admin:{name}_change", args=[object_id])
