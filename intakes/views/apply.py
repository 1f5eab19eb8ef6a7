"""Beginning an application, and its steps, saved one by one."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import proofs
from accounts.access import admits, typed_before
from accounts.models import ConsentKind
from audit import clock
from intakes import applications, people, preferences
from intakes.access import open_program, own_application
from intakes.forms.application import (
    AboutForm,
    BeginForm,
    HopesForm,
    PreferencesForm,
    SendForm,
)
from intakes.forms.fields import typed
from intakes.models import Application, ApplicationState
from programs import intake_dates
from programs.models import Intake, Program

PURPOSE = "intakes.apply"
ABOUT, PREFERENCES, HOPES, REVIEW = range(1, 5)
STEPS = (
    gettext_lazy("You and your work"),
    gettext_lazy("What you would like"),
    gettext_lazy("Hopes"),
    gettext_lazy("Look over and send"),
)
StepForm = AboutForm | PreferencesForm | HopesForm


# ------------------------------------------------- beginning


@require_http_methods(["GET", "HEAD", "POST"])
@admits(open_program)
def begin(request: HttpRequest, program: Program) -> HttpResponse:
    """What it takes, and the start. Signed in, it begins at once; else after a code."""
    at, user = clock.now(), request.user
    intake = intake_dates.intake_now(program, at)
    form = BeginForm(typed(request), initial=typed_before(request, PURPOSE).get("typed"))
    if request.method == "POST" and intake and user.is_authenticated:
        return redirect(proved(user_id=user.pk, payload=_payload(program, intake), at=at))
    if request.method == "POST" and intake and form.is_valid():
        proof = proofs.ask(
            email=form.cleaned_data["email"],
            purpose=PURPOSE,
            payload=_payload(program, intake) | {"typed": form.cleaned_data},
            at=at,
            back=request.path,
        )
        return redirect("accounts:prove", token=proof.token)
    standing = applications.standing_in(user.pk, intake.pk) if intake and user.pk else None
    context = {
        "program": program,
        "intake": intake,
        "form": form,
        "standing": standing,
        "cohorts": preferences.cohorts_in(intake) if intake else [],
        "upcoming": intake_dates.next_intake(program, at),
        "steps": [(label, "") for label in STEPS],
    }
    return render(request, "intakes/apply.html", context)


def _payload(program: Program, intake: Intake) -> dict[str, Any]:
    return {"intake": intake.pk, "slug": program.slug, "typed": {}}


def proved(*, user_id: int, payload: dict[str, Any], at: datetime) -> str:
    """The address is theirs: begin the form, or go on with the one that stands."""
    try:
        application = applications.start(
            person_id=user_id,
            intake_id=payload["intake"],
            display_name=payload["typed"].get("display_name", ""),
            at=at,
            by=user_id,
        )
    except applications.IntakeClosed:
        return reverse("intakes:apply", kwargs={"slug": payload["slug"]})
    if application.state != ApplicationState.DRAFT:
        return reverse("intakes:application", kwargs={"pk": application.pk})
    return reverse("intakes:step", kwargs={"pk": application.pk, "step": ABOUT})


# ------------------------------------------------- the steps


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_application)
def step(request: HttpRequest, application: Application, step: int) -> HttpResponse:
    """One step of the form. Each is saved as one goes on, or leaves."""
    if not ABOUT <= step <= REVIEW:
        raise Http404
    if application.state != ApplicationState.DRAFT:
        return redirect("intakes:application", pk=application.pk)
    if step == REVIEW:
        return _review(request, application)
    later = "later" in request.POST
    form = _form(application, step, typed(request), later)
    if request.method == "POST" and form.is_valid():
        try:
            _save(application, step, form)
        except (applications.AlreadySent, preferences.NotOnOffer) as refusal:
            form.add_error(None, str(refusal))
        else:
            if later:
                messages.success(request, _("It is kept. You can go on from any device."))
                return redirect("intakes:application", pk=application.pk)
            return redirect("intakes:step", pk=application.pk, step=step + 1)
    return _page(request, application, step, {"form": form})


def _page(
    request: HttpRequest, application: Application, step: int, context: dict[str, Any]
) -> HttpResponse:
    frame = {
        "application": application,
        "intake": application.intake,
        "program": application.intake.program,
        "step": step,
        "step_name": STEPS[step - 1],
        "steps": [(label, "") for label in STEPS],
        "now": step - 1,
        "is_open": intake_dates.is_open(application.intake, clock.now()),
    }
    template = {ABOUT: "about", PREFERENCES: "preferences", HOPES: "hopes", REVIEW: "review"}[step]
    return render(request, f"intakes/step_{template}.html", frame | context)


def _form(application: Application, step: int, data: Any, later: bool) -> StepForm:
    values = {name: getattr(application, name) for name in applications.ANSWERS}
    if step == ABOUT:
        person = application.applicant
        about = {name: getattr(person, name) for name in AboutForm.ABOUT_THEM}
        contact = people.contact_of(person.pk)
        return AboutForm(data, unfinished=later, initial=values | about | contact)
    if step == HOPES:
        return HopesForm(data, unfinished=later, initial=values)
    chosen = preferences.preferences_of(application)
    return PreferencesForm(
        data,
        unfinished=later,
        cohorts=preferences.cohorts_in(application.intake),
        initial=values | PreferencesForm.starting_with(c.cohort_id for c in chosen),
    )


def _save(application: Application, step: int, form: StepForm) -> None:
    what: dict[str, Any] = {}
    if isinstance(form, AboutForm):
        what["answers"] = form.part(AboutForm.ANSWERS)
        what["person"] = form.part(AboutForm.ABOUT_THEM)
        what["contact"] = form.contact()
    elif isinstance(form, PreferencesForm):
        what["answers"] = {"can_commit": form.cleaned_data["can_commit"]}
        what["cohort_ids"] = form.ranked()
    else:
        what["answers"] = {name: form.cleaned_data[name] for name in HopesForm.ANSWERS}
    applications.save_draft(
        application_id=application.pk, at=clock.now(), by=application.applicant_id, **what
    )


def _review(request: HttpRequest, application: Application) -> HttpResponse:
    """Everything once more, the notice, the ticks; then send."""
    notice = people.current_notice(clock.now())
    form = SendForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            sent = applications.submit(
                application_id=application.pk,
                at=clock.now(),
                by=application.applicant_id,
                notice_id=notice.pk if notice else None,
                consents=_consents(form),
            )
        except applications.CannotSubmit as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("This intake has closed; your words are kept for the next one.")
            messages.success(request, words if sent.late else _("Thank you. It is sent."))
            return redirect("intakes:application", pk=application.pk)
    context = {
        "form": form,
        "notice": notice,
        "lacking": applications.missing(application),
        "preferences": preferences.preferences_of(application),
    }
    return _page(request, application, REVIEW, context)


def _consents(form: SendForm) -> list[ConsentKind]:
    ticked = {
        ConsentKind.COLLECTION: form.cleaned_data["read_notice"],
        ConsentKind.NEXT_INTAKE: form.cleaned_data["next_intake"],
        ConsentKind.NEWSLETTER: form.cleaned_data["newsletter"],
    }
    return [kind for kind, given in ticked.items() if given]
