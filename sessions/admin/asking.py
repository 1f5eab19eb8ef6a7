"""One change to sessions at the desk: type it, see what it comes to, then confirm it.

Opening the page or looking changes nothing. What is confirmed is what was looked at: typed
otherwise meanwhile, it is shown once more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from audit import clock
from programs import belonging
from programs.models import Cohort
from sessions import changes
from sessions.admin.change_forms import typed
from sessions.admin.told import Looked
from sessions.changes import Change


@dataclass(frozen=True)
class Act:
    """What the page asks for: the changes something typed would come to, and the rule call."""

    title: str
    explain: str
    label: str
    done: str
    look: Callable[[dict[str, Any]], Sequence[Change]]
    do: Callable[[dict[str, Any]], object]


@dataclass
class Asked:
    """One request to such a page: either it is done, or this is what to show."""

    act: Act
    form: forms.Form
    looked: Looked | None = None
    done: bool = False

    @property
    def shown(self) -> str:
        """What was looked at, to come back with the confirmation."""
        return typed(self.form) if self.looked else ""


def asked(request: HttpRequest, cohort: Cohort, form: forms.Form, act: Act) -> Asked:
    """Answer what was posted: look at it, or do it where it was looked at just as it is."""
    found = Asked(act, form)
    if request.method != "POST" or not form.is_valid():
        return found
    said = dict(form.cleaned_data)
    confirmed = request.POST.get("act") == "confirm"
    try:
        if confirmed and request.POST.get("shown") == typed(form):
            act.do(said)
            found.done = True
            messages.success(request, act.done)
            return found
        found.looked = _looked(request, cohort, act, said)
    except changes.CannotChange as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    if found.looked and confirmed:
        messages.info(request, _("Something was changed. Please look at it, then confirm."))
    return found


def _looked(request: HttpRequest, cohort: Cohort, act: Act, said: dict[str, Any]) -> Looked | None:
    """What it would come to; None where it stands like that already."""
    at = clock.now()
    found = act.look({name: value for name, value in said.items() if name != "reason"} | {"at": at})
    if not found:
        messages.info(request, _("It stands like that already: there is nothing to change."))
        return None
    theirs = belonging.cohorts_coordinated(request.user, at)  # type: ignore[arg-type]  # signed in
    return Looked.at(cohort, found, at, theirs)
