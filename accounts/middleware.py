"""The closed door by default, the second factor of staff, and how long a session lasts."""

import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import factors, limits
from accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]
Middleware = GetResponse

# Libraries' own views: allauth guards its own, the desk's site asks staff and a second factor.
GUARDED_ELSEWHERE = ("allauth.", "django.contrib.admin.", "unfold.", "django.views.i18n.")

# Real seconds, also in the demo: a clock that is moved on signs nobody out.
STAFF_IDLE_S = 30 * 60
LONGEST_S = 12 * 60 * 60
SEEN_EVERY_S = 60
BEGAN, SEEN = "session_began", "session_seen"

# What somebody may open who must set up a second factor first.
WITHOUT_A_FACTOR = frozenset(
    {
        "accounts:second_factor",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "healthz",
        "readyz",
    }
)

# Entrances whose answer takes equally long whether or not an address is known.
LEVEL = frozenset({"account_login", "account_request_login_code", "account_reset_password"})


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


def closed_doors(get_response: GetResponse) -> Middleware:
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


def sessions_end(get_response: GetResponse) -> Middleware:
    """End sessions after twelve hours, staff's after thirty idle minutes; leave nothing behind."""

    def middleware(request: HttpRequest) -> HttpResponse:
        entered = request.user.is_authenticated
        if isinstance(request.user, User) and _is_over(request, request.user):
            logout(request)
            messages.info(request, _("You were signed out after a while, to be on the safe side."))
        response = get_response(request)
        if entered and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response

    return middleware


def _is_over(request: HttpRequest, user: User) -> bool:
    now = time.time()
    began = request.session.setdefault(BEGAN, now)
    seen = request.session.setdefault(SEEN, now)
    if now - began >= LONGEST_S:
        return True
    if factors.is_needed(user) and now - seen >= STAFF_IDLE_S:
        return True
    if now - seen >= SEEN_EVERY_S:
        request.session[SEEN] = now
    return False


def network(get_response: GetResponse) -> Middleware:
    """Tell the limits which network address a form came from; a forged header changes nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        address = (get_client_ip(request) or "") if request.method == "POST" else ""
        token = limits.client.set(truncate_ip(address) if address else "")
        try:
            return get_response(request)
        finally:
            limits.client.reset(token)

    return middleware


def level_answers(get_response: GetResponse) -> Middleware:
    """Answer a visitor at an entrance no sooner than the floor, whatever was to be done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = get_response(request)
        match = request.resolver_match
        if request.method == "POST" and match and match.view_name in LEVEL:
            time.sleep(max(0.0, settings.ENTRANCE_FLOOR_S - (time.monotonic() - began)))
        return response

    return middleware


def second_factor(get_response: GetResponse) -> Middleware:
    """Lead holders of a staff role who have no second factor to setting one up; nothing else
    opens meanwhile. Those who have one and did not show it in this session sign in again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not factors.is_needed(user) or _was_shown(request, user):
            return None
        if factors.has_one(user):
            logout(request)
            return redirect_to_login(request.get_full_path())
        match = request.resolver_match
        if match and match.view_name in WITHOUT_A_FACTOR:
            return None
        return redirect("accounts:second_factor")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _was_shown(request: HttpRequest, user: User) -> bool:
    """Whether a second factor was passed in this session."""
    return any(way.get("method") == "mfa" for way in get_authentication_records(request, user))
