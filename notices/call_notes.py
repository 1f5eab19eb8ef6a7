"""What was said on the phone, and what was tried: written once, never changed.

Read by coordinators of the program it was written for; by the person when they ask for their data.
"""

import re
from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from notices.models import CallNote, CallOutcome

KEY = re.compile(r"[\w-]{8,40}", re.ASCII)
LONGEST = 2000
VERBS = {
    CallOutcome.NOTE: "call.noted",
    CallOutcome.SAID: "call.made",
    CallOutcome.NO_ANSWER: "call.no_answer",
}


class NothingToNote(Exception):
    """A refusal, worded for the coordinator who will read it."""

    def __init__(self) -> None:
        super().__init__(_("Please write what was said."))


class UnknownKey(Exception):
    """What came was not asked for by a page of ours."""


@transaction.atomic
def add(
    *,
    key: str,
    person_id: int,
    program_id: int,
    words: str,
    by: int,
    at: datetime,
    outcome: CallOutcome = CallOutcome.NOTE,
    notice_id: int | None = None,
    offer_id: int | None = None,
) -> CallNote:
    """Keep a note of a call. `key` is one press of a button: pressed twice it is one note.

    :raises NothingToNote: it is a note, and says nothing.
    :raises UnknownKey: the key is none.
    """
    if not KEY.fullmatch(key):
        raise UnknownKey
    words = words.strip()[:LONGEST]
    if outcome == CallOutcome.NOTE and not words:
        raise NothingToNote
    note, new = CallNote.objects.get_or_create(
        key=f"{by}:{key}",
        defaults={
            "person_id": person_id,
            "program_id": program_id,
            "notice_id": notice_id,
            "offer_id": offer_id,
            "outcome": outcome,
            "words": words,
            "by_id": by,
            "at": at,
        },
    )
    if new:
        record.record(VERBS[outcome], note, at=at, by=by)
    return note


def of(person_id: int, program_ids: Collection[int]) -> models.QuerySet[CallNote]:
    """The notes about somebody that were written for these programs, the newest first."""
    found = CallNote.objects.filter(person=person_id, program_id__in=program_ids)
    return found.select_related("by").order_by("-id")


def tries(*, notice_ids: Collection[int], offer_ids: Collection[int]) -> dict[tuple[str, int], int]:
    """How often nobody answered, by ("notice" or "offer", id). One query."""
    about = models.Q(notice_id__in=notice_ids) | models.Q(offer_id__in=offer_ids)
    found: dict[tuple[str, int], int] = {}
    rows = CallNote.objects.filter(about, outcome=CallOutcome.NO_ANSWER)
    for notice_id, offer_id in rows.values_list("notice_id", "offer_id"):
        thing = ("offer", offer_id) if offer_id else ("notice", notice_id or 0)
        found[thing] = found.get(thing, 0) + 1
    return found


def offers_spoken_of(since: datetime) -> models.QuerySet[CallNote, int | None]:
    """The ids of the offers about which somebody was reached by phone since that moment."""
    said = CallNote.objects.filter(outcome=CallOutcome.SAID, offer_id__isnull=False, at__gte=since)
    return said.values_list("offer_id", flat=True)
