"""Ticks off what the tour asks people to look at. In the demo alone."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from cop_platform.demo import state

GetResponse = Callable[[HttpRequest], HttpResponse]
LOOKS = {"admin:index": "dots", "notices:mailroom": "mails"}


def seen(get_response: GetResponse) -> GetResponse:
    """Remember that the desk or the mails were looked at."""
    if not (settings.DEMO and settings.LOCAL):
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if match and response.status_code == 200 and match.view_name in LOOKS:
            state.see(LOOKS[match.view_name])
        return response

    return middleware
