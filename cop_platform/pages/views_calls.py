"""The call list at the desk."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit import clock
from cop_platform.pages import call_list
from cop_platform.pages.phone_forms import CallForm
from cop_platform.pages.reader import reader
from notices import outbox

ACTS = {"said": call_list.said, "no_answer": call_list.no_answer}


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest) -> HttpResponse:
    """Whom to call; a POST says how a call went."""
    typed = None
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        typed = CallForm(request.POST)
        if act is None or "call" in typed.errors or "key" in typed.errors:
            raise Http404
        if typed.is_valid():
            _do(request, act, typed)
            return redirect("admin:call_list")
    page = call_list.read(reader(request), clock.now(), request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Calls to make"),
        "page": page,
        "rows": [(call, _form(call, typed)) for call in page.object_list],
        "now": clock.now(),
    }
    return TemplateResponse(request, "desk/call_list.html", context)


def _form(call: call_list.Call, typed: CallForm | None) -> CallForm:
    if typed is not None and typed.data.get("call") == call.ref:
        return typed
    return CallForm(initial={"call": call.ref}, auto_id=f"{call.ref}-%s")


def _do(request: HttpRequest, act: object, form: CallForm) -> None:
    said, at = form.cleaned_data, clock.now()
    call = call_list.of(reader(request), said["call"], at)
    if call is None:
        if call_list.made_before(reader(request), said["key"]):
            messages.success(request, _("That call is noted."))
        else:
            messages.warning(request, _("That call has been made meanwhile, or is over."))
        return
    try:
        act(call, key=said["key"], words=said["words"], by=reader(request).pk, at=at)  # type: ignore[operator]
    except outbox.NotOnTheCallList as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Noted. %(person)s") % {"person": call.person})
