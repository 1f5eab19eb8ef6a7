"""Not in one room with: the possible matches of one cohort, and what is decided of each."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from audit import clock
from intakes import apart
from intakes.forms.compose import MatchForm
from programs.models import Cohort

if TYPE_CHECKING:
    from intakes.admin.compose import RoundAdmin


def show(admin: "RoundAdmin", request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Those around this cohort; a POST decides one."""
    found, typed = apart.matches_around(cohort, clock.now()), None
    if request.method == "POST":
        typed = MatchForm(request.POST)
        if typed.is_valid():
            said = typed.cleaned_data
            if said["match"] not in {one.match.pk for one in found}:
                raise Http404
            apart.decide(
                match_id=said["match"],
                outcome=said["outcome"],
                reason=said["reason"],
                by=request.user.pk or 0,
                at=clock.now(),
            )
            messages.success(request, _("Kept. Neither of them is told."))
            return redirect("admin:intakes_apart", cohort.pk)
    rows = [(one, _form(one.match.pk, one.match.state, typed)) for one in found]
    return admin.page(request, "compose_apart", cohort, {"rows": rows, "typed": typed})


def _form(pk: int, state: str, typed: MatchForm | None) -> MatchForm:
    if typed is not None and typed.data.get("match") == str(pk):
        return typed
    return MatchForm(initial={"match": pk, "outcome": state}, auto_id=f"match-{pk}-%s")
