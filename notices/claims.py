"""Who sends a notice, and what became of it. Nothing else moves a notice that is being sent.

A worker owns the rows it has claimed until its lease ends. Every step asks again whether it
still does: a worker that was away too long finds its rows in other hands and leaves them alone.
No transaction is ever open while a letter is on the wire (RELIABILITY 3, Outbox).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from notices import kinds
from notices.models import Heartbeat, Notice, NoticeQuerySet, NoticeState

BACKOFF = timedelta(minutes=1)
LONGEST_BACKOFF = timedelta(hours=6)
GIVE_UP_AFTER = 20  # tries: about three days
POISON_AFTER = 5  # tries that ended with their worker: it must not hold up the rest
POISON_WAIT = timedelta(minutes=10)
HEARTBEATS_KEPT = timedelta(days=1)
LONGEST_PROBLEM = 300


class NotMine(Exception):
    """The claim has lapsed, or the notice was cancelled meanwhile."""


@dataclass(frozen=True)
class Fate:
    """What becomes of a notice. `counts` False: that was no try of this letter's."""

    state: NoticeState
    problem: str = ""
    retry_at: datetime | None = None
    counts: bool = True


class Claimed(NamedTuple):
    """A notice in one's hands, before it is read."""

    pk: int
    priority: int
    attempts: int


class Taken(NamedTuple):
    """A letter that the server has, which is not written down yet."""

    notice: Notice
    at: datetime


def lease() -> timedelta:
    """How long a claim holds from the moment its notice is read, or handed over."""
    return timedelta(seconds=settings.OUTBOX_LEASE_S)


@transaction.atomic
def claim(*, owner: str, at: datetime, limit: int) -> list[Claimed]:
    """Take up to `limit` due notices past those that others are taking."""
    due = Notice.objects.due(at=at).select_for_update(skip_locked=True)
    taken = [Claimed(*row) for row in due.values_list("pk", "priority", "attempts")[:limit]]
    ids = [claimed.pk for claimed in taken]
    Notice.objects.filter(pk__in=ids, state=NoticeState.PENDING).update(
        state=NoticeState.SENDING, owner=owner, lease_until=at + lease()
    )
    return taken


def side_by_side(claimed: Sequence[Claimed]) -> list[Claimed]:
    """Those at the head that can be read together: what was tried before is read alone, since it
    may be what ended its worker."""
    return list(takewhile(lambda one: one.attempts == 0, claimed)) or list(claimed[:1])


def a_code_waits(*, at: datetime) -> bool:
    """Whether someone waits at the screen for a code."""
    return Notice.objects.due(at=at).filter(priority=kinds.Priority.CODE).exists()


def fence(notice_ids: Sequence[int], *, owner: str, at: datetime) -> list[Notice]:
    """Begin with claimed notices: renew their lease, count the try, read them afresh, in order.

    Missing are those whose claim has lapsed, or which were cancelled meanwhile.
    """
    claimed = Notice.objects.filter(pk__in=notice_ids, owner=owner, state=NoticeState.SENDING)
    claimed.update(lease_until=at + lease(), attempts=F("attempts") + 1)
    read = claimed.select_related("recipient", "recipient__safe_contact").in_bulk()
    return [read[notice_id] for notice_id in notice_ids if notice_id in read]


def unbegin(notices: Sequence[Notice], *, owner: str) -> None:
    """Take back the try of notices that were read, and not begun with."""
    if notices:
        ids = [notice.pk for notice in notices]
        Notice.objects.filter(pk__in=ids, owner=owner, state=NoticeState.SENDING).update(
            attempts=F("attempts") - 1
        )


def hand_over(
    notice: Notice,
    *,
    owner: str,
    at: datetime,
    subject: str = "",
    text: str = "",
    before: Taken | None = None,
) -> None:
    """Write down that from now on a server may have the letter, and what it says.

    :param before: the letter before this one, which the server has taken: written down as sent in
        the same statement, so that never more than one letter is in a server's hands for all we
        know.
    :raises NotMine: the claim has lapsed, or the notice was cancelled: do not send.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            HAND_OVER,
            {
                "this": notice.pk,
                "owner": owner,
                "at": at,
                "lease": at + lease(),
                "subject": subject,
                "text": text,
                "before": before.notice.pk if before else None,
                "sent_at": before.at if before else None,
                "forget": bool(before and not _keeps_text(before.notice)),
            },
        )
        if (notice.pk,) not in cursor.fetchall():
            raise NotMine


HAND_OVER = """
    UPDATE notices_notice SET
        state = CASE id WHEN %(this)s THEN 'handoff' ELSE 'sent' END,
        owner = CASE id WHEN %(this)s THEN owner ELSE '' END,
        lease_until = CASE id WHEN %(this)s THEN %(lease)s END,
        handoff_at = CASE id WHEN %(this)s THEN %(at)s ELSE handoff_at END,
        sent_at = CASE id WHEN %(this)s THEN sent_at ELSE %(sent_at)s END,
        subject = CASE id WHEN %(this)s THEN %(subject)s ELSE subject END,
        text = CASE id WHEN %(this)s THEN %(text)s ELSE text END,
        problem = CASE id WHEN %(this)s THEN problem ELSE '' END,
        data = CASE WHEN id <> %(this)s AND %(forget)s THEN '{}' ELSE data END
    WHERE owner = %(owner)s
        AND (id = %(this)s AND state = 'sending'
            OR id = %(before)s AND state IN ('sending', 'handoff'))
    RETURNING id
"""


def sent(taken: Taken, *, owner: str) -> None:
    """The server has taken the letter."""
    _settle(taken.notice, owner, state=NoticeState.SENT, sent_at=taken.at, problem="")


def settle(notice: Notice, fate: Fate, *, owner: str) -> None:
    """Give a notice its fate; one whose text is not kept forgets it unless it goes on waiting."""
    _settle(
        notice,
        owner,
        state=fate.state,
        problem=plain(fate.problem),
        retry_at=fate.retry_at,
        handoff_at=None,
        attempts=F("attempts") - (0 if fate.counts else 1),
    )


def doubt(notice: Notice, problem: str, *, owner: str, retry_at: datetime) -> Fate:
    """A server may or may not have the letter: once more at that time, or a person must look."""
    again = notice.doubts == 0 and resends(notice)
    fate = Fate(NoticeState.PENDING if again else NoticeState.IN_DOUBT, problem)
    _settle(
        notice,
        owner,
        state=fate.state,
        problem=plain(problem),
        retry_at=retry_at if again else None,
        doubts=F("doubts") + 1,
    )
    return fate


def later(notice: Notice, problem: str, *, at: datetime) -> Fate:
    """Try again after a wait that doubles from one minute to six hours; at last give up."""
    if notice.attempts >= GIVE_UP_AFTER:
        return Fate(NoticeState.FAILED, problem)
    doublings = min(notice.attempts - 1, 10)
    return Fate(NoticeState.PENDING, problem, at + min(BACKOFF * 2**doublings, LONGEST_BACKOFF))


def release(*, owner: str) -> int:
    """Put back what was claimed and not begun, or begun in vain; how many there were."""
    return Notice.objects.filter(owner=owner, state=NoticeState.SENDING).update(
        state=NoticeState.PENDING, owner="", lease_until=None
    )


def recover(*, at: datetime) -> int:
    """Let go of what lapsed before any server could have it; how many there were."""
    lapsed = Notice.objects.lapsed(at=at).filter(state=NoticeState.SENDING)
    freed: dict[str, Any] = {"state": NoticeState.PENDING, "owner": "", "lease_until": None}
    poison = lapsed.filter(attempts__gte=POISON_AFTER).update(
        **freed, retry_at=at + POISON_WAIT, problem=_("Each try ended with its worker.")
    )
    return poison + lapsed.update(**freed)


def take_over(*, owner: str, at: datetime) -> list[Notice]:
    """Take what lapsed after it was handed over: a server may have it."""
    lapsed = Notice.objects.lapsed(at=at).filter(state=NoticeState.HANDOFF)
    taken: list[Notice] = []
    for notice_id in list(lapsed.values_list("pk", flat=True)):
        if lapsed.filter(pk=notice_id).update(owner=owner, lease_until=at + lease()):
            taken += _mine(notice_id, owner, NoticeState.HANDOFF)
    return taken


def resends(notice: Notice) -> bool:
    """Whether a second copy may follow one in doubt; a kind that is not known here asks nobody."""
    return notice.kind in kinds.names() and kinds.get(notice.kind).resend_when_in_doubt


def beat(*, worker: str, at: datetime) -> None:
    """Write down that this worker is alive; forget those long gone."""
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": at})
    Heartbeat.objects.filter(at__lt=at - HEARTBEATS_KEPT).delete()


def plain(text: str) -> str:
    """One printable line that fits its column, without addresses."""
    printable = "".join(mark if mark.isprintable() else " " for mark in text)
    words = ("…" if "@" in word else word for word in printable.split())
    return " ".join(words)[:LONGEST_PROBLEM]


def _mine(notice_id: int, owner: str, *states: NoticeState) -> NoticeQuerySet:
    return Notice.objects.filter(pk=notice_id, owner=owner, state__in=states)


def _settle(notice: Notice, owner: str, **fields: Any) -> None:
    if fields["state"] != NoticeState.PENDING and not _keeps_text(notice):
        fields["data"] = {}
    _mine(notice.pk, owner, NoticeState.SENDING, NoticeState.HANDOFF).update(
        owner="", lease_until=None, **fields
    )


def _keeps_text(notice: Notice) -> bool:
    return notice.kind in kinds.names() and kinds.get(notice.kind).keep_text
