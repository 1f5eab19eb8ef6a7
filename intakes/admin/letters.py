"""Letters of invitation at the desk: written, looked at, printed."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.desk_rows import row_number
from audit import clock, history
from intakes import letter_files, letters
from intakes.forms.letter import LetterForm
from intakes.models import Letter
from programs.desk_tools import SHOWN_ACTS, CoordinatedAdmin, OnlyTheirs
from programs.models import Intake


@admin.register(Letter)
class LetterAdmin(CoordinatedAdmin):
    program_path = "intake__program"
    can_add = True
    can_change = True
    list_display = ("organisation", "attention", "intake", "changed_at")
    list_filter = (("intake", OnlyTheirs),)
    list_select_related = ("intake",)
    search_fields = ("organisation", "attention")
    ordering = ("-changed_at", "-pk")

    class Media:
        css = {"all": ("css/desk_letter.css",)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/letter.pdf", view(self.as_pdf), name="intakes_letter_pdf"),
            path("<int:pk>/letter.docx", view(self.as_docx), name="intakes_letter_docx"),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Write or change one: look at it as often as one likes, then keep it."""
        letter = self._letter(request, object_id) if object_id else None
        intakes = self._intakes(request)
        form = LetterForm(
            request.POST if request.method == "POST" else None,
            intakes=intakes,
            initial=self._initial(letter, intakes, request),
        )
        preview = letters.sheet(letter) if letter else None
        if request.method == "POST" and form.is_valid():
            if "keep" in request.POST:
                return self._keep(request, letter, form)
            preview = _looked_at(form, letter)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": letter.organisation if letter else _("A letter of invitation"),
            "original": letter,
            "form": form,
            "preview": preview,
            "is_kept": letter is not None and request.method != "POST",
            "placeholders": letters.PLACEHOLDERS.items(),
            "has_intakes": intakes.exists(),
            "acts_of": history.about(letter)[:SHOWN_ACTS] if letter else [],
        }
        return TemplateResponse(request, "intakes/desk/letter.html", context)

    def _letter(self, request: HttpRequest, object_id: str) -> Letter:
        rows = self.get_queryset(request).select_related("intake__program")
        letter: Letter | None = rows.filter(pk=row_number(object_id) or 0).first()
        if letter is None:
            raise Http404
        return letter

    def _intakes(self, request: HttpRequest) -> QuerySet[Intake]:
        found: QuerySet[Intake] = self.admin_site._registry[Intake].get_queryset(request)
        return found.select_related("program").order_by("-opens_at", "pk")

    def _initial(
        self, letter: Letter | None, intakes: QuerySet[Intake], request: HttpRequest
    ) -> dict[str, Any]:
        """The letter itself; a new one goes on with another's words, or the latest."""
        if letter is not None:
            return LetterForm.starting_with(letter)
        like = request.GET.get("like", "")
        if other := self.get_queryset(request).filter(pk=row_number(like) or 0).first():
            return {"intake": other.intake, "body": other.body}
        intake = intakes.first()
        return {"intake": intake, "body": letters.starting_words(intake)}

    def _keep(self, request: HttpRequest, letter: Letter | None, form: LetterForm) -> HttpResponse:
        said = form.said() | {"at": clock.now(), "by": request.user.pk or 0}
        kept = letters.change(letter_id=letter.pk, **said) if letter else letters.write(**said)
        messages.success(request, _("The letter is kept. Print it, or write the same to another."))
        return redirect("admin:intakes_letter_change", kept.pk)

    # -- On paper --------------------------------------------------------------------------

    def as_pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letter as PDF."""
        letter = self._letter(request, str(pk))
        return _file(letter_files.as_pdf(letter), "application/pdf", f"letter-{pk}.pdf")

    def as_docx(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letter as a Word document."""
        letter = self._letter(request, str(pk))
        return _file(letter_files.as_docx(letter), letter_files.DOCX, f"letter-{pk}.docx")


def _looked_at(form: LetterForm, letter: Letter | None) -> letters.Sheet:
    """The letter as it would be printed, without keeping it."""
    at = clock.now()
    written = letter.written_at if letter else at
    return letters.sheet(
        Letter(**form.said() | {"intake": form.cleaned_data["intake"]}, written_at=written)
    )


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
