"""What people ask about their data: to see it, to have it put right, or erased.

Open → carried out | refused | taken back. Due 30 calendar days after it came (DOMAIN 3.10).
Nothing else writes `DataRequest`. Carrying out an erasure needs every app, so it begins in
`cop_platform/privacy.py` and ends here.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import alerts
from accounts.models import (
    CameBy,
    DataRequest,
    RequestKind,
    RequestState,
    SafeChannel,
    SafeContact,
    User,
)
from audit.record import record

DAYS = timedelta(days=30)
SUBJECT = gettext_lazy("About your request")
LONGEST = 4000


class AlreadySettled(Exception):
    """A refusal, worded for its reader."""

    def __init__(self) -> None:
        super().__init__(_("This request has been settled already."))


class WordsNeeded(Exception):
    """A refusal, worded for its reader."""


def due_on(received_at: datetime) -> date:
    """The last day on which it is in time: 30 days after the day it came, on the site's
    calendar. One that came on 1 September is due on 1 October."""
    return received_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date() + DAYS


def of(user_id: int) -> list[DataRequest]:
    """A person's requests, the newest first."""
    return list(DataRequest.objects.filter(person=user_id).order_by("-pk"))


@transaction.atomic
def ask(
    *,
    person_id: int,
    kind: RequestKind | str,
    at: datetime,
    by: int | None,
    words: str = "",
    gives_up_seat: bool = False,
    came_by: CameBy | str = CameBy.SITE,
    received_at: datetime | None = None,
) -> DataRequest:
    """Keep a request. Asked again while one of its kind is open, the words are added to it.

    :param received_at: when it came, aware, for one by phone or letter; else `at`.
    :raises WordsNeeded: a correction that doesn't say what to put right.
    """
    kind, words = RequestKind(kind), words.strip()
    if kind == RequestKind.CORRECT and not words:
        raise WordsNeeded(_("Please say what to put right, and how."))
    received = received_at or at
    request, new = DataRequest.objects.get_or_create(
        person_id=person_id,
        kind=kind,
        state=RequestState.OPEN,
        defaults={
            "words": words,
            "gives_up_seat": gives_up_seat,
            "came_by": came_by,
            "received_at": received,
            "due_on": due_on(received),
        },
    )
    if not new:
        return _add(request, words, gives_up_seat)
    record(f"data_request.{kind}", request, at=at, by=by)
    _tell(request, _received(request), at)
    return request


def _add(request: DataRequest, words: str, gives_up_seat: bool) -> DataRequest:
    request = _locked(request.pk)
    if words and words not in request.words:
        request.words = f"{request.words}\n\n{words}".strip()[: 2 * LONGEST]
    request.gives_up_seat = request.gives_up_seat or gives_up_seat
    request.save(update_fields=["words", "gives_up_seat"])
    return request


@transaction.atomic
def take_back(*, request_id: int, by: int, at: datetime) -> DataRequest:
    """The person takes it back, as long as it is open. Taken back twice, it stays so.

    :raises AlreadySettled: it was carried out or refused.
    """
    request = _locked(request_id)
    if request.state == RequestState.TAKEN_BACK:
        return request
    return _settle(request, RequestState.TAKEN_BACK, "", by=by, at=at)


@transaction.atomic
def refuse(*, request_id: int, reason: str, by: int, at: datetime) -> DataRequest:
    """Refuse it, with a reason that the person reads. Refused twice, the first reason stands.

    :raises WordsNeeded: no reason was given.
    :raises AlreadySettled: it was carried out or taken back.
    """
    if not reason.strip():
        raise WordsNeeded(_("Please say why. The person will read it."))
    request = _locked(request_id)
    if request.state == RequestState.REFUSED:
        return request
    _settle(request, RequestState.REFUSED, reason.strip(), by=by, at=at)
    _tell(request, [_("We cannot do what you asked. The reason:"), request.outcome, _appeal()], at)
    return request


@transaction.atomic
def answer(*, request_id: int, outcome: str, by: int, at: datetime) -> DataRequest:
    """An access or a correction was carried out; the person reads what came of it.

    :raises WordsNeeded: nothing was said about what was done.
    :raises AlreadySettled: it was refused or taken back.
    """
    if not outcome.strip():
        raise WordsNeeded(_("Please say what was done. The person will read it."))
    request = _locked(request_id)
    if request.state == RequestState.DONE:
        return request
    _settle(request, RequestState.DONE, outcome.strip(), by=by, at=at)
    _tell(request, [_("What you asked for is done."), request.outcome], at)
    return request


def carried_out(*, request_id: int, by: int, at: datetime) -> DataRequest:
    """An erasure was carried out just now; no words are kept. Inside that act.

    :raises AlreadySettled: it was refused or taken back.
    """
    return _settle(_locked(request_id), RequestState.DONE, "", by=by, at=at)


def reachable_address(person_id: int) -> str:
    """Where a mail may go to this person; empty where none may."""
    if SafeContact.objects.filter(user=person_id, channel=SafeChannel.PHONE).exists():
        return ""
    return User.objects.values_list("email", flat=True).get(pk=person_id)


def tell_erased(*, address: str, at: datetime) -> None:
    """The last mail to somebody who was erased: to a bare address, which is soon forgotten."""
    body = "\n\n".join(
        [
            _("What you asked for is done: what we held about you is erased."),
            _("What stays are numbers, and a note that it was done. Nothing of it leads to you."),
        ]
    )
    alerts.letter(subject=str(SUBJECT), body=body, address=address, at=at)


def _locked(request_id: int) -> DataRequest:
    return DataRequest.objects.select_for_update(of=("self",)).get(pk=request_id)


def _settle(
    request: DataRequest, state: RequestState, outcome: str, *, by: int, at: datetime
) -> DataRequest:
    if request.state != RequestState.OPEN:
        raise AlreadySettled
    request.state, request.outcome, request.settled_at = state, outcome, at
    request.worked_by_id = by
    request.save(update_fields=["state", "outcome", "settled_at", "worked_by"])
    record(f"data_request.{state}", request, at=at, by=by)
    return request


def _tell(request: DataRequest, said: list[str], at: datetime) -> None:
    address = User.objects.values_list("email", flat=True).get(pk=request.person_id)
    alerts.letter(
        subject=str(SUBJECT),
        body="\n\n".join(said),
        address=address,
        at=at,
        user_id=request.person_id,
    )


def _received(request: DataRequest) -> list[str]:
    day = date_format(request.due_on, "j F Y")
    return [
        _("We have your request, and answer by %(day)s.") % {"day": day},
        _("Until it is carried out you can take it back, on the page where you made it."),
    ]


def _appeal() -> str:
    return _("If you see it differently, reply to this mail.")
