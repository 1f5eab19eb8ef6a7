"""Public pages, kept whole for a few seconds in each process.

Only what every visitor would get: a GET without session, messages or form. What depends on the
visitor's own cookies (light or dark, language) is part of the key.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers

View = Callable[..., HttpResponse]

MOST_PAGES = 200
PAGE_NUMBER = re.compile(r"\d{0,4}")
THEMES = ("light", "dark")


class Kept(NamedTuple):
    """One page's body, and when it is too old (monotonic seconds)."""

    body: bytes
    content_type: str
    until: float


_pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()


def keep(view: View) -> View:
    """Answer visitors from memory for settings.KEEP_PAGES_S seconds.

    Stands outside `@admits`, for views open to all whose answer is the same for every visitor.
    """

    @wraps(view)
    def keeper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_be_kept(request):
            return view(request, **kwargs)
        key = _key(request)
        kept = _pages.get(key)
        if kept and time.monotonic() < kept.until and not _asks_afresh(request):
            return _marked(HttpResponse(kept.body, content_type=kept.content_type))
        response = view(request, **kwargs)
        if not is_anybodys(request, response):
            return response
        until = time.monotonic() + settings.KEEP_PAGES_S
        _pages[key] = Kept(response.content, response["Content-Type"], until)
        _pages.move_to_end(key)
        while len(_pages) > MOST_PAGES:
            _pages.popitem(last=False)
        return _marked(response)

    return keeper


def may_be_kept(request: HttpRequest) -> bool:
    """Whether this request could be any visitor's: nobody's session, nobody's messages."""
    return (
        settings.KEEP_PAGES_S > 0
        and request.method == "GET"
        and request.COOKIES.keys().isdisjoint({"messages", settings.SESSION_COOKIE_NAME})
        and request.GET.keys() <= {"page"}
        and PAGE_NUMBER.fullmatch(request.GET.get("page", "")) is not None
    )


def is_anybodys(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this answer holds nothing of the visitor's own: no form, no cookie, no session."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.session.modified
        and not request.user.is_authenticated
    )


def forget() -> None:
    """Keep nothing of what is kept."""
    _pages.clear()


def _key(request: HttpRequest) -> tuple[str, ...]:
    theme = request.COOKIES.get("__Host-theme" if settings.SECURE else "theme", "")
    return (
        request.get_host(),
        request.path,
        request.GET.get("page", ""),
        translation.get_language(),
        theme if theme in THEMES else "",
    )


def _asks_afresh(request: HttpRequest) -> bool:
    return "no-cache" in request.headers.get("Cache-Control", "")


def _marked(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=settings.KEEP_PAGES_S)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response
