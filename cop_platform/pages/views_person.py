"""The desk's search for a person, and their page."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from cop_platform.pages import people
from cop_platform.pages.people import Subject
from cop_platform.pages.phone_forms import NoteForm
from cop_platform.pages.reader import reader
from cop_platform.pages.writing import numbers
from notices import call_notes, outbox
from programs import belonging


@require_safe
def find_person(request: HttpRequest) -> HttpResponse:
    """Whoever of one's own programs has these letters in name, mail or organisation; the only
    one there is opens at once."""
    words, at = request.GET.get("q", "")[:400], clock.now()
    programs = [program.pk for program in belonging.programs_coordinated(reader(request), at)]
    found = people.find(words, programs, request.GET.get("page"))
    if found is not None and found.paginator.count == 1:
        return redirect("admin:person_page", found.object_list[0].person.pk)
    context = {"title": _("Find a person"), "found": found, "words": words.replace("\0", "")}
    return TemplateResponse(request, "desk/find_person.html", _with_frame(request, context))


@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request: HttpRequest, user_id: int) -> HttpResponse:
    """A person; a POST notes a call, shows how to reach them, or sends a mail again."""
    at = clock.now()
    subject = people.door(reader(request), user_id, at)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    shown: dict[str, Any] = {}
    if act == "note":
        form = NoteForm(request.POST, programs=subject.programs)
        if form.is_valid() and _noted(request, subject, form):
            return redirect("admin:person_page", user_id)
        shown["note_form"] = form
    elif act == "again":
        return _again(request, subject)
    elif act == "reach":
        shown |= {"reach_asked": True}
        shown["reach"] = people.shown_reach(subject.person, reader(request), at)
    elif request.method == "POST":
        raise Http404
    context = people.read(subject, reader(request), at, request.GET.get("page"))
    context |= {
        "title": str(subject.person),
        "now": at,
        "note_form": NoteForm(programs=subject.programs),
    }
    return TemplateResponse(request, "desk/person.html", _with_frame(request, context | shown))


def _noted(request: HttpRequest, subject: Subject, form: forms.Form) -> bool:
    said = form.cleaned_data
    try:
        call_notes.add(
            key=said["key"],
            person_id=subject.person.pk,
            program_id=said.get("program") or subject.program_ids[0],
            words=said["words"],
            by=reader(request).pk,
            at=clock.now(),
        )
    except call_notes.NothingToNote as refusal:
        form.add_error("words", str(refusal))
        return False
    messages.success(request, _("Noted."))
    return True


def _again(request: HttpRequest, subject: Subject) -> HttpResponse:
    notice = next(iter(numbers([request.POST.get("notice", "")])), 0)
    try:
        people.send_again(subject.person, reader(request), notice, clock.now())
    except outbox.CannotSendAgain as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("It is on its way again."))
    return redirect("admin:person_page", subject.person.pk)


def _with_frame(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return {**admin.site.each_context(request), **context}
