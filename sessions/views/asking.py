"""One act asked about on a page of its own: a form or a yes, then one rule call.

A refusal stands in the form, beside the field it is about, with all that was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise


@dataclass(frozen=True)
class Asked:
    """What the page says. `title` is the tab's, neutral; `back` an address."""

    title: Words
    heading: Words
    label: Words
    back: str
    lead: Words = ""
    danger: bool = False
    template: str = "sessions/asked.html"
    more: dict[str, Any] = field(default_factory=dict)


class Yes(forms.Form):
    """Nothing to fill in."""


def ask(
    request: HttpRequest,
    asked: Asked,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    refusals: tuple[type[Exception], ...],
    done: Words = "",
    then: str = "",
) -> HttpResponse:
    """Show the form; posted and well, make the one rule call and go on to `then` (or back)."""
    if request.method == "POST" and form.is_valid():
        try:
            answer = act()
        except refusals as refusal:
            named = getattr(refusal, "field", "")
            form.add_error(named if named in form.fields else None, str(refusal))
        else:
            messages.success(request, str(done or _("Kept.")))
            return redirect(answer if then == "answer" else (then or asked.back))
    return render(request, asked.template, {"asked": asked, "form": form, **asked.more})


def posted(request: HttpRequest) -> Any:
    """What was posted, or None: an empty form shows nothing to put right."""
    return request.POST if request.method == "POST" else None
