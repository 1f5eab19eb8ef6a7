"""Error pages. A database that is away is 503 with Retry-After, never a traceback."""

import sys
import traceback

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

RETRY_AFTER_S = 10
log = structlog.get_logger("coalesce.mistakes")


def page(status: int, *, template: str | None = None) -> HttpResponse:
    """The error page for a status, rendered without request, database or session."""
    return HttpResponse(render_to_string(template or f"{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when what failed is the way to the database."""
    mistake = sys.exc_info()[1]
    if isinstance(mistake, OperationalError | InterfaceError):
        return away(request)
    note(mistake)
    return page(500)


def note(mistake: BaseException | None) -> None:
    """Log where a mistake happened and its kind. Never its words: a database's own messages
    quote what people typed."""
    if mistake is not None:
        frames = "".join(traceback.format_tb(mistake.__traceback__))
        log.error("server error", mistake=type(mistake).__name__, frames=frames)


def away(request: HttpRequest) -> HttpResponse:
    """503: the database cannot be reached. What was typed can be sent again from this page."""
    response = page(503)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that has gone stale: say so, and how to send it again."""
    return HttpResponse(
        render_to_string("403.html", {"stale_form": _("This form had been open for too long.")}),
        status=403,
    )
