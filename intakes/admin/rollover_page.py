"""Asking who waits in vain whether to keep their place: seen before, done in one act."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock, history
from intakes import rollovers
from intakes.forms.rollover import AskForm
from programs.desk_tools import SHOWN_ACTS
from programs.models import Cohort

if TYPE_CHECKING:
    from intakes.admin.queue import QueueAdmin

A_PAGE = 50


def show(desk: "QueueAdmin", request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Whom it would ask and by when they reply; a POST asks them all."""
    found = rollovers.preview(cohort.intake, clock.now())
    form = AskForm(request.POST or None, initial={"reply_on": found.reply_on})
    if request.method == "POST" and form.is_valid() and _ask(request, cohort, form):
        return redirect("admin:intakes_rollover", cohort.pk)
    answers = Paginator(rollovers.answers(cohort.intake), A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": _("A place in the next intake"),
        "original": cohort,
        "zone": cohort.intake.program.time_zone,
        "found": found,
        "more": max(0, len(found.people) - A_PAGE),
        "people": found.people[:A_PAGE],
        "tally": rollovers.tally(cohort.intake),
        "answers": answers,
        "form": form,
        "acts_of": history.in_cohorts([cohort.pk])[:SHOWN_ACTS],
    }
    return TemplateResponse(request, "intakes/desk/roll_over.html", context)


def _ask(request: HttpRequest, cohort: Cohort, form: AskForm) -> bool:
    try:
        count = rollovers.ask(
            intake_id=cohort.intake_id,
            reply_on=form.cleaned_data["reply_on"],
            by=request.user.pk or 0,
            at=clock.now(),
        )
    except rollovers.CannotAsk as refusal:
        form.add_error("reply_on", str(refusal))
        return False
    if count:
        words = ngettext("One person is asked.", "%(count)d people are asked.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("Nobody is left to ask."))
    return True
