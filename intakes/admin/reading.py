"""One application, to be read: what they wrote, what one thinks of it, and the decision."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from accounts.desk_rows import row_number
from accounts.models import User
from audit import clock, history
from intakes import board, board_columns, conflicts, criteria, opinions, questions, review, support
from intakes.admin.board import page, reader
from intakes.forms.board import ConflictForm, DecisionForm, LiftForm, NoteForm, OpinionForm
from intakes.forms.desk import ReasonForm
from intakes.models import Candidacy, CandidacyState, Conflict, Opinion
from intakes.opinions import Reading
from programs.desk_tools import SHOWN_ACTS, theirs

S = CandidacyState
REFUSALS = (opinions.CannotSay, conflicts.CannotDeclare, review.CannotDecide)


# ------------------------------------------------- acts


def _opinion(said: dict[str, Any], candidacy: Candidacy, by: int) -> str:
    opinions.give(candidacy_id=candidacy.pk, by=by, at=clock.now(), **said)
    return _("Your opinion is kept.")


def _note(said: dict[str, Any], candidacy: Candidacy, by: int) -> str:
    opinions.note(candidacy_id=candidacy.pk, by=by, at=clock.now(), **said)
    return _("Your note is kept, for those who read.")


def _decide(said: dict[str, Any], candidacy: Candidacy, by: int) -> str:
    decided = review.decide(candidacy_id=candidacy.pk, by=by, at=clock.now(), **said)
    return _("Kept: %(state)s. They hear with the next round.") % {
        "state": decided.get_state_display()
    }


def _reopen(said: dict[str, Any], candidacy: Candidacy, by: int) -> str:
    review.reopen(candidacy_id=candidacy.pk, reason=said["reason"], by=by, at=clock.now())
    return _("It is being read again.")


def _lift(said: dict[str, Any], candidacy: Candidacy, by: int) -> str:
    known = Conflict.objects.filter(pk=said["conflict"], application=candidacy.application_id)
    if known.exists():
        conflicts.lift(conflict_id=said["conflict"], reason=said["reason"], by=by, at=clock.now())
    return _("They can read it again.")


Act = Callable[[dict[str, Any], Candidacy, int], str]
ACTS: dict[str, tuple[Act, type[forms.Form]]] = {
    "opinion": (_opinion, OpinionForm),
    "note": (_note, NoteForm),
}
DECIDING: dict[str, tuple[Act, type[forms.Form]]] = {
    "decide": (_decide, DecisionForm),
    "reopen": (_reopen, ReasonForm),
    "lift": (_lift, LiftForm),
}


# ------------------------------------------------- the page


def show(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """One application; a POST does one of the acts. Who is shut out of it is told so."""
    viewer = reader(request)
    candidacy = _found(viewer, object_id)
    if candidacy is None:
        if _declared(viewer, object_id):
            return page(admin, request, "board_shut", _("Not for you to read"))
        raise Http404
    coordinates = viewer.is_superuser or candidacy.intake.program_id in theirs(request)
    typed: forms.Form | None = None
    if request.method == "POST":
        acts = ACTS | DECIDING if coordinates else ACTS
        act, shape = acts.get(request.POST.get("act", ""), (None, forms.Form))
        if act is None:
            raise Http404
        typed = shape(request.POST, auto_id=f"{request.POST['act']}-%s")
        if typed.is_valid() and _done(request, act, typed, candidacy):
            return redirect("admin:intakes_candidacy_change", candidacy.pk)
    context = _context(viewer, candidacy, typed, coordinates=coordinates)
    return page(admin, request, "board_read", _("Application"), **context)


def _done(request: HttpRequest, act: Act, form: forms.Form, candidacy: Candidacy) -> bool:
    """Whether it was done; a refusal stands at the form, with what was typed."""
    try:
        messages.success(request, act(form.cleaned_data, candidacy, request.user.pk or 0))
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _found(viewer: User, object_id: str) -> Candidacy | None:
    pk = row_number(object_id)
    return board.readable(viewer, clock.now()).filter(pk=pk).first() if pk else None


def _declared(viewer: User, object_id: str) -> bool:
    """Whether this reader declared a conflict for what stands there."""
    candidacy = Candidacy.objects.filter(pk=row_number(object_id) or 0).first()
    return candidacy is not None and (
        Conflict.objects.filter(reader=viewer, application=candidacy.application_id).exists()
    )


def _context(
    viewer: User, candidacy: Candidacy, typed: forms.Form | None, *, coordinates: bool
) -> dict[str, Any]:
    at = clock.now()
    reading = opinions.about(candidacy, viewer, at)
    application = candidacy.application
    others = application.candidacies.exclude(pk=candidacy.pk).exclude(state=S.CHOSEN)
    return {
        "heading": str(application.applicant),
        "candidacy": candidacy,
        "application": application,
        "manager": support.shown(application),
        "rank_words": board_columns.rank_words(candidacy.rank),
        "zone": candidacy.intake.program.time_zone,
        "siblings": others.select_related("cohort").order_by("rank"),
        "asked": [(question, words) for question, words in questions.said(application) if words],
        "criteria": criteria.of(candidacy.intake.program_id),
        "reading": reading,
        "coordinates": coordinates,
        "following": board.next_unread(candidacy, viewer, at),
        "typed": typed,
        "opinion_form": _opinion_form(typed, reading),
        "note_form": _typed(typed, NoteForm) or NoteForm(auto_id="note-%s"),
        **(_for_coordinators(candidacy, typed) if coordinates else {}),
    }


def _opinion_form(typed: forms.Form | None, reading: Reading) -> forms.Form:
    own = reading.own
    initial = {"verdict": own.verdict, "reason": own.reason} if own else None
    return _typed(typed, OpinionForm) or OpinionForm(initial=initial, auto_id="opinion-%s")


def _for_coordinators(candidacy: Candidacy, typed: forms.Form | None) -> dict[str, Any]:
    said = Opinion.objects.filter(candidacy=candidacy)
    offers = candidacy.offers.all()
    about = history.about(candidacy, candidacy.application, *offers, *said)
    return {
        "decision_form": _typed(typed, DecisionForm) or DecisionForm(auto_id="decide-%s"),
        "reopen_form": _typed(typed, ReasonForm) or ReasonForm(auto_id="reopen-%s"),
        "conflicts": [
            (one, _lift_form(typed, one)) for one in conflicts.on(candidacy.application_id)
        ],
        "acts_of": about[:SHOWN_ACTS],
    }


def _lift_form(typed: forms.Form | None, conflict: Conflict) -> forms.Form:
    if isinstance(typed, LiftForm) and typed.data.get("conflict") == str(conflict.pk):
        return typed
    return LiftForm(initial={"conflict": conflict.pk}, auto_id=f"lift-{conflict.pk}-%s")


def _typed(typed: forms.Form | None, shape: type[forms.Form]) -> forms.Form | None:
    return typed if type(typed) is shape else None


# ------------------------------------------------- a conflict of interest


def conflict(admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask what connects the reader with the applicant; a POST shuts the reader out."""
    viewer = reader(request)
    candidacy = _found(viewer, object_id)
    if candidacy is None:
        if request.method == "POST" and _declared(viewer, object_id):  # pressed twice
            return redirect("admin:intakes_board")
        raise Http404
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        conflicts.declare(
            application_id=candidacy.application_id,
            reason=form.cleaned_data["reason"],
            by=viewer.pk,
            at=clock.now(),
        )
        messages.success(request, _("Thank you. Somebody else reads this application."))
        return redirect("admin:intakes_board")
    return page(
        admin,
        request,
        "board_conflict",
        _("A conflict of interest"),
        candidacy=candidacy,
        application=candidacy.application,
        form=form,
    )
