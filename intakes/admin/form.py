"""An intake's form at the desk: what it asks of everybody, and what its coordinators ask beside."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from accounts.desk_rows import row_number
from accounts.models import User
from audit import clock, history
from intakes import answers, not_asked, questions
from intakes.forms.question import QuestionForm
from intakes.models import IntakeForm, Question
from programs import intake_dates
from programs.desk_tools import SHOWN_ACTS, CoordinatedAdmin, OnlyTheirs

REFUSALS = (questions.CannotAsk, questions.Answered, not_asked.AsksWhatWeDoNot)
CHANGE = "admin:intakes_intakeform_change"
Act = Callable[[int, int], object]


def _up(pk: int, by: int) -> None:
    questions.move(question_id=pk, up=True, by=by, at=clock.now())


def _down(pk: int, by: int) -> None:
    questions.move(question_id=pk, up=False, by=by, at=clock.now())


def _retire(pk: int, by: int) -> None:
    questions.retire(question_id=pk, by=by, at=clock.now())


def _back(pk: int, by: int) -> None:
    questions.bring_back(question_id=pk, by=by, at=clock.now())


ACTS: dict[str, Act] = {"up": _up, "down": _down, "retire": _retire, "back": _back}


@admin.register(IntakeForm)
class IntakeFormAdmin(CoordinatedAdmin):
    program_path = "program"
    list_display = ("name", "program", "stands", "asked")
    list_filter = (("program", OnlyTheirs),)
    list_select_related = ("program",)
    ordering = ("-opens_at", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[IntakeForm]:
        rows: QuerySet[IntakeForm] = super().get_queryset(request)
        asked = Count("questions", filter=Q(questions__retired_at=None))
        return rows.select_related("program").annotate(asked=asked)

    @display(description=gettext_lazy("state"))
    def stands(self, intake: IntakeForm) -> str:
        return str(intake_dates.state_at(intake, clock.now()).label)

    @display(description=gettext_lazy("further questions"), ordering="asked")
    def asked(self, intake: Any) -> int:
        return int(intake.asked)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.question)
        name = "intakes_intakeform_question"
        return [
            path("<int:intake_id>/question/", view, name=name),
            path("<int:intake_id>/question/<int:question_id>/", view, name=f"{name}_change"),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form of one intake; a POST moves or retires one of its questions."""
        intake = self._intake(request, object_id)
        if request.method == "POST":
            act = ACTS.get(request.POST.get("act", ""))
            question = _question(intake, request.POST.get("question", ""))
            if act is None or question is None:
                raise Http404
            act(question.pk, _by(request))
            return redirect(CHANGE, intake.pk)
        every = questions.all_of(intake.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(intake),
            "original": intake,
            "asked": [question for question in every if question.retired_at is None],
            "retired": [question for question in every if question.retired_at is not None],
            "core": [[*step.values()] for step in answers.OF_STEP.values()],
            "acts_of": history.about(intake, *every)[:SHOWN_ACTS],
        }
        return TemplateResponse(request, "intakes/desk/form.html", context)

    def question(
        self, request: HttpRequest, intake_id: int, question_id: int | None = None
    ) -> HttpResponse:
        """Word a question, a new one or one that nobody has answered."""
        intake = self._intake(request, str(intake_id))
        standing = _question(intake, str(question_id)) if question_id else None
        if question_id and standing is None:
            raise Http404
        initial = QuestionForm.starting_with(standing) if standing else None
        form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            try:
                _keep(intake, standing, form, _by(request))
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Kept. It stands in the form."))
                return redirect(CHANGE, intake.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("A question"),
            "original": intake,
            "standing": standing,
            "answered": bool(standing and standing.answers.exists()),
            "form": form,
        }
        return TemplateResponse(request, "intakes/desk/question.html", context)

    def _intake(self, request: HttpRequest, object_id: str | None) -> IntakeForm:
        return cast(IntakeForm, self.their_row(request, object_id))


def _keep(intake: IntakeForm, standing: Question | None, form: QuestionForm, by: int) -> None:
    said = form.cleaned_data
    if standing is None:
        questions.add(intake_id=intake.pk, by=by, at=clock.now(), **said)
    else:
        questions.change(question_id=standing.pk, by=by, at=clock.now(), **said)


def _question(intake: IntakeForm, pk: str) -> Question | None:
    """One of this intake's, by an id that was sent."""
    return Question.objects.filter(intake=intake.pk, pk=row_number(pk) or 0).first()


def _by(request: HttpRequest) -> int:
    return cast(User, request.user).pk
