"""The desk's site: unfold's, behind our own doors.

Django's own sign-in form would let a password past the second factor, so the desk has none:
people sign in on the site, and to those who don't work here there is nothing here.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from unfold.sites import UnfoldAdminSite

from accounts import access
from accounts.access import Visitor, admits
from programs import desk_tools

View = Callable[..., HttpResponse]
# `view_on_site` leads to any object's address; `login` is replaced below.
LEFT_OUT = {"view_on_site", "login"}
# Pages of the site itself that a reviewer needs as well.
REVIEWERS_TOO = {"index", "logout", "password_change", "password_change_done", "i18n_javascript"}


@admits(access.anyone)
def sign_in(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Lead to the site's own sign-in, where the second factor is asked for."""
    if visitor.is_authenticated:
        access.staff(visitor)
        return redirect("admin:index")
    return redirect_to_login(reverse("admin:index"))


class DeskSite(UnfoldAdminSite):
    """Where coordinators work."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Every page says who may enter, for the doors' test and middleware."""
        from cop_platform.pages import desk_pages  # noqa: PLC0415 -- needs the apps' models

        kept = [url for url in super().get_urls() if getattr(url, "name", "") not in LEFT_OUT]
        urls = [*desk_pages.urls(self), *kept]
        for page in _pages(urls):
            page.callback.admits = access.staff
            page.callback.login_url = None  # the site's own
        return [path("login/", sign_in, name="login"), *urls]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Admit staff alone, and each to their part; to others, nothing is here."""
        inner: View = super().admin_view(view, cacheable)

        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self._lets_in(request, view):
                raise Http404
            return inner(request, *args, **kwargs)

        return door

    def _lets_in(self, request: HttpRequest, view: View) -> bool:
        """Who runs a program, to everything; its reviewers, to what is open to them."""
        open_too = getattr(view, "open_to_reviewers", False)
        open_too = open_too or getattr(view, "__name__", "") in REVIEWERS_TOO
        return self.has_permission(request) and (open_too or desk_tools.runs_a_program(request))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Today; a reviewer's day is the board."""
        if not desk_tools.runs_a_program(request):
            return redirect("admin:intakes_board")
        today: HttpResponse = super().index(request, extra_context)
        return today

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Passwords are changed where people keep their other ways to sign in."""
        return redirect("account_change_password")


def _pages(urls: list[Any]) -> Iterator[Any]:
    for url in urls:
        if isinstance(url, URLResolver):
            yield from _pages(url.url_patterns)
        else:
            yield url
