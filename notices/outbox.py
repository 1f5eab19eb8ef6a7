"""Writing notices: a row in the transaction of the fact that causes it, at most once per key."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import record
from notices import kinds
from notices.models import Notice, NoticeState

STOPPABLE = (NoticeState.PENDING, NoticeState.SENDING)
A_BATCH = 500
WRITTEN = (
    *("kind", "recipient_id", "address", "object_id", "cohort_id", "data"),
    *("priority", "due_at", "expires_at"),
)
AGAIN = (NoticeState.FAILED, NoticeState.IN_DOUBT)


class CannotSendAgain(Exception):
    """A refusal, worded for the coordinator who will read it."""


class NotOnTheCallList(Exception):
    """A refusal, worded for the coordinator who will read it."""


def key_for(kind: str, *parts: object) -> str:
    """The unique key of a notice: kind and what makes it one (person, object, offset, version)."""
    return ":".join([kind, *(str(part) for part in parts)])


def queue(
    kind: str,
    *,
    key: str,
    due_at: datetime,
    recipient_id: int | None = None,
    address: str = "",
    object_id: int | None = None,
    cohort_id: int | None = None,
    data: dict[str, Any] | None = None,
    priority: int | None = None,
    expires_at: datetime | None = None,
) -> Notice:
    """Owe a notice, once per key; asked again with the same key it answers with the first.

    :param due_at: when it may leave, aware.
    :param priority: 0 leaves first; the kind's own when None.
    :param expires_at: from this moment on it is not sent any more; the kind's `good_for` when None.
    :raises kinds.UnknownKind: no app has registered this kind.
    """
    wanted = _row(
        kind,
        Owing(
            key=key,
            recipient_id=recipient_id,
            address=address,
            object_id=object_id,
            cohort_id=cohort_id,
            data=data or {},
            expires_at=expires_at,
        ),
        due_at=due_at,
        priority=priority,
    )
    fields = {name: getattr(wanted, name) for name in WRITTEN}
    notice, _made = Notice.objects.get_or_create(key=key, defaults=fields)
    return notice


@dataclass(frozen=True)
class Owing:
    """One of many notices of a kind: its key, whom it goes to and what it is about."""

    key: str
    recipient_id: int | None = None
    address: str = ""
    object_id: int | None = None
    cohort_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None


def queue_many(kind: str, owed: Iterable[Owing], *, due_at: datetime) -> list[Notice]:
    """`queue` for many at once, in two queries: those that stand under these keys now, whether
    this call wrote them or an earlier one; in no particular order.

    :raises kinds.UnknownKind: no app has registered this kind.
    """
    rows = [_row(kind, one, due_at=due_at) for one in owed]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=A_BATCH)
    return list(Notice.objects.filter(key__in=[row.key for row in rows]))


def _row(kind: str, one: Owing, *, due_at: datetime, priority: int | None = None) -> Notice:
    about = kinds.get(kind)
    good_until = due_at + about.good_for if about.good_for else None
    return Notice(
        key=one.key,
        kind=kind,
        recipient_id=one.recipient_id,
        address=one.address,
        object_id=one.object_id,
        cohort_id=one.cohort_id,
        data=one.data,
        priority=about.priority if priority is None else priority,
        due_at=due_at,
        expires_at=one.expires_at or good_until,
    )


def cancel(*, kind: str, object_id: int) -> int:
    """Cancel what has not left yet of this kind about this object; how many there were.

    One that is being sent at this moment is stopped too, unless the server already has it.
    """
    wiped: dict[str, Any] = {} if kinds.get(kind).keep_text else {"data": {}}
    return Notice.objects.filter(kind=kind, object_id=object_id, state__in=STOPPABLE).update(
        state=NoticeState.CANCELLED, owner="", lease_until=None, **wiped
    )


def cancel_many(notice_ids: Collection[int]) -> int:
    """Cancel those of these that have not left yet; how many there were. Of kinds whose text is
    kept."""
    return Notice.objects.filter(pk__in=notice_ids, state__in=STOPPABLE).update(
        state=NoticeState.CANCELLED, owner="", lease_until=None
    )


@transaction.atomic
def send_again(*, notice_id: int, by: int, at: datetime) -> Notice:
    """Owe a notice once more that could not be sent or perhaps was, under the same Message-ID.

    :raises CannotSendAgain: it is in another state, its time is over, or its text was not kept.
    """
    notice = _locked(notice_id, CannotSendAgain(_("It is not waiting for that.")))
    refusal = cannot_send_again(notice, at=at)
    if refusal:
        raise CannotSendAgain(refusal)
    notice.state, notice.retry_at, notice.problem = NoticeState.PENDING, None, ""
    notice.attempts, notice.doubts = min(notice.attempts, 1), 0  # this copy is not the first
    notice.save(update_fields=["state", "retry_at", "problem", "attempts", "doubts"])
    record.record("notice.sent_again", notice, at=at, by=by, cohort_id=notice.cohort_id)
    return notice


def cannot_send_again(notice: Notice, *, at: datetime) -> str:
    """Why this notice cannot be sent again, for the coordinator; empty when it can."""
    if notice.state not in AGAIN:
        return _("Only what could not be sent, or perhaps was, can be sent again.")
    if notice.expires_at and notice.expires_at <= at:
        return _("Its time is over.")
    if notice.kind not in kinds.names() or not kinds.get(notice.kind).keep_text:
        return _("Its words were not kept. The person can ask for a new one.")
    return ""


@transaction.atomic
def said_by_phone(*, notice_id: int, by: int, at: datetime) -> Notice:
    """Note that someone has told the person by phone: what no mail may say, or none has said.

    :raises NotOnTheCallList: it is not on the call list (any more).
    """
    notice = _locked(notice_id, NotOnTheCallList(_("This is not on the call list.")))
    if notice.state == NoticeState.CALLED:
        return notice
    if notice.state not in (NoticeState.CALL, *AGAIN):
        raise NotOnTheCallList(_("This is not on the call list."))
    notice.state = NoticeState.CALLED
    notice.save(update_fields=["state"])
    record.record("notice.said_by_phone", notice, at=at, by=by, cohort_id=notice.cohort_id)
    return notice


def _locked(notice_id: int, refusal: Exception) -> Notice:
    notice = Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id).first()
    if notice is None:
        raise refusal
    return notice
