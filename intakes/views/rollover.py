"""Keep the place for the next intake? A link only opens the page; a POST answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import admits
from audit import clock
from intakes import rollovers
from intakes.access import own_question
from intakes.forms.rollover import KeepForm
from intakes.models import Rollover


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_question)
def answer(request: HttpRequest, rollover: Rollover) -> HttpResponse:
    """The question and what each answer means; a POST keeps the place, or leaves."""
    form = KeepForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            said = rollovers.answer(
                application_id=rollover.application_id,
                keep=form.cleaned_data["keep"] == "yes",
                at=clock.now(),
                by=rollover.application.applicant_id,
            )
        except rollovers.QuestionGone as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _thanks(said))
        return redirect("intakes:roll_over", pk=rollover.application_id)
    context = {
        "rollover": rollover,
        "program": rollover.application.intake.program,
        "communities": rollovers.waits_for(rollover),
        "is_open": rollovers.is_open(rollover, clock.now()),
        "can_change": rollovers.can_change(rollover),
        "form": form,
    }
    return render(request, "intakes/roll_over.html", context)


def _thanks(rollover: Rollover) -> str:
    if rollover.state == "kept":
        return _("Thank you. Your place is kept.")
    return _("Thank you for telling us.")
