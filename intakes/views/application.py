"""One's own application: where it stands, what happens next, and how to take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import safe_contacts
from accounts.access import admits
from audit import clock
from intakes import answers, applications, copies, interests, preferences, protected, standing
from intakes.access import own_application, own_candidacy
from intakes.models import Application, ApplicationState, Candidacy, CandidacyState
from intakes.views import steps
from notices import letterbox
from programs import intake_dates

NEWEST_LETTERS = 5


@require_safe
@admits(own_application)
def show(request: HttpRequest, application: Application) -> HttpResponse:
    """Where it stands, in plain words; never a rank, nor anyone else's data."""
    at = clock.now()
    program = application.intake.program
    standings = standing.of(application, at)
    context = {
        "application": application,
        "intake": application.intake,
        "program": program,
        "standings": standings,
        "question": standing.question(standings),
        "way": standing.way(application, standings, at),
        "parts": written_in(application),
        "person": application.applicant,
        "contact": safe_contacts.of(application.applicant_id),
        "readings": protected.readings(application),
        "letters": letterbox.of(application.applicant_id)[:NEWEST_LETTERS],
        "first_step": steps.STEPS[0].name,
        "is_draft": application.state == ApplicationState.DRAFT,
        "is_late": applications.was_late(application),
        "is_open": intake_dates.is_open(application.intake, at),
        "can_withdraw": applications.can_withdraw(application),
        "can_copy": application.state in copies.SENT,
        "interests": interests.live(application.applicant_id, program.pk),
    }
    return render(request, "intakes/application.html", context)


def written_in(application: Application) -> list[dict[str, Any]]:
    """What was written, step by step; the part kept apart has its name and no words."""
    written = answers.written(application)
    chosen = preferences.preferences_of(application)
    return [
        {
            "name": one.name,
            "title": one.title,
            "preferences": chosen if one.name == answers.WISHES else None,
            "written": [said for said in written if said.step == one.name],
        }
        for one in steps.of(application)
    ]


@require_POST
@admits(own_application)
def copy(request: HttpRequest, application: Application) -> HttpResponse:
    """Owe them their own words by mail."""
    try:
        copies.ask(application_id=application.pk, at=clock.now(), by=application.applicant_id)
    except copies.NothingToCopy as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("A copy is on its way, without the part kept apart."))
    return redirect("intakes:application", pk=application.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_application)
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask once, then take the whole application back."""
    if request.method == "POST":
        try:
            applications.withdraw(
                application_id=application.pk, at=clock.now(), by=application.applicant_id
            )
        except applications.CannotWithdraw as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("Your application is withdrawn."))
        return redirect("intakes:application", pk=application.pk)
    return render(request, "intakes/withdraw.html", {"application": application})


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_candidacy)
def leave_list(request: HttpRequest, candidacy: Candidacy) -> HttpResponse:
    """Ask once, then leave one waitlist."""
    if request.method == "POST":
        try:
            applications.leave_list(
                candidacy_id=candidacy.pk,
                at=clock.now(),
                by=candidacy.application.applicant_id,
            )
        except applications.CannotWithdraw as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("You have left this waitlist."))
        return redirect("intakes:application", pk=candidacy.application_id)
    waits = candidacy.state == CandidacyState.WAITLISTED
    return render(request, "intakes/leave_list.html", {"candidacy": candidacy, "waits": waits})
