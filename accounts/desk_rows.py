"""What every list of the desk does with the rows that were ticked, and how it shows states."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

LONGEST_ID = 19  # digits, as PostgreSQL counts its rows


class Tones(dict[str, str]):
    """The colours of some states in a list; the others are plain.

    Unfold says a state's words only if it knows a colour for it, and its code if not.
    """

    def __missing__(self, state: str) -> str:
        return "default"


def row_number(said: str | None) -> int | None:
    """An id as somebody sent it; None for what is none, or more than PostgreSQL counts."""
    if said and said.isascii() and said.isdecimal() and len(said) < LONGEST_ID:
        return int(said)
    return None


class TickedRows:
    """Mixed into a ModelAdmin: an id that is none is not there, rather than a fault."""

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Act on the rows that were ticked."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if None in map(row_number, ticked):
            raise Http404
        return super().response_action(request, queryset)  # type: ignore[misc]
