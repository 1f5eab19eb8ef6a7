"""What is asked of many letters at once, right before they leave one by one.

Reminders of one session fall due at one moment for all its members: what they have in common is
read once, and words that are the same for several are put together once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import DatabaseError

from notices import kinds, mutes
from notices.kinds import Kind
from notices.models import Notice

# What surely looks the same when it is equal: nothing with a life of its own.
PLAIN = (str, int, float, bool, datetime, date, time, type(None))


@dataclass
class Together:
    """What was found for some letters, and what was drawn for those before."""

    asked: frozenset[str] = frozenset()  # the kinds that were asked for all theirs at once
    found: dict[int, Any] = field(default_factory=dict)
    unwanted: set[int] = field(default_factory=set)
    kept: dict[Any, Any] = field(default_factory=dict)

    def holds(self, notice: Notice, kind: Kind) -> bool:
        """Whether it is still true; its kind may have been asked already."""
        if notice.kind not in self.asked:
            return kind.still_true(notice)
        notice.found = self.found.get(notice.pk)
        return notice.pk in self.found

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What `make` answers, asked once for equal keys; each time for None."""
        if key is None:
            return make()
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]


def gather(notices: Sequence[Notice]) -> Together:
    """Ask what can be asked of all at once; a kind that makes a mistake here is asked for each."""
    by_kind: dict[str, list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    asked, found = set(), {}
    for name, theirs in by_kind.items():
        ask = kinds.get(name).found if name in kinds.names() else None
        if ask is None:
            continue
        try:
            found.update(ask(theirs))
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001,S112 -- one letter holds up no other: it is asked for each
            continue
        asked.add(name)
    return Together(frozenset(asked), found, mutes.unwanted(notices))


def plain(value: Any) -> Any:
    """The same for what looks the same, and hashable; None where nobody can be sure."""
    if isinstance(value, PLAIN):
        return (type(value), value, value.utcoffset() if isinstance(value, datetime) else 0)
    if isinstance(value, (list, tuple)):
        return _all(value, [plain(one) for one in value])
    if isinstance(value, dict):
        return _all(value, [plain(one) for pair in sorted(value.items()) for one in pair])
    return None


def _all(value: Any, parts: list[Any]) -> Any:
    return None if any(part is None for part in parts) else (type(value), *parts)
