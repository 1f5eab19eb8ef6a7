"""The steps of the form, in order. To add one is to add an entry to `STEPS`.

    FormStep("support", _("Your manager"), make=_support_form, keep=_keep_support)

`make` builds the step's form, `keep` makes one rule call; the frame (`views/apply.py`) does the
rest: saving as one goes on, goes back or leaves, the errors, and the way beside it. The last look
and the sending come after all of them and are no entry here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intakes import answers, applications, people, preferences, protected, questions
from intakes.forms.application import AboutForm, HopesForm, PreferencesForm, Step
from intakes.forms.further import FurtherForm
from intakes.forms.protected import ProtectedForm
from intakes.models import Application

Data = QueryDict | None
Make = Callable[[Application, Data, bool], Step]
Keep = Callable[[Application, Any, datetime], object]


def always(application: Application) -> bool:
    """Most steps are asked of everybody."""
    return True


@dataclass(frozen=True)
class FormStep:
    """One step. Its `name` stands in the address, so it says nothing of what is asked."""

    name: str
    title: str | Promise
    make: Make
    keep: Keep
    template: str = "intakes/step.html"
    asked: Callable[[Application], bool] = always


def _save(application: Application, at: datetime, **what: Any) -> None:
    applications.save_draft(
        application_id=application.pk, at=at, by=application.applicant_id, **what
    )


def _kept(application: Application) -> dict[str, Any]:
    return {name: getattr(application, name) for name in answers.ANSWERS}


# ------------------------------------------------- each of them


def _about(application: Application, data: Data, later: bool) -> Step:
    person = application.applicant
    them = {name: getattr(person, name) for name in AboutForm.ABOUT_THEM}
    return AboutForm(data, unfinished=later, initial=_kept(application) | them)


def _keep_about(application: Application, form: AboutForm, at: datetime) -> None:
    _save(
        application,
        at,
        answers=form.part(AboutForm.ANSWERS),
        person=form.part(AboutForm.ABOUT_THEM),
    )


def _wishes(application: Application, data: Data, later: bool) -> Step:
    chosen = preferences.preferences_of(application)
    return PreferencesForm(
        data,
        unfinished=later,
        cohorts=preferences.cohorts_in(application.intake),
        initial=_kept(application) | PreferencesForm.starting_with(c.cohort_id for c in chosen),
    )


def _keep_wishes(application: Application, form: PreferencesForm, at: datetime) -> None:
    _save(application, at, answers=form.part(PreferencesForm.ANSWERS), cohort_ids=form.ranked())


def _hopes(application: Application, data: Data, later: bool) -> Step:
    return HopesForm(data, unfinished=later, initial=_kept(application))


def _keep_hopes(application: Application, form: HopesForm, at: datetime) -> None:
    _save(application, at, answers=form.part(HopesForm.ANSWERS))


def _further(application: Application, data: Data, later: bool) -> Step:
    return FurtherForm(
        data,
        unfinished=later,
        asked=questions.of_intake(application.intake_id),
        kept=answers.kept(application.pk),
    )


def _keep_further(application: Application, form: FurtherForm, at: datetime) -> None:
    _save(application, at, further=form.given(), shown=form.shown())


def _has_questions(application: Application) -> bool:
    return bool(questions.of_intake(application.intake_id))


def _apart(application: Application, data: Data, later: bool) -> Step:
    person_id = application.applicant_id
    kept = protected.of(person_id)
    needs = {name: getattr(kept.need, name) for name in protected.NEEDS}
    return ProtectedForm(
        data,
        unfinished=later,
        meeting_format=application.meeting_format,
        initial=people.contact_of(person_id) | needs | {"apart": kept.apart},
    )


def _keep_apart(application: Application, form: ProtectedForm, at: datetime) -> None:
    protected.keep(
        application_id=application.pk,
        contact=form.contact(),
        needs=form.needs(),
        apart_words=form.cleaned_data["apart"],
        at=at,
        by=application.applicant_id,
    )


STEPS: tuple[FormStep, ...] = (
    FormStep(answers.ABOUT, _("You and your work"), _about, _keep_about),
    FormStep(
        answers.WISHES,
        _("What you would like"),
        _wishes,
        _keep_wishes,
        template="intakes/step_wishes.html",
    ),
    FormStep(answers.HOPES, _("Hopes"), _hopes, _keep_hopes, template="intakes/step_hopes.html"),
    FormStep(
        answers.FURTHER,
        _("A few more questions"),
        _further,
        _keep_further,
        template="intakes/step_further.html",
        asked=_has_questions,
    ),
    FormStep(
        "apart",
        _("Safe, and able to take part"),
        _apart,
        _keep_apart,
        template="intakes/step_apart.html",
    ),
)


def of(application: Application) -> list[FormStep]:
    """The steps this application has."""
    return [step for step in STEPS if step.asked(application)]
