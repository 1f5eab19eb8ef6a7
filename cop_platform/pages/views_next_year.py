"""Next year from this year: look at it, then make it, in one act."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from cop_platform import next_year
from cop_platform.next_year import CannotCopy, NextYear
from cop_platform.pages.reader import reader
from programs import belonging


class YearForm(forms.Form):
    """What the next year is called."""

    year = forms.CharField(
        label=gettext_lazy("What it is called"),
        max_length=20,
        help_text=gettext_lazy("As people say it: “2025-26”."),
        error_messages={"required": gettext_lazy("Please give it a name.")},
    )


@require_safe
def which(request: HttpRequest) -> HttpResponse:
    """The programs one runs, each to be copied."""
    programs = list(belonging.programs_coordinated(reader(request), clock.now()))
    if not programs:
        raise Http404
    context = {"title": _("Next year from this year"), "programs": programs}
    return TemplateResponse(
        request, "desk/next_year_which.html", {**admin.site.each_context(request), **context}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, program_id: int) -> HttpResponse:
    """What would be made of one program; a POST looks under another name, or makes it."""
    at, by = clock.now(), reader(request).pk
    source = belonging.programs_coordinated(reader(request), at).filter(pk=program_id).first()
    if source is None:
        raise Http404
    typed = request.POST if request.method == "POST" else {"year": next_year.suggested(source)}
    form, seen = YearForm(typed), None
    if form.is_valid():
        asked = {"source_id": source.pk, "year": form.cleaned_data["year"], "by": by, "at": at}
        try:
            if request.POST.get("act") == "make":
                made = next_year.make(**asked)
                messages.success(request, _("It is there, planned and not public yet."))
                return redirect("admin:programs_program_change", made.pk)
            seen = next_year.look(**asked)
        except CannotCopy as refusal:
            form.add_error("year", str(refusal))
    return TemplateResponse(request, "desk/next_year.html", _context(request, source, form, seen))


def _context(
    request: HttpRequest, source: object, form: YearForm, seen: NextYear | None
) -> dict[str, object]:
    return {
        **admin.site.each_context(request),
        "title": _("Next year from this year"),
        "source": source,
        "form": form,
        "seen": seen,
    }
