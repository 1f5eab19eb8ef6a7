"""The board of applications: look, filter, sort, choose columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from accounts.desk_rows import row_number
from accounts.models import User
from audit import clock
from intakes import board, board_columns, conflicts
from intakes.board import Look
from intakes.board_columns import Column
from intakes.forms.board import LookForm
from programs.desk_tools import theirs
from programs.models import Cohort, Intake

A_PAGE = 50
MOST_BESIDE = 4


@dataclass(frozen=True)
class View:
    """One look at the board: whose, of which intake, which rows and columns."""

    viewer: User
    at: Any
    intakes: list[Intake]
    intake: Intake
    form: LookForm
    look: Look
    coordinates: bool
    offer: list[Column]
    columns: list[Column]

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]


@dataclass(frozen=True)
class Header:
    """The head of a column; `url` sorts by it."""

    column: Column
    url: str
    sorted: str  # as aria-sort has it, or ''


@dataclass(frozen=True)
class Chip:
    """A filter that is on; `url` takes it off."""

    label: str
    words: str
    url: str


def page(
    admin: ModelAdmin, request: HttpRequest, template: str, title: str, **more: Any
) -> TemplateResponse:
    """A page of the desk around the board."""
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": title,
        **more,
    }
    return TemplateResponse(request, f"intakes/desk/{template}.html", context)


def reader(request: HttpRequest) -> User:
    """Who looks; the desk's door has let them in."""
    return cast("User", request.user)


def view_of(request: HttpRequest) -> View | None:
    """What the address asks for; None where the reader has no intake at all."""
    viewer, at, said = reader(request), clock.now(), request.GET
    intakes = board.intakes_for(viewer, at)
    intake = _intake(intakes, said)
    if intake is None:
        return None
    form = LookForm(said, board.options(intake))
    coordinates = viewer.is_superuser or intake.program_id in theirs(request)
    offer = board_columns.offered(intake, coordinates=coordinates)
    keys = said.getlist("c") or board_columns.kept(viewer.pk)
    look = form.look()
    columns = board_columns.chosen(offer, keys)
    if look.cohort and not said.getlist("c"):  # the same in every row
        columns = [column for column in columns if column.key != "cohort"]
    return View(viewer, at, intakes, intake, form, look, coordinates, offer, columns)


def _intake(intakes: Sequence[Intake], said: QueryDict) -> Intake | None:
    wanted = row_number(said.get("intake"))
    if wanted is None and (cohort := row_number(said.get("cohort"))):
        wanted = Cohort.objects.filter(pk=cohort).values_list("intake", flat=True).first()
    found = next((intake for intake in intakes if intake.pk == wanted), None)
    return found or board.first_of(intakes)


# ------------------------------------------------- the board itself


def show(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """A page of the board, as the address says."""
    view = view_of(request)
    if view is None:
        return page(admin, request, "board", _("Applications"), view=None, first=True)
    found = board.rows(view.intake, view.look, view.viewer, view.at)
    listed = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = board_columns.filled(list(listed), view.columns, view.viewer, view.at)
    return page(
        admin,
        request,
        "board",
        _("Applications"),
        first=True,
        view=view,
        listed=listed,
        rows=rows,
        heads=[_head(column, view, request) for column in view.columns],
        chips=_chips(view, request),
        query=query_of(request, view),
        shut=conflicts.of_reader(view.viewer.pk, view.intake.pk),
        keepable=bool(request.GET.getlist("c")),
        message=there("admin:message"),
        most=MOST_BESIDE,
    )


def query_of(request: HttpRequest, view: View) -> str:
    """The address of this view, so that it can be come back to."""
    said = request.GET.copy()
    said["intake"] = str(view.intake.pk)
    said.pop("pick", None)
    return said.urlencode()


def _with(request: HttpRequest, **changes: str | None) -> str:
    said = request.GET.copy()
    for name in ("page", *changes):
        said.pop(name, None)
    for name, value in changes.items():
        if value:
            said[name] = value
    return "?" + said.urlencode()


def _head(column: Column, view: View, request: HttpRequest) -> Header:
    if not column.sorts:
        return Header(column, "", "")
    on = view.look.sort.removeprefix("-") == column.key
    down = view.look.sort.startswith("-")
    now = ("descending" if down else "ascending") if on else ""
    following = f"-{column.key}" if on and not down else column.key
    return Header(column, _with(request, sort=following), now)


def _chips(view: View, request: HttpRequest) -> list[Chip]:
    chips = []
    for name, field in view.form.fields.items():
        value = getattr(view.look, name)
        if not value or name == "cohort":
            continue
        words = dict(getattr(field, "choices", ())).get(value, value)
        shown = "" if value is True else str(words)
        chips.append(Chip(str(field.label), shown, _with(request, **{name: None})))
    return chips


def there(name: str) -> str:
    """The address of a page that may not stand."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


# ------------------------------------------------- columns


def keep_columns(request: HttpRequest) -> HttpResponse:
    """Keep the columns that were chosen for next time, and go back to the board."""
    view = view_of(request)
    if view is None:
        raise Http404
    if request.method == "POST":
        board_columns.keep(person_id=view.viewer.pk, keys=view.keys)
        messages.success(request, _("You will see these columns from now on."))
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    """To the board, as the address says it looked."""
    return redirect(reverse("admin:intakes_board") + "?" + request.GET.urlencode())
