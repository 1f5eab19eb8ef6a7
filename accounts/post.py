"""Mail that accounts owes. Accounts stands below notices, so notices says at start who takes it."""

from collections.abc import Callable
from typing import Any

Queue = Callable[..., object]
_taker: list[Queue] = []


class NobodyTakesPost(Exception):
    """No app has said that it delivers."""


def use(queue: Queue) -> None:
    """Hand mail to this from now on; `notices/apps.py` says so at start."""
    _taker[:] = [queue]


def deliver(kind: str, **what: Any) -> None:
    """Owe a mail, in the transaction of the act; takes what `notices.outbox.queue` takes.

    :raises NobodyTakesPost: nobody has called `use`.
    """
    if not _taker:
        raise NobodyTakesPost(kind)
    _taker[0](kind, **what)
