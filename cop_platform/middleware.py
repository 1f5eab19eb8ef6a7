"""Request log, the desk's content policy, and what follows from who is signed in."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from audit import record

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("coalesce.request")


def request_log(get_response: GetResponse) -> GetResponse:
    """One line a request: id, route name (never the path), status, milliseconds, role."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        name = uuid.uuid4().hex
        token = record.request_id.set(name)
        try:
            response = get_response(request)
        finally:
            record.request_id.reset(token)
        match = request.resolver_match
        log.info(
            "request",
            request_id=name,
            method=request.method,
            route=match.view_name if match else None,
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
            role=role_word(request),
        )
        response["X-Request-ID"] = name
        return response

    return middleware


def role_word(request: HttpRequest) -> str:
    """Who asked, as a word for the log: never who exactly."""
    user = getattr(request, "_cached_user", None)  # do not fetch one for the log's sake
    if user is None or not user.is_authenticated:
        return "visitor"
    return "staff" if user.holds_staff_role else "person"


def desk_policy(get_response: GetResponse) -> GetResponse:
    """Widen the content policy under the desk's path alone (DESIGN 8, ADR 0006)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(f"/{settings.DESK_PATH}"):
            response._csp_update = settings.DESK_POLICY_UPDATE  # type: ignore[attr-defined]
        return response

    return middleware


def person(get_response: GetResponse) -> GetResponse:
    """Speak the person's language and zone; keep what is theirs out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        user = request.user
        if user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        if user.time_zone:
            timezone.activate(user.time_zone)
        try:
            response = get_response(request)
        finally:
            timezone.deactivate()
        response["Cache-Control"] = "no-store"
        return response

    return middleware
