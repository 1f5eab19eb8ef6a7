"""The pages of a run-sheet: the plan, its order, what it starts from, its setting, on paper."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admits
from sessions.access import Visit
from sessions.forms.runsheets import SettingForm, TemplateForm
from sessions.models import Ownership, Session
from sessions.runsheets import access, country, items, leading, pages, people, sheets, templates
from sessions.runsheets.pages import SheetPage, Sight
from sessions.runsheets.sheets import CannotPlan, ChangedMeanwhile

ASKS = require_http_methods(["GET", "HEAD", "POST"])


def sight(visit: Visit) -> Sight:
    """How much this visitor sees."""
    plans = visit.standing.is_facilitator
    return Sight(
        user=visit.user,
        plans=plans,
        helps=plans or visit.standing.is_member,
        own_only=access.is_passing(visit),
    )


def shown(visit: Visit) -> dict[str, Any]:
    """What the plan's template needs."""
    page = pages.read(visit.session, sight(visit))
    return {"page": page, "session": visit.session, "cohort": visit.session.cohort}


def attempt(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Do one act; a refusal becomes a message."""
    try:
        act()
    except CannotPlan as refusal:
        messages.warning(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def told(visit: Visit) -> dict[str, Any]:
    """What every rule of a run-sheet is told."""
    return {"session_id": visit.session.pk, "by": visit.user.pk, "at": visit.at}


def to(name: str, session: Session) -> HttpResponse:
    """Go to a page of the session."""
    return redirect(f"sessions:{name}", code=session.cohort.code, number=session.number)


@require_safe
@admits(access.reader)
def sheet(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The run-sheet: planned by facilitators, read by members, in part by hosts and guests."""
    return render(request, "sessions/runsheets/sheet.html", shown(visit))


def _after_an_act(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The plan as it is now; alone where the page asked for it alone."""
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "sessions/runsheets/plan.html", shown(visit) | {"alone": True})
    return to("runsheet", visit.session)


@require_POST
@admits(access.planner)
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin from a template, or from last session's."""
    key = request.POST.get("key", "")
    attempt(request, lambda: templates.start(key=key, **told(visit)))
    return to("runsheet", visit.session)


@require_POST
@admits(access.planner)
def order(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Put the items into the order they were dragged to."""
    ids = [int(one) for one in request.POST.getlist("item")[: items.MOST] if _is_id(one)]
    attempt(request, lambda: items.arrange(order=ids, **told(visit)))
    return _after_an_act(request, visit)


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 18


@require_POST
@admits(access.planner)
def put(request: HttpRequest, visit: Visit, item_id: int) -> HttpResponse:
    """Move an item up or down, cut it, or bring it back."""
    act = request.POST.get("act", "")
    known: dict[str, Callable[[], object]] = {
        "up": lambda: items.move(item_id=item_id, direction=items.UP, **told(visit)),
        "down": lambda: items.move(item_id=item_id, direction=items.DOWN, **told(visit)),
        "cut": lambda: items.cut(item_id=item_id, **told(visit)),
        "back": lambda: items.bring_back(item_id=item_id, **told(visit)),
    }
    if act in known:
        attempt(request, known[act])
    return _after_an_act(request, visit)


@require_POST
@admits(access.helper)
def lead(request: HttpRequest, visit: Visit, item_id: int) -> HttpResponse:
    """Offer to lead an item or to help with it, or step back."""
    act = request.POST.get("act", "")
    if act == "back":
        attempt(request, lambda: leading.take_back(item_id=item_id, **told(visit)))
    else:
        attempt(
            request,
            lambda: leading.take_lead(item_id=item_id, together=act == "together", **told(visit)),
            _("Thank you for offering."),
        )
    return to("runsheet", visit.session)


@require_POST
@admits(access.helper)
def speak(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a turn at the Acknowledgement of Country, give it back, or write down who was asked."""
    act = request.POST.get("act", "")
    if act == "ask" and visit.standing.is_facilitator:
        chosen = request.POST.get("speaker", "")
        speaker = int(chosen) if _is_id(chosen) else None
        attempt(request, lambda: country.ask(speaker_id=speaker, **told(visit)))
    elif act == "back":
        attempt(request, lambda: country.give_back(**told(visit)))
    elif act == "take":
        attempt(request, lambda: country.take(**told(visit)), _("Thank you for speaking."))
    return redirect("sessions:agendas", code=visit.session.cohort.code)


@ASKS
@admits(access.planner)
def setting(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who owns the agenda, and the standing question; a stale answer beside the newer one."""
    form = SettingForm(request.POST or None, initial=_stands(visit))
    newer = None
    if request.method == "POST" and form.is_valid():
        try:
            sheets.set_up(**form.cleaned_data, **told(visit))
        except ChangedMeanwhile as refusal:
            newer, form = refusal.newer, _again(SettingForm, request, refusal)
        except CannotPlan as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return to("runsheet", visit.session)
    return render(request, "sessions/runsheets/setting.html", _form(visit, form, newer=newer))


def _stands(visit: Visit) -> dict[str, Any]:
    """What is set by now, or what goes without saying."""
    kept = sheets.of(visit.session.pk)
    names = ("ownership", "standing_question", "version")
    if kept is None:
        return {"ownership": Ownership.FACILITATOR}
    return {name: getattr(kept, name) for name in names}


def _again(form: type[SettingForm], request: HttpRequest, refusal: ChangedMeanwhile) -> SettingForm:
    """The same words against what stands by now."""
    data = request.POST.copy()
    data["version"] = str(refusal.newer.version)  # type: ignore[attr-defined]
    made = form(data)
    made.add_error(None, str(refusal))
    return made


@ASKS
@admits(access.planner)
def keep(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the plan as a template; or take one of the program's templates out."""
    form = TemplateForm(None)
    if request.method == "POST" and _is_id(request.POST.get("retire", "")):
        templates.retire(template_id=int(request.POST["retire"]), **told(visit))
        return to("runsheet-template", visit.session)
    if request.method == "POST":
        form = TemplateForm(request.POST)
        if form.is_valid() and _kept(form, visit):
            messages.success(request, _("It is kept. Other sessions can start from it."))
            return to("runsheet", visit.session)
    own = templates.own(visit.session.cohort.intake.program_id)
    return render(request, "sessions/runsheets/template.html", _form(visit, form, own=own))


def _kept(form: TemplateForm, visit: Visit) -> bool:
    try:
        templates.save_as(name=form.cleaned_data["name"], **told(visit))
    except CannotPlan as refusal:
        form.add_error(refusal.field, str(refusal))
    return form.is_valid()


@require_safe
@admits(access.reader)
def paper(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The run-sheet for paper; private notes on a sheet of their own, if a facilitator asks."""
    page: SheetPage = pages.read(visit.session, sight(visit))
    private = page.sight.plans and request.GET.get("private") == "1"
    context = {"page": page, "session": page.session, "cohort": page.session.cohort}
    return render(request, "sessions/runsheets/paper.html", context | {"private": private})


def _form(visit: Visit, form: object, **more: object) -> dict[str, object]:
    return {"form": form, "session": visit.session, "cohort": visit.session.cohort, **more}


def people_of(visit: Visit) -> Any:
    """Whom an item can be led by."""
    return people.who_can_lead(visit.session, visit.at)
