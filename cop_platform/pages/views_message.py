"""Writing to several people at once, from whatever page they were chosen on."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from cop_platform.pages import writing
from cop_platform.pages.phone_forms import MessageForm, say
from cop_platform.pages.reader import reader
from cop_platform.pages.writing import CannotChoose, Chosen
from notices import messages as words
from notices.models import NoticeState
from notices.wording import NotUsable
from programs import belonging

A_PAGE = 20
STEPS = {"preview", "send"}


@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest) -> HttpResponse:
    """What was sent so far; with people that were chosen, a message to them: written, looked at,
    sent. Only a POST sends."""
    named = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and not writing.names_anybody(named):
        return _sent_so_far(request)
    try:
        chosen = writing.chosen(reader(request), named, clock.now())
    except CannotChoose as refusal:
        return _refused(request, str(refusal))
    step = request.POST.get("step", "")
    form = MessageForm(request.POST if step in STEPS else None)
    if step in STEPS and form.is_valid() and _usable(form, chosen):
        if step == "send":
            return _send(request, form, chosen)
        return _page(request, form, chosen, previewed=True)
    return _page(request, form, chosen, previewed=False)


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    """These people can't be written to; what was typed already stays on the page."""
    if request.POST.get("step") not in STEPS:
        messages.warning(request, why)
        return redirect("admin:message")
    form = MessageForm(request.POST)
    form.add_error(None, why)
    context = {
        **admin.site.each_context(request),
        "title": _("Write to people"),
        "form": form,
        "known": words.KNOWN.values(),
    }
    return TemplateResponse(request, "desk/message.html", context)


def _usable(form: MessageForm, chosen: Chosen) -> bool:
    said = form.cleaned_data
    try:
        words.check(
            program_id=chosen.program.pk,
            subject=said["subject"],
            text=said["text"],
            recipients=chosen.recipients,
        )
    except NotUsable as refusal:
        say(form, refusal.troubles)
        return False
    return True


def _send(request: HttpRequest, form: MessageForm, chosen: Chosen) -> HttpResponse:
    said = form.cleaned_data
    sent = words.send(
        key=said["key"],
        program_id=chosen.program.pk,
        subject=said["subject"],
        text=said["text"],
        recipients=chosen.recipients,
        by=reader(request).pk,
        at=clock.now(),
    )
    messages.success(request, _("It is on its way."))
    return redirect("admin:message_sent", sent.pk)


def _page(
    request: HttpRequest, form: MessageForm, chosen: Chosen, *, previewed: bool
) -> HttpResponse:
    phone = words.by_phone(chosen.recipients)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Write to people"),
        "form": form,
        "chosen": chosen,
        "phone": [one.person for one in chosen.recipients if one.person.pk in phone],
        "by_mail": len(chosen.recipients) - len(phone),
        "known": words.KNOWN.values(),
    }
    if previewed:
        said = form.cleaned_data
        context["previews"] = words.previews(
            subject=said["subject"],
            text=said["text"],
            recipients=chosen.recipients,
            phone=phone,
        )
    return TemplateResponse(request, "desk/message.html", context)


def _sent_so_far(request: HttpRequest) -> HttpResponse:
    page = Paginator(_theirs(request), A_PAGE).get_page(request.GET.get("page"))
    context = {**admin.site.each_context(request), "title": _("Messages"), "page": page}
    return TemplateResponse(request, "desk/messages.html", context)


@require_safe
def message_sent(request: HttpRequest, message_id: int) -> HttpResponse:
    """What was sent, by whom, to whom, and how it went."""
    sent = _theirs(request).filter(pk=message_id).first()
    if sent is None:
        raise Http404
    notices = Paginator(words.notices_of(sent.pk), A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("A message"),
        "sent": sent,
        "went": words.how_it_went(sent.pk),
        "page": notices,
        "call": NoticeState.CALL,
    }
    return TemplateResponse(request, "desk/message_sent.html", context)


def _theirs(request: HttpRequest) -> Any:
    programs = belonging.programs_coordinated(reader(request), clock.now())
    return words.sent_for(programs.values("pk"))
