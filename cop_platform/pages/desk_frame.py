"""What every page of the desk has around it: its theme and its sidebar by task."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from cop_platform import desk_look
from cop_platform.pages import context as site


def theme(request: HttpRequest) -> str | None:
    """The reader's choice; None lets unfold follow the machine."""
    chosen = site.theme(request)
    return None if chosen == "auto" else chosen


def context(request: HttpRequest) -> dict[str, Any]:
    """For templates/admin/base.html."""
    return {"desk_theme": site.theme(request)}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar: each task with those of its pages that this site has."""
    groups = ((title, _pages(request, pages)) for title, pages in desk_look.TASKS)
    return [{"title": title, "items": items} for title, items in groups if items]


def _pages(request: HttpRequest, pages: tuple[desk_look.Page, ...]) -> list[dict[str, Any]]:
    found = []
    for name, title, icon in pages:
        try:
            link = reverse(name)
        except NoReverseMatch:
            continue
        active = _here(request.path, link, index=name == "admin:index")
        found.append({"title": title, "icon": icon, "link": link, "active": active})
    return found


def _here(path: str, link: str, *, index: bool) -> bool:
    return path == link if index else path.startswith(link)
