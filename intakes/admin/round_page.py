"""A round at the desk: seen whole, sent in one act, followed, stopped in time."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from audit import clock
from intakes import composing, queues, rehearsing, rounds, stopping
from intakes.forms.desk import RoundForm
from intakes.models import Outcome, Round
from programs.models import Cohort

if TYPE_CHECKING:
    from intakes.admin.compose import RoundAdmin

EVERY_S = 5


def preview(admin: "RoundAdmin", request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """The round as it would be, each with what will be mailed; a POST sends it."""
    at, by = clock.now(), request.user.pk or 0
    if request.method == "POST":
        form = RoundForm(request.POST)
        shown = form.cleaned_data["shown"] if form.is_valid() else "-"
        try:
            sent = rounds.make_offers(cohort_id=cohort.pk, by=by, at=at, shown=shown)
        except rounds.CannotOffer as refusal:
            messages.warning(request, str(refusal))
            return redirect("admin:intakes_compose_round", cohort.pk)
        if sent.made is None:
            return redirect("admin:intakes_compose_round", cohort.pk)
        return redirect("admin:intakes_round_change", sent.made.pk)
    return admin.page(request, "round_preview", cohort, _prospect(request, cohort))


def _prospect(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    at = clock.now()
    try:
        found = rounds.preview(cohort, at)
    except rounds.CannotOffer as refusal:
        return {"refused": str(refusal)}
    said = {pk: queues.Why(why).label for pk, why in found.why.items()}
    return {
        "round": found,
        "waitlisted": [(one, said.get(one.pk, "")) for one in found.waitlisted],
        "form": RoundForm(initial={"shown": found.stamp}),
        "reading": composing.reading(cohort).count(),
        "intake_open": cohort.intake.closes_at if at < cohort.intake.closes_at else None,
        "letters": rehearsing.round_letters(cohort_id=cohort.pk, by=request.user.pk or 0, at=at),
    }


def show(admin: "RoundAdmin", request: HttpRequest, made: Round) -> HttpResponse:
    """How far its mails are; a POST stops it. The page asks anew by itself while it moves."""
    if request.method == "POST":
        try:
            stopped = stopping.stop(round_id=made.pk, by=request.user.pk or 0, at=clock.now())
        except stopping.TooLate as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _stopped_words(stopped))
        return redirect("admin:intakes_round_change", made.pk)
    at = clock.now()
    progress = stopping.progress(made.pk)
    cohort = Cohort.objects.select_related("intake__program", "community").get(pk=made.cohort_id)
    context = {
        "made": made,
        "progress": progress,
        "can_stop": stopping.can_stop(made, at),
        "moving": made.stopped_at is None and not progress.settled,
        "every": EVERY_S,
        "lines": stopping.lines(made.pk),
        "outcomes": Outcome,
    }
    return admin.page(request, "round", cohort, context)


def _stopped_words(made: Round) -> str:
    if made.kept:
        return _("Stopped. %(count)d had moved on by themselves and stay as they are.") % {
            "count": made.kept
        }
    return _("Stopped. Everybody stands as before, and no mail leaves.")
