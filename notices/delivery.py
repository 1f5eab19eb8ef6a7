"""Sending what is due."""

from datetime import datetime

from notices.models import Heartbeat, Notice, NoticeState


def oldest_due() -> datetime | None:
    """When the longest waiting notice fell due, aware; None when nothing waits."""
    return (
        Notice.objects.filter(state=NoticeState.PENDING)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


def last_heartbeat() -> datetime | None:
    """When a worker last drained the outbox."""
    return Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
