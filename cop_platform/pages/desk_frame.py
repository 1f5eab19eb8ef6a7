"""What every page of the desk has around it: the reader's theme and the sidebar by task."""

from contextlib import suppress
from functools import cache
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from cop_platform import desk_look
from cop_platform.pages import context as site
from programs import desk_tools


def context(request: HttpRequest) -> dict[str, Any]:
    """For templates/admin/base.html."""
    return {
        "desk_theme": site.theme(request),
        "desk_name": _name_of(request.path),
        "finds_people": request.user.is_authenticated and desk_tools.runs_a_program(request),
    }


def _name_of(path: str) -> str | Promise:
    """What the sidebar calls the list this page belongs to; '' for a page beside them all."""
    return next((title for link, title in _lists().items() if path.startswith(link)), "")


@cache
def _lists() -> dict[str, str | Promise]:
    """The lists of the sidebar, by their address."""
    found = {}
    for _task, pages in desk_look.TASKS:
        for name, title, _icon in pages:
            with suppress(NoReverseMatch):
                found[reverse(name)] = title
    return {link: title for link, title in found.items() if link != reverse("admin:index")}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar: each task with those of its pages that this person may open."""
    groups = ((title, _pages(request, pages)) for title, pages in desk_look.TASKS)
    return [{"title": title, "items": items} for title, items in groups if items]


def _pages(request: HttpRequest, pages: tuple[desk_look.Page, ...]) -> list[dict[str, Any]]:
    shut = _shut_to(request)
    found = []
    if not desk_tools.runs_a_program(request):
        pages = tuple(page for page in pages if page[0] in desk_look.FOR_REVIEWERS)
    for name, title, icon in pages:
        try:
            link = reverse(name)
        except NoReverseMatch:
            continue
        if name not in shut:
            active = _here(request.path, link, index=name == "admin:index")
            found.append({"title": title, "icon": icon, "link": link, "active": active})
    return found


def _shut_to(request: HttpRequest) -> set[str]:
    """The lists this person may not open."""
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for model, shown in admin.site._registry.items()
        if not shown.has_view_permission(request)
    }


def _here(path: str, link: str, *, index: bool) -> bool:
    return path == link if index else path.startswith(link)
