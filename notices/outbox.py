"""Writing notices: a row in the transaction of the fact that causes it, at most once per key."""

from datetime import datetime
from typing import Any

from notices import kinds
from notices.models import OPEN_STATES, Notice, NoticeState


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
    priority: int = kinds.Priority.NORMAL,
    expires_at: datetime | None = None,
) -> Notice:
    """Owe a notice, once per key; asked again with the same key it answers with the first.

    :param due_at: when it may leave, aware.
    :param expires_at: after this moment it is not sent any more.
    :raises kinds.UnknownKind: no app has registered this kind.
    """
    kinds.get(kind)
    notice, _made = Notice.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "recipient_id": recipient_id,
            "address": address,
            "object_id": object_id,
            "cohort_id": cohort_id,
            "data": data or {},
            "priority": priority,
            "due_at": due_at,
            "expires_at": expires_at,
        },
    )
    return notice


def cancel(*, kind: str, object_id: int) -> int:
    """Cancel what is still waiting of this kind about this object; how many there were."""
    return Notice.objects.filter(kind=kind, object_id=object_id, state=NoticeState.PENDING).update(
        state=NoticeState.CANCELLED
    )


def owed_to(recipient_id: int) -> list[Notice]:
    """What is on its way to a person and not sent yet."""
    return list(Notice.objects.filter(recipient_id=recipient_id, state__in=OPEN_STATES))
