"""What the audit holds about people: that they acted, and the words somebody gave for an act."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from audit.models import Entry, Reason
from audit.personal import Holding

HOLDINGS = (
    Holding(
        "audit.Entry",
        "actor",
        title=_("What you did here"),
        why=_("Who did what, and when, so that a decision can be followed later."),
        until=_("It stays: the act, without any words, and without your name once you are erased."),
        hidden=("request_id", "reason"),
        keeps=("verb", "object_type", "request_id"),
        unseen=_("Each entry is a time and one word for the act. The copy has them all."),
        copied=("at", "verb"),
    ),
)
MENTIONS: dict[str, str] = {}


def erase(user_id: int, at: datetime, by: int | None) -> None:
    """Entries stay: they hold no words, and whose they are is a name that is gone."""


def strike(things: Mapping[str, Iterable[int]]) -> int:
    """Take out the words given for any act on these things (ids by `object_type`); how many
    reasons there were. The entries stay as they are, append-only. One reason that was given for
    many at once, others among them, stays: it says nothing about any one of them."""
    wanted = [
        Q(object_type=object_type, object_id__in=list(ids)) for object_type, ids in things.items()
    ]
    if not wanted:
        return 0
    entries = Entry.objects.filter(reduce(or_, wanted))
    others = Entry.objects.filter(reason=OuterRef("pk")).exclude(pk__in=entries.values("pk"))
    reasons = Reason.objects.filter(~Exists(others), pk__in=entries.values("reason"))
    return reasons.exclude(text="").update(text="")
