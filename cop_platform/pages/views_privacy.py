"""What is held about oneself: seen, taken along, put right, taken back, erased."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import consents, data_requests
from accounts.access import admits, signed_in
from accounts.models import ConsentRecord, DataRequest, RequestKind, RequestState, User
from audit import clock
from cop_platform import privacy
from cop_platform.pages.forms_privacy import CorrectForm, EraseForm
from intakes import privacy as intakes_privacy

read_and_write = require_http_methods(["GET", "HEAD", "POST"])
WITH_THEIR_OWN_PART = "accounts.ConsentRecord", "accounts.DataRequest"


def own_consent(user: User, pk: int) -> ConsentRecord:
    """One's own consent."""
    found: ConsentRecord = _own(consents.of(user.pk), pk)
    return found


def own_request(user: User, pk: int) -> DataRequest:
    """One's own request."""
    found: DataRequest = _own(data_requests.of(user.pk), pk)
    return found


def _own(found: list[Any], pk: int) -> Any:
    for one in found:
        if one.pk == pk:
            return one
    raise Http404


@require_GET
@admits(signed_in)
def held(request: HttpRequest, user: User) -> HttpResponse:
    """Everything held, with why and until when, and what one can ask."""
    return render(request, "accounts/privacy.html", _context(user))


def _context(user: User) -> dict[str, Any]:
    asked = data_requests.of(user.pk)
    shown = [
        (title, [one for one in parts if one.model not in WITH_THEIR_OWN_PART])
        for title, parts in privacy.held(user.pk, clock.now())
    ]
    return {
        "parts": [(title, parts) for title, parts in shown if parts],
        "consents": consents.of(user.pk),
        "only_read": consents.ONLY_READ,
        "requests": asked,
        "erasing": _open(asked, RequestKind.ERASE),
    }


def _open(asked: list[DataRequest], kind: RequestKind) -> DataRequest | None:
    found = (one for one in asked if one.kind == kind and one.state == RequestState.OPEN)
    return next(found, None)


@require_POST
@admits(signed_in)
def copy(request: HttpRequest, user: User) -> HttpResponse:
    """All of it as a file: to read, or for a machine."""
    taken = privacy.copied(person_id=user.pk, by=user.pk, at=clock.now())
    return file_of(user, taken, readable="json" not in request.POST)


def file_of(person: User, taken: dict[str, Any], *, readable: bool) -> HttpResponse:
    """A person's copy as one file. Its name says nothing."""
    if readable:
        page = render_to_string(
            "accounts/privacy_copy.html",
            {"parts": privacy.held(person.pk, clock.now()), "at": clock.now()},
        )
        return _file(page, "text/html; charset=utf-8", "copy.html")
    text = json.dumps(taken, indent=2, ensure_ascii=False)
    return _file(text, "application/json", "copy.json")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@admits(own_consent)
def withdraw(request: HttpRequest, consent: ConsentRecord) -> HttpResponse:
    """Take back one consent."""
    try:
        consents.withdraw(consent_id=consent.pk, by=consent.user_id, at=clock.now())
    except consents.CannotWithdraw as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("Taken back. From now on it does not count."))
    return redirect("pages:held")


@read_and_write
@admits(signed_in)
def correct(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for what one cannot change oneself to be put right."""
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = data_requests.ask(
            person_id=user.pk,
            kind=RequestKind.CORRECT,
            words=form.cleaned_data["words"],
            at=clock.now(),
            by=user.pk,
        )
        messages.success(request, _kept(asked))
        return redirect("pages:held")
    return render(request, "accounts/privacy_correct.html", {"form": form})


@read_and_write
@admits(signed_in)
def erase(request: HttpRequest, user: User) -> HttpResponse:
    """Ask to be erased, once it was said what goes and what stays."""
    at = clock.now()
    holds, refused = intakes_privacy.seats_of(user.pk, at), privacy.cannot_erase(user.pk, at)
    form = EraseForm(request.POST if request.method == "POST" else None, holds=holds)
    if not refused and form.is_valid():
        asked = data_requests.ask(
            person_id=user.pk,
            kind=RequestKind.ERASE,
            gives_up_seat=form.cleaned_data.get("give_up", False),
            at=at,
            by=user.pk,
        )
        messages.success(request, _kept(asked))
        return redirect("pages:held")
    context = {
        "form": form,
        "holds": holds,
        "refused": refused,
        "standing": _open(data_requests.of(user.pk), RequestKind.ERASE),
    }
    return render(request, "accounts/privacy_erase.html", context)


@require_POST
@admits(own_request)
def take_back(request: HttpRequest, asked: DataRequest) -> HttpResponse:
    """Take a request back, as long as it is open."""
    try:
        data_requests.take_back(request_id=asked.pk, by=asked.person_id, at=clock.now())
    except data_requests.AlreadySettled as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("Taken back. Everything stays as it is."))
    return redirect("pages:held")


def _kept(asked: DataRequest) -> str:
    day = date_format(asked.due_on, "j F Y")
    return _("We have your request, and answer by %(day)s.") % {"day": day}
