"""A page that watches a room: what it carries, and what it hears when it asks again.

    @require_safe
    @admits(rule)
    def board(request, found):
        return watched(request, Place("board", found.pk), "app/board.html", lambda: {...})

The template includes "components/watched.html" with `part=` the piece that is drawn anew. Of what
`look` returns, `shown` says all that the piece shows: while it stays equal the page is left alone,
also when the room was touched for what others see of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sessions import rooms
from sessions.middleware import SEEN, TICKET
from sessions.rooms import Place

Look = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Watch:
    """What a watched page needs in order to ask again."""

    url: str
    ticket: str
    seen: str
    again_s: int = 30  # how often a page without JavaScript is read anew


def watched(
    request: HttpRequest, place: Place, page: str, look: Look, *, part: str
) -> HttpResponse:
    """The whole page; asked by itself its part alone, and 204 while it shows the same."""
    version = rooms.version(place.object_id, place.kind)  # before what is read at it
    context = look()
    word = blake2b(repr(context["shown"]).encode(), digest_size=8).hexdigest()
    ticket = rooms.ticket(place, path=request.path, key=request.session.session_key or "")
    watch = Watch(request.get_full_path(), ticket, f'"{version}-{word}"')
    asked = SEEN.fullmatch(request.headers.get("If-None-Match", ""))
    if TICKET not in request.headers:
        response = render(request, page, context | {"watch": watch, "part": part})
    elif asked and asked[2] == word:
        response = HttpResponse(status=204)
    else:
        response = render(request, part, context)
    response[TICKET], response["ETag"] = watch.ticket, watch.seen
    return response
