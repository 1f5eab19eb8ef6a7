"""Beginning an application, going through its steps, each saved, and sending it."""

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
from intakes import answers, applications, people, preferences, protected
from intakes.access import own_application
from intakes.forms.application import SendForm
from intakes.forms.fields import NewcomerForm, typed
from intakes.models import Application, ApplicationState
from intakes.views import steps
from intakes.views.application import written_in
from intakes.views.steps import FormStep
from programs import access, intake_dates
from programs.models import Intake, Program

PURPOSE = "intakes.apply"
REVIEW = "review"  # after the steps, always last
LAST_LOOK = gettext_lazy("Look over and send")
LONGEST_SLUG = 60
REFUSALS = (applications.AlreadySent, preferences.NotOnOffer, answers.Reworded)


# ------------------------------------------------- beginning


@require_http_methods(["GET", "HEAD", "POST"])
@admits(access.public_program)
def begin(request: HttpRequest, program: Program) -> HttpResponse:
    """What it takes, and the start. Signed in, it begins at once; else after a code."""
    at, user = clock.now(), request.user
    intake = intake_dates.intake_now(program, at)
    form = NewcomerForm(typed(request), initial=typed_before(request, PURPOSE).get("typed"))
    if request.method == "POST" and intake and user.is_authenticated:
        return redirect(proved(user_id=user.pk, payload=_payload(request, program, intake), at=at))
    if request.method == "POST" and intake and form.is_valid():
        proof = proofs.ask(
            email=form.cleaned_data["email"],
            purpose=PURPOSE,
            payload=_payload(request, program, intake) | {"typed": form.cleaned_data},
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
        "steps": _asked_in(intake) if intake else [],
    }
    return render(request, "intakes/apply.html", context)


def _asked_in(intake: Intake) -> list[tuple[Any, str]]:
    """The steps of an intake's form, for who has not begun."""
    return [*((one.title, "") for one in steps.of(Application(intake=intake))), (LAST_LOOK, "")]


def _payload(request: HttpRequest, program: Program, intake: Intake) -> dict[str, Any]:
    """`?community=` of the link they came by becomes their first choice."""
    community = request.GET.get("community", "").replace("\0", "")[:LONGEST_SLUG]
    return {"intake": intake.pk, "slug": program.slug, "community": community, "typed": {}}


def proved(*, user_id: int, payload: dict[str, Any], at: datetime) -> str:
    """The address is theirs: begin the form, or go on with the one that stands."""
    try:
        application = applications.start(
            person_id=user_id,
            intake_id=payload["intake"],
            display_name=payload["typed"].get("display_name", ""),
            community=payload.get("community", ""),
            at=at,
            by=user_id,
        )
    except applications.IntakeClosed:
        return reverse("intakes:apply", kwargs={"slug": payload["slug"]})
    if application.state != ApplicationState.DRAFT:
        return reverse("intakes:application", kwargs={"pk": application.pk})
    return reverse("intakes:step", kwargs={"pk": application.pk, "step": steps.STEPS[0].name})


# ------------------------------------------------- the steps


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_application)
def step(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    """One step of the form. Each is saved as one goes on, goes back, or leaves."""
    here = next((one for one in steps.of(application) if one.name == step), None)
    if here is None and step not in (REVIEW, *(one.name for one in steps.STEPS)):
        raise Http404
    if application.state != ApplicationState.DRAFT:
        return redirect("intakes:application", pk=application.pk)
    if here is None:  # the last look; or a step that is not asked any more
        return _review(request, application)
    unfinished = "later" in request.POST or "back" in request.POST
    form = here.make(application, typed(request), unfinished)
    if request.method == "POST" and form.is_valid():
        try:
            here.keep(application, form, clock.now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return _onwards(request, application, here)
    return _page(request, application, here.name, here.title, here.template, {"form": form})


def _onwards(request: HttpRequest, application: Application, here: FormStep) -> HttpResponse:
    """Where a step that was kept leads: on, a step back, or out for now."""
    if "later" in request.POST:
        messages.success(request, _("It is kept. You can go on from any device."))
        return redirect("intakes:application", pk=application.pk)
    names = [one.name for one in steps.of(application)] + [REVIEW]
    place = names.index(here.name) if here.name in names else 0
    if "back" in request.POST:
        name = names[max(place - 1, 0)]
    else:
        name = REVIEW if request.GET.get("then") == REVIEW else names[place + 1]
    return redirect("intakes:step", pk=application.pk, step=name)


def _page(
    request: HttpRequest,
    application: Application,
    name: str,
    title: Any,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    way = _way(application, name)
    place = next(number for number, one in enumerate(way, start=1) if one["is_now"])
    frame = {
        "application": application,
        "intake": application.intake,
        "program": application.intake.program,
        "step_name": title,
        "number": place,
        "count": len(way),
        "way": way,
        "is_open": intake_dates.is_open(application.intake, clock.now()),
    }
    return render(request, template, frame | context)


def _way(application: Application, name: str) -> list[dict[str, Any]]:
    """The steps as a list of links: which one this is, and which still need something."""
    lacking = {answers.step_of(field) for field in answers.missing(application)}
    listed = [(one.name, one.title) for one in steps.of(application)] + [(REVIEW, LAST_LOOK)]
    return [
        {
            "title": title,
            "url": reverse("intakes:step", kwargs={"pk": application.pk, "step": one}),
            "is_now": one == name,
            "needs": one in lacking,
        }
        for one, title in listed
    ]


# ------------------------------------------------- the last look


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
                copy=form.cleaned_data["copy"],
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
        "lacking": _lacking(application),
        "parts": written_in(application),
        "person": application.applicant,
        "kept_apart": protected.of(application.applicant_id),
    }
    return _page(request, application, REVIEW, LAST_LOOK, "intakes/step_review.html", context)


def _lacking(application: Application) -> list[tuple[str, Any]]:
    """What is missing still: the address of the very field, and what it asks for."""
    return [
        (
            reverse("intakes:step", kwargs={"pk": application.pk, "step": answers.step_of(name)})
            + f"?then={REVIEW}#id_{'first' if name == 'preferences' else name}",
            words,
        )
        for name, words in answers.missing(application).items()
    ]


def _consents(form: SendForm) -> list[ConsentKind]:
    ticked = {
        ConsentKind.COLLECTION: form.cleaned_data["read_notice"],
        ConsentKind.NEXT_INTAKE: form.cleaned_data["next_intake"],
        ConsentKind.NEWSLETTER: form.cleaned_data["newsletter"],
    }
    return [kind for kind, given in ticked.items() if given]
