"""The answer to a page that asks whether its room has changed, while it has not.

It stands before sessions and people: what it answers is 304 without a word, and only to a ticket
that the view gave out within the last minute (sessions/rooms.py). Whatever it does not know for
sure goes on to the view and its door.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from sessions import rooms

GetResponse = Callable[[HttpRequest], HttpResponse]
TICKET = "Room-Ticket"
# The room's version, and what of it this person was shown; a proxy may have put W/ before it.
SEEN = re.compile(r'(?:W/)?"(\d{1,18})-(\w{0,64})"')


def polls(get_response: GetResponse) -> GetResponse:
    """Answer 304 to a poll with a good ticket and the current version."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if TICKET in request.headers and _is_unchanged(request):
            return HttpResponseNotModified(headers={"Cache-Control": "no-store"})
        return get_response(request)

    return middleware


def _is_unchanged(request: HttpRequest) -> bool:
    seen = SEEN.fullmatch(request.headers.get("If-None-Match", ""))
    if request.method != "GET" or not seen:
        return False
    try:
        return rooms.is_unchanged(
            request.headers[TICKET],
            int(seen[1]),
            path=request.path,
            key=request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""),
        )
    except DatabaseError:
        return False  # the view meets the same trouble, and answers for it
