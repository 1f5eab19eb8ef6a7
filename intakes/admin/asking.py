"""An action on several rows that needs a reason: a page asks for it, then each is acted on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from intakes.forms.desk import ReasonForm

AT_ONCE = 200
Act = Callable[[int, str], object]


def with_reason(
    admin: ModelAdmin,
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    title: str | Promise,
    button: str | Promise,
    act: Act,
    refusals: tuple[type[Exception], ...],
) -> HttpResponse | None:
    """Ask for a reason, then call `act(pk, reason)` for each row; refusals become messages.

    None, once it is done, leads back to the list.
    """
    listed = list(rows.order_by("pk")[: AT_ONCE + 1])
    if len(listed) > AT_ONCE:
        messages.warning(request, _("Please choose at most %(most)d at once.") % {"most": AT_ONCE})
        return None
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        _each(request, listed, act, form.cleaned_data["reason"], refusals)
        return None
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.model._meta,
        "title": title,
        "button": button,
        "rows": listed,
        "form": form,
        "action": request.POST.get("action", ""),
    }
    return TemplateResponse(request, "intakes/desk/reason.html", context)


def _each(
    request: HttpRequest,
    rows: list[Any],
    act: Act,
    reason: str,
    refusals: tuple[type[Exception], ...],
) -> None:
    done = 0
    for row in rows:
        try:
            act(row.pk, reason)
        except refusals as refusal:
            messages.warning(request, f"{row}: {refusal}")
        else:
            done += 1
    if done:
        words = ngettext("Done for one person.", "Done for %(count)d people.", done)
        messages.success(request, words % {"count": done})
