"""The pages of what stays of a session: notes, actions, small wins; and the private debrief."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import admits
from sessions.access import Visit
from sessions.afterwards import actions, debriefs, notes, wins
from sessions.afterwards.keeping import CannotKeep, ChangedMeanwhile
from sessions.forms.afterwards import ActionForm, ChangedNoteForm, DebriefForm, NoteForm, WinForm
from sessions.models import Action, Debrief, ItemState, SessionNote, SmallWin
from sessions.runsheets import access, items
from sessions.views.runsheets import ASKS, people_of, to, told


@ASKS
@admits(access.keeper)
def kept(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Notes, actions and small wins of a session; the form that was posted keeps its words."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = _forms(visit, act, request)
    form = forms.get(act)
    if form is not None and form.is_valid() and _keep(act, form, visit):
        return to("afterwards", visit.session)
    return render(request, "sessions/afterwards/kept.html", _kept(visit, forms))


def _forms(visit: Visit, act: str, request: HttpRequest) -> dict[str, Any]:
    """The forms this person may fill in; the one that was posted, with what it says."""

    def data(name: str) -> Any:
        return request.POST if act == name else None

    found: dict[str, Any] = {}
    standing = visit.standing
    if access.writes_notes(visit):
        planned = items.of(visit.session.pk).filter(state=ItemState.PLANNED)
        found["note"] = NoteForm(planned, data("note"))
    if standing.is_member or standing.is_facilitator or "note" in found:
        found["action"] = ActionForm(people_of(visit), visit.user.pk, data("action"))
        found["win"] = WinForm(data("win"))
    return found


def _keep(act: str, form: Any, visit: Visit) -> bool:
    said = {"words": form.cleaned_data["words"].replace("\r\n", "\n"), **told(visit)}
    said["key"] = form.cleaned_data["key"]
    try:
        if act == "note":
            notes.add(item_id=form.item_id, **said)
        elif act == "action":
            actions.add(owner_id=int(form.cleaned_data["owner"]), **said)
        else:
            wins.add(**said)
    except CannotKeep as refusal:
        form.add_error(refusal.field, str(refusal))
    return bool(form.is_valid())


def _kept(visit: Visit, forms: dict[str, Any]) -> dict[str, Any]:
    """What the page shows; each thing with whether this person may change it."""
    session = visit.session
    return {
        "session": session,
        "cohort": session.cohort,
        "forms": forms,
        "notes": _mine(notes.of(session.pk), visit),
        "actions": _mine(actions.of(session.pk), visit),
        "from_before": _mine(actions.from_before(session), visit),
        "wins": _mine(wins.of(session.pk), visit),
        "debriefs": visit.standing.is_facilitator,
        "strikes": not visit.standing.takes_part,
    }


def _mine(rows: Any, visit: Visit) -> list[tuple[Any, bool]]:
    return [(row, may_change(row, visit)) for row in rows]


def may_change(row: SessionNote | Action | SmallWin, visit: Visit) -> bool:
    """Who wrote it, whose it is, facilitators, and coordinators, who strike what endangers."""
    own = visit.user.pk in (row.by_id, getattr(row, "owner_id", None))
    return own or visit.standing.is_facilitator or not visit.standing.takes_part


@ASKS
@admits(access.keeper)
def note(request: HttpRequest, visit: Visit, note_id: int) -> HttpResponse:
    """Write a note anew or take it out; a stale edit is shown beside the newer one."""
    found = _theirs(notes.of(visit.session.pk), note_id, visit)
    form = ChangedNoteForm(
        request.POST or None, initial={"words": found.words, "version": found.version}
    )
    newer = None
    if request.method == "POST" and "out" in request.POST:
        notes.take_out(note_id=note_id, **told(visit))
        return to("afterwards", visit.session)
    strikes = not visit.standing.takes_part  # a coordinator takes out, and never rewords
    if request.method == "POST" and form.is_valid() and not strikes:
        words = form.cleaned_data["words"].replace("\r\n", "\n")
        version = form.cleaned_data["version"] or 0
        try:
            notes.change(note_id=note_id, words=words, version=version, **told(visit))
        except ChangedMeanwhile as refusal:
            newer = refusal.newer
            form = _against(request, refusal)
        else:
            return to("afterwards", visit.session)
    context = {"form": form, "note": found, "newer": newer, "session": visit.session}
    context["strikes"] = strikes
    return render(
        request, "sessions/afterwards/note.html", context | {"cohort": visit.session.cohort}
    )


def _theirs(rows: Any, pk: int, visit: Visit) -> Any:
    """A row of this session that this person may change."""
    found = rows.filter(pk=pk).first()
    if found is None or not may_change(found, visit):
        raise Http404
    return found


def _against(request: HttpRequest, refusal: ChangedMeanwhile) -> ChangedNoteForm:
    data = request.POST.copy()
    data["version"] = str(refusal.newer.version)  # type: ignore[attr-defined]
    form = ChangedNoteForm(data)
    form.add_error(None, str(refusal))
    return form


@require_POST
@admits(access.keeper)
def win_out(request: HttpRequest, visit: Visit, win_id: int) -> HttpResponse:
    """Take a small win out."""
    if wins.of(visit.session.pk).filter(pk=win_id).exists():
        _theirs(wins.of(visit.session.pk), win_id, visit)
        wins.take_out(win_id=win_id, **told(visit))
    return to("afterwards", visit.session)


@require_POST
@admits(access.keeper)
def action(request: HttpRequest, visit: Visit, action_id: int) -> HttpResponse:
    """Done, let go, open again, or out; also of what was taken on at an earlier session."""
    act = ACTS.get(request.POST.get("act", ""))
    found = actions.in_cohort(visit.session.cohort_id).filter(pk=action_id).first()
    if act and found:
        strikes = act is actions.take_out
        if not may_change(found, visit) or not (visit.standing.takes_part or strikes):
            raise Http404
        act(
            cohort_id=visit.session.cohort_id,
            action_id=action_id,
            by=visit.user.pk,
            at=visit.at,
        )
    return to("afterwards", visit.session)


ACTS: dict[str, Callable[..., object]] = {
    "done": actions.done,
    "let_go": actions.let_go,
    "reopen": actions.reopen,
    "out": actions.take_out,
}


@ASKS
@admits(access.planner)
def debrief(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was hard, and what the co-facilitator picks up; for facilitators alone."""
    rows = list(debriefs.of(visit.session.pk))
    own = next((row for row in rows if row.by_id == visit.user.pk), None)
    others = debriefs.others(visit.session.cohort_id, visit.user.pk, visit.at)
    if request.method == "POST" and "out" in request.POST:
        debriefs.take_out(**told(visit))
        return to("debrief", visit.session)
    form = DebriefForm(others, own, request.POST or None)
    newer = None
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            debriefs.write(said=form.said(), version=version, **told(visit))
        except ChangedMeanwhile as refusal:
            newer, form = refusal.newer, _debrief_again(request, others, refusal)
        except CannotKeep as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("It is written down, for facilitators alone."))
            return to("debrief", visit.session)
    context: dict[str, Any] = {"form": form, "own": own, "newer": newer}
    context |= {"session": visit.session}
    context |= {"cohort": visit.session.cohort, "me": visit.user}
    context["others"] = [row for row in rows if row.by_id != visit.user.pk]
    return render(request, "sessions/afterwards/debrief.html", context)


def _debrief_again(request: HttpRequest, others: Any, refusal: ChangedMeanwhile) -> DebriefForm:
    newer: Debrief = refusal.newer  # type: ignore[assignment]
    data = request.POST.copy()
    data["version"] = str(newer.version)
    form = DebriefForm(others, newer, data)
    form.add_error(None, str(refusal))
    return form


@require_POST
@admits(access.planner)
def taken_up(request: HttpRequest, visit: Visit, debrief_id: int) -> HttpResponse:
    """Say that one has picked up what was handed over."""
    try:
        debriefs.take_up(debrief_id=debrief_id, **told(visit))
    except CannotKeep as refusal:
        messages.warning(request, str(refusal))
    return to("debrief", visit.session)
