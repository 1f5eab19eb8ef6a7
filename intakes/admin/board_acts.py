"""What is done with several applications of the board at once."""

from collections.abc import Callable, Sequence
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from accounts.desk_rows import row_number
from audit import clock
from intakes import board, board_columns, review
from intakes.admin.board import MOST_BESIDE, View, back, page, query_of, there, view_of
from intakes.board_columns import Column
from intakes.forms.desk import ReasonForm
from intakes.models import Candidacy, CandidacyState

AT_ONCE = 200
LEAST_BESIDE = 2
S = CandidacyState


def act(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """What is to be done with those who are ticked: look at them side by side, take them away
    as a file, write to them, or decide about them with one reason."""
    view = view_of(request)
    if view is None:
        raise Http404
    wanted = request.POST.get("act", "")
    if request.method != "POST" or not wanted:
        return back(request)
    rows = _ticked(request, view)
    if rows is None:
        return back(request)
    if wanted == "compare":
        return _to(reverse("admin:intakes_board_compare"), rows, request.GET)
    if not view.coordinates:
        raise Http404
    return _for_coordinators(admin, request, rows, wanted)


def _for_coordinators(
    admin: ModelAdmin, request: HttpRequest, rows: Sequence[Candidacy], wanted: str
) -> HttpResponse:
    if wanted == "export":
        some = [] if request.POST.get("all") else rows
        return _to(reverse("admin:intakes_board_export"), some, request.GET)
    if wanted == "message" and (address := there("admin:message")):
        people = dict.fromkeys(str(row.application.applicant_id) for row in rows)
        return redirect(address + "?" + "&".join(f"person={pk}" for pk in people))
    if wanted in DECISIONS:
        return _decide(admin, request, rows, wanted)
    raise Http404


def _ticked(request: HttpRequest, view: View) -> list[Candidacy] | None:
    """The rows that were ticked, or the whole view; None where that makes no sense."""
    if request.POST.get("all"):
        found = board.rows(view.intake, view.look, view.viewer, view.at)
        rows = list(found[: AT_ONCE + 1])
    else:
        ids = [pk for said in request.POST.getlist("pick") if (pk := row_number(said))]
        rows = board.picked(ids[: AT_ONCE + 1], view.viewer, view.at)
    if not rows:
        messages.warning(request, _("Please tick somebody first."))
        return None
    if len(rows) > AT_ONCE and request.POST.get("act") not in ("compare", "export"):
        messages.warning(request, _("Please choose at most %(most)d at once.") % {"most": AT_ONCE})
        return None
    return rows


def _to(address: str, rows: Sequence[Candidacy], look: QueryDict) -> HttpResponse:
    said = look.copy()
    said.setlist("pick", [str(row.pk) for row in rows[:AT_ONCE]])
    return redirect(f"{address}?{said.urlencode()}")


def _suitable(pk: int, reason: str, by: int) -> None:
    review.decide(candidacy_id=pk, outcome=S.ELIGIBLE, reason=reason, by=by, at=clock.now())


def _not_now(pk: int, reason: str, by: int) -> None:
    review.decide(candidacy_id=pk, outcome=S.UNSUCCESSFUL, reason=reason, by=by, at=clock.now())


def _again(pk: int, reason: str, by: int) -> None:
    review.reopen(candidacy_id=pk, reason=reason, by=by, at=clock.now())


DECISIONS: dict[str, Callable[..., None]] = {
    "suitable": _suitable,
    "not_this_time": _not_now,
    "read_again": _again,
}


def _decide(
    admin: ModelAdmin, request: HttpRequest, rows: Sequence[Candidacy], wanted: str
) -> HttpResponse:
    """Ask for one reason, then decide about each; what was refused is said by name."""
    titles = {
        "suitable": _("Suitable, because …"),
        "not_this_time": _("Not this time, because …"),
        "read_again": _("Read again, because …"),
    }
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        decide = partial(
            DECISIONS[wanted], reason=form.cleaned_data["reason"], by=request.user.pk or 0
        )
        done = sum(_one(request, row, decide) for row in rows)
        if done:
            words = ngettext("Kept for one person.", "Kept for %(count)d people.", done)
            messages.success(request, words % {"count": done})
        return back(request)
    return page(
        admin,
        request,
        "board_reason",
        titles[wanted],
        rows=rows,
        form=form,
        act=wanted,
        query=request.GET.urlencode(),
    )


def _one(request: HttpRequest, row: Candidacy, decide: Callable[..., None]) -> bool:
    try:
        decide(row.pk)
    except review.CannotDecide as refusal:
        messages.warning(request, f"{row.application.applicant}: {refusal}")
        return False
    return True


# ------------------------------------------------- side by side


def compare(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Two to four applications, the same rows aligned."""
    view = view_of(request)
    if view is None:
        raise Http404
    ids = [pk for said in request.GET.getlist("pick") if (pk := row_number(said))]
    picked = board.picked(ids[: MOST_BESIDE + 1], view.viewer, view.at)
    if not LEAST_BESIDE <= len(picked) <= MOST_BESIDE:
        words = _("Please tick two to four people, to see them side by side.")
        messages.warning(request, words)
        return back(request)
    columns = _to_compare(view, picked)
    rows = board_columns.filled(picked, columns, view.viewer, view.at)
    lines = [(column, [row.cells[n] for row in rows]) for n, column in enumerate(columns)]
    return page(
        admin,
        request,
        "board_compare",
        _("Side by side"),
        rows=rows,
        lines=[(column, cells) for column, cells in lines if any(cell.words for cell in cells)],
        query=query_of(request, view),
    )


def _to_compare(view: View, picked: Sequence[Candidacy]) -> list[Column]:
    """Everything, the questions of each intake among them, without what the head says."""
    offers = [view.offer]
    offers += [
        board_columns.offered(intake, coordinates=view.coordinates)
        for intake in {one.intake for one in picked}
        if intake != view.intake
    ]
    found = {column.key: column for offer in offers for column in offer}
    return [column for key, column in found.items() if key not in ("who", "email", "band")]
