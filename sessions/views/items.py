"""The pages of one item: written, proposed, answered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import admits
from sessions.access import Visit
from sessions.forms.runsheets import AnswerForm, ItemForm, ProposalForm
from sessions.models import ItemState, LeadOffer, RunSheetItem
from sessions.runsheets import access, items, leading, pages, proposals
from sessions.runsheets.sheets import CannotPlan, ChangedMeanwhile
from sessions.views.runsheets import ASKS, attempt, people_of, to, told

WHERE = "sessions/runsheets/item.html"


@ASKS
@admits(access.planner)
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Add an item."""
    others = items.of(visit.session.pk).filter(state=ItemState.PLANNED)
    form = ItemForm(people_of(visit), request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            items.add(
                draft=form.draft(), after=form.place, key=form.cleaned_data["key"], **told(visit)
            )
        except CannotPlan as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return to("runsheet", visit.session)
    return render(request, WHERE, _context(visit, form))


@ASKS
@admits(access.planner)
def item(request: HttpRequest, visit: Visit, item_id: int) -> HttpResponse:
    """Write an item anew; a stale edit is shown beside the newer one, and nothing is lost."""
    kept = _item(visit, item_id)
    form = ItemForm(people_of(visit), request.POST or None, item=kept)
    newer: RunSheetItem | None = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            items.change(item_id=item_id, draft=form.draft(), version=version, **told(visit))
        except ChangedMeanwhile as refusal:
            newer = _item(visit, item_id)
            form = _against(request, visit, newer, str(refusal))
        except CannotPlan as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return to("runsheet", visit.session)
    return render(request, WHERE, _context(visit, form, item=kept, newer=newer))


def _item(visit: Visit, item_id: int) -> RunSheetItem:
    found = items.of(visit.session.pk).filter(pk=item_id).first()
    if found is None:
        raise Http404
    return found


def _against(request: HttpRequest, visit: Visit, newer: RunSheetItem, words: str) -> ItemForm:
    """What was typed, to be saved over what stands by now."""
    data = request.POST.copy()
    data["version"] = str(newer.version)
    form = ItemForm(people_of(visit), data, item=newer)
    form.add_error(None, words)
    return form


@ASKS
@admits(access.helper)
def propose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A member proposes an item."""
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = form.draft(visit.user.pk)
        try:
            made = proposals.propose(draft=draft, key=form.cleaned_data["key"], **told(visit))
        except CannotPlan as refusal:
            form.add_error(None, str(refusal))
        else:
            at_once = made.state == ItemState.PLANNED
            messages.success(
                request,
                _("Thank you. It is in the plan.") if at_once
                else _("Thank you. Your facilitators will answer you."),
            )  # fmt: skip
            return to("runsheet", visit.session)
    return render(request, "sessions/runsheets/propose.html", _context(visit, form))


@require_POST
@admits(access.helper)
def withdraw(request: HttpRequest, visit: Visit, item_id: int) -> HttpResponse:
    """Take one's own proposal back while it waits."""
    attempt(request, lambda: proposals.take_back(item_id=item_id, **told(visit)))
    return to("runsheet", visit.session)


@ASKS
@admits(access.planner)
def answer(request: HttpRequest, visit: Visit, item_id: int) -> HttpResponse:
    """Say yes to a proposal, or not this time."""
    asked = _item(visit, item_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = proposals.accept if "yes" in request.POST else proposals.decline
        try:
            act(item_id=item_id, reply=form.cleaned_data["reply"], **told(visit))
        except CannotPlan as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return to("runsheet", visit.session)
    context = _context(visit, form, item=asked, who=asked.proposed_by)
    return render(request, "sessions/runsheets/answer.html", context)


@ASKS
@admits(access.planner)
def offer(request: HttpRequest, visit: Visit, offer_id: int) -> HttpResponse:
    """Say yes to somebody who offered to lead, or not this time."""
    asked = _offer(visit, offer_id)
    if asked is None:
        return to("runsheet", visit.session)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = leading.accept if "yes" in request.POST else leading.decline
        try:
            act(offer_id=offer_id, reply=form.cleaned_data["reply"], **told(visit))
        except CannotPlan as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return to("runsheet", visit.session)
    context = _context(visit, form, item=asked.item, who=asked.user, offer=asked)
    return render(request, "sessions/runsheets/answer.html", context)


def _offer(visit: Visit, offer_id: int) -> LeadOffer | None:
    """An offer that waits; None once it is answered."""
    waiting = pages.waiting(visit.session.pk)
    found = next((one for one in waiting if one.pk == offer_id), None)
    if found is None and not leading.was_offered(visit.session.pk, offer_id):
        raise Http404
    return found


def _context(visit: Visit, form: object, **more: object) -> dict[str, object]:
    return {"form": form, "session": visit.session, "cohort": visit.session.cohort, **more}
