"""The words of each kind of mail, program by program."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock, history
from cop_platform.pages.phone_forms import WordingForm, say
from cop_platform.pages.reader import reader
from notices import kinds, wording
from notices.models import Wording
from notices.placeholders import Placeholder
from notices.wording import Changed, NotUsable, Words
from programs import belonging
from programs.models import Program

SHOWN_ACTS = 20


@dataclass(frozen=True)
class Line:
    """One kind of a list: what it is called, its words, and whose they are."""

    kind: str
    title: str
    words: Words
    own: Wording | None


@require_safe
def wordings(request: HttpRequest) -> HttpResponse:
    """All kinds of mail with the words one's program uses."""
    programs = list(belonging.programs_coordinated(reader(request), clock.now()))
    if not programs:
        raise Http404
    program = next((one for one in programs if str(one.pk) == request.GET.get("program")), None)
    program = program or belonging.at_hand(programs)
    context = {
        **admin.site.each_context(request),
        "title": _("The words of our mails"),
        "programs": programs,
        "program": program,
        "mail_kinds": _lines(program),
    }
    return TemplateResponse(request, "desk/wordings.html", context)


def _lines(program: Program) -> list[Line]:
    own = wording.changed_by(program.pk)
    return [
        Line(kind, kinds.words_for(kind), _words(kind, own.get(kind)), own.get(kind))
        for kind in wording.editable()
    ]


def _words(kind: str, own: Wording | None) -> Words:
    return Words(own.subject, own.text, own) if own else wording.usual(kind)


@require_http_methods(["GET", "HEAD", "POST"])
def one_wording(request: HttpRequest, program_id: int, kind: str) -> HttpResponse:
    """One kind's words; a POST shows how new ones would look, keeps them, or goes back."""
    program = (
        belonging.programs_coordinated(reader(request), clock.now()).filter(pk=program_id).first()
    )
    if program is None or kind not in wording.editable():
        raise Http404
    act = request.POST.get("act", "")
    if act == "reset":
        return _reset(request, program, kind)
    form = WordingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _usable(form, program, kind):
        if act == "save":
            return _save(request, form, program, kind)
        return _page(request, form, program, kind, shown=True)
    return _page(request, form, program, kind, shown=False)


def _reset(request: HttpRequest, program: Program, kind: str) -> HttpResponse:
    shown = request.POST.get("shown", "")
    said: dict[str, Any] = {"program_id": program.pk, "kind": kind, "shown": shown}
    try:
        wording.reset(**said, by=reader(request).pk, at=clock.now())
    except Changed:
        messages.warning(request, _("Somebody else has just changed these words. Here they are."))
    else:
        messages.success(request, _("The usual words are back."))
    return redirect("admin:letter_text", program.pk, kind)


def _usable(form: WordingForm, program: Program, kind: str) -> bool:
    said = form.cleaned_data
    try:
        wording.check(program.pk, kind, subject=said["subject"], text=said["text"])
    except NotUsable as refusal:
        say(form, refusal.troubles)
        return False
    return True


def _save(request: HttpRequest, form: WordingForm, program: Program, kind: str) -> HttpResponse:
    said = {name: form.cleaned_data[name] for name in ("subject", "text", "shown")}
    try:
        wording.change(
            program_id=program.pk, kind=kind, **said, by=reader(request).pk, at=clock.now()
        )
    except Changed:
        return _page(request, _typed_again(form, program, kind), program, kind, shown=False)
    messages.success(request, _("Kept. Mails of this kind leave in these words from now on."))
    return redirect("admin:letter_text", program.pk, kind)


def _typed_again(form: WordingForm, program: Program, kind: str) -> WordingForm:
    """What was typed, beside what stands by now: kept again, it takes its place."""
    stands = wording.sign(wording.of(program.pk, kind))
    again = WordingForm({**form.cleaned_data, "shown": stands})
    again.add_error(
        None,
        _(
            "Somebody else changed these words while you wrote. Yours are still here and not kept "
            "yet; what stands now is below. Keep yours again if they should take its place."
        ),
    )
    return again


def _page(
    request: HttpRequest, form: WordingForm, program: Program, kind: str, *, shown: bool
) -> HttpResponse:
    words, usual = wording.of(program.pk, kind), wording.usual(kind)
    if not form.is_bound:
        form = WordingForm(
            initial={"subject": words.subject, "text": words.text, "shown": wording.sign(words)}
        )
    said: Any = form.cleaned_data if shown else {"subject": words.subject, "text": words.text}
    sample = wording.sample_of(kind)
    context = {
        **admin.site.each_context(request),
        "title": kinds.words_for(kind),
        "program": program,
        "kind": kind,
        "form": form,
        "own": words.own,
        "usual": usual,
        "stands": wording.sign(words),
        "meanwhile": words if form.non_field_errors() else None,
        "placeholders": [_line(one, sample) for one in wording.placeholders(kind).values()],
        "preview": wording.shown(kind, subject=said["subject"], text=said["text"]),
        "previewed": shown,
        "acts_of": history.about(words.own)[:SHOWN_ACTS] if words.own else [],
    }
    return TemplateResponse(request, "desk/wording.html", context)


def _line(one: Placeholder, sample: wording.Sample) -> tuple[Placeholder, bool]:
    return one, one.name in sample.required
