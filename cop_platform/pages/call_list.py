"""The call list: what must be said by phone today, offers first (DOMAIN 0.5, Words that leave).

Three things come together: notices to those who get no mail, offers whose mail did not arrive or
may not have, and offers with less than a day left. Numbers are shown to coordinators of that
program alone, and that they were is recorded.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from cop_platform.pages.people import Reach, reach
from intakes import contacting, live_offers
from intakes.contacting import OfferCall
from notices import call_notes, calls, kinds, messages, sight
from notices.models import CallNote, CallOutcome, Message, Notice, NoticeState
from programs import belonging
from programs import person as programs_person

A_PAGE = 20
AT_MOST = 500
Words = str | Promise
WHY: dict[str, Words] = {
    NoticeState.CALL: lazy("No mail may go to this person"),
    NoticeState.FAILED: lazy("The mail could not be sent"),
    NoticeState.IN_DOUBT: lazy("The mail may not have arrived"),
}
ENDS_SOON = lazy("Less than a day is left")
OFFER_SCRIPT = lazy(
    "There is a question for you that has a deadline. Is this a good moment to talk?"
)
OFFER = "offer"


@dataclass(frozen=True)
class Call:
    """One call to make. `thing`: "offer" or "notice", and its number."""

    thing: tuple[str, int]
    person: User
    program_id: int
    about: Words
    why: list[Words]
    script: Words
    due_at: datetime
    zone: str = ""
    notice: Notice | None = None
    ends: bool = False  # due_at is a deadline
    message: str = ""
    reach: Reach | None = None
    tries: int = 0

    @property
    def ref(self) -> str:
        """What the page posts to say which call it was."""
        return f"{self.thing[0]}-{self.thing[1]}"


def listed(viewer: User, at: datetime) -> list[Call]:
    """Every call the viewer could make at `at` (aware), offers first; constant queries."""
    programs = [program.pk for program in belonging.programs_coordinated(viewer, at)]
    offers = [_offer(call) for call in contacting.offers_to_call(programs, at)]
    return [*offers, *_notices(viewer, programs, at)]


def _offer(call: OfferCall) -> Call:
    why = [WHY[call.notice.state]] if call.notice else []
    return Call(
        thing=(OFFER, call.offer.pk),
        person=call.person,
        program_id=call.program_id,
        about=lazy("An offer that waits for their answer"),
        why=[*why, *([ENDS_SOON] if call.ends_soon else [])],
        script=calls.script_of(call.notice.kind) if call.notice else OFFER_SCRIPT,
        due_at=call.offer.expires_at,
        zone=call.zone,
        notice=call.notice,
        ends=True,
    )


def _notices(viewer: User, programs: list[int], at: datetime) -> list[Call]:
    """What is owed to those who get no mail, but for offers' own mails, which are above."""
    stands = Q(expires_at=None) | Q(expires_at__gt=at)
    rows = list(
        sight.visible_to(viewer, at=at)
        .filter(stands, state=NoticeState.CALL, recipient__isnull=False)
        .exclude(kind__in=live_offers.MAILS)
        .select_related("recipient")
        .order_by("due_at", "pk")[:AT_MOST]
    )
    by_cohort = programs_person.programs_of_cohorts(
        {row.cohort_id for row in rows if row.cohort_id is not None}
    )
    said = _messages(rows)
    return [_notice(row, by_cohort, said, programs) for row in rows]


def _messages(rows: list[Notice]) -> dict[int, Message]:
    ids = [row.object_id for row in rows if row.kind == messages.KIND and row.object_id]
    return Message.objects.in_bulk(ids)


def _notice(
    row: Notice, by_cohort: dict[int, int], said: dict[int, Message], programs: list[int]
) -> Call:
    message = said.get(row.object_id or 0) if row.kind == messages.KIND else None
    program = message.program_id if message else by_cohort.get(row.cohort_id or 0)
    person = row.recipient
    assert person is not None  # noqa: S101 -- the query asked for it  # nosec B101
    return Call(
        thing=("notice", row.pk),
        person=person,
        program_id=program or next(iter(programs), 0),
        about=kinds.words_for(row.kind),
        why=[WHY[NoticeState.CALL]],
        script=calls.script_of(row.kind),
        due_at=row.due_at,
        notice=row,
        message=message.text if message else "",
    )


def read(viewer: User, at: datetime, page: str | None) -> Page[Any]:
    """A page of the list with numbers, hours and how often nobody answered; that the numbers
    were shown is recorded."""
    found: Page[Any] = Paginator(listed(viewer, at), A_PAGE).get_page(page)
    rows: list[Call] = list(found.object_list)
    contacts = calls.contacts_of({row.person.pk for row in rows})
    calls.note_reading(list(contacts.values()), by=viewer.pk, at=at)
    tries = call_notes.tries(
        notice_ids=[number for thing, number in (row.thing for row in rows) if thing != OFFER],
        offer_ids=[number for thing, number in (row.thing for row in rows) if thing == OFFER],
    )
    found.object_list = [
        _ready(row, reach(row.person, contacts.get(row.person.pk), at), tries.get(row.thing, 0))
        for row in rows
    ]
    return found


def _ready(row: Call, how: Reach | None, tries: int) -> Call:
    return replace(row, reach=how, tries=tries)


# ------------------------------------------------- acts


def of(viewer: User, ref: str, at: datetime) -> Call | None:
    """The call of this list that `ref` names; None when it has been made meanwhile."""
    return next((call for call in listed(viewer, at) if call.ref == ref), None)


def made_before(viewer: User, key: str) -> bool:
    """Whether this very press has been answered already."""
    return CallNote.objects.filter(key=f"{viewer.pk}:{key}").exists()


def said(call: Call, *, key: str, words: str, by: int, at: datetime) -> CallNote:
    """The person was reached and told.

    :raises outbox.NotOnTheCallList: its notice waits for no call (any more).
    """
    return calls.said(
        key=key,
        person_id=call.person.pk,
        program_id=call.program_id,
        notice_id=call.notice.pk if call.notice else None,
        offer_id=call.thing[1] if call.thing[0] == OFFER else None,
        words=words,
        by=by,
        at=at,
    )


def no_answer(call: Call, *, key: str, words: str, by: int, at: datetime) -> CallNote:
    """Nobody answered: it stays on the list."""
    return call_notes.add(
        key=key,
        person_id=call.person.pk,
        program_id=call.program_id,
        notice_id=call.notice.pk if call.notice else None,
        offer_id=call.thing[1] if call.thing[0] == OFFER else None,
        outcome=CallOutcome.NO_ANSWER,
        words=words,
        by=by,
        at=at,
    )
