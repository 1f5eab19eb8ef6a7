"""What every page's frame needs beside its own content. Nothing here asks the database."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from cop_platform.pages import navigation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "__Host-theme" if settings.SECURE else "theme"


def site(request: HttpRequest) -> dict[str, Any]:
    """Theme, language, and the links of the masthead (built only where a page shows them)."""
    language = translation.get_language()
    return {
        "theme": theme(request),
        "LANGUAGE_CODE": language,
        "text_direction": "rtl" if translation.get_language_bidi() else "ltr",
        "nav": partial(navigation.main_items, request) if hasattr(request, "user") else None,
        "account_links": partial(navigation.account_items, request),
    }


def theme(request: HttpRequest) -> str:
    """The reader's choice of light or dark; `auto` follows the machine."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"
