"""Kinds of notice to test with, and notices of them."""

from itertools import count
from typing import Any

from notices import kinds
from notices.kinds import Kind, Letter, Owed
from notices.models import Notice

LETTER, REMINDER, DIGEST, QUIET = "test.letter", "test.reminder", "test.digest", "test.quiet"
_numbers = count(1)
UNTRUE: set[int] = set()  # object ids about which nothing is true any more


def compose(notice: Notice) -> Letter:
    return Letter("News for you", "mail/accounts.mail", {"body": f"Hello {notice.object_id}."})


def still_true(notice: Notice) -> bool:
    return notice.object_id not in UNTRUE


kinds.register(Kind(name=LETTER, compose=compose, still_true=still_true))
kinds.register(Kind(name=REMINDER, compose=compose, owed=Owed.REMINDER))
kinds.register(Kind(name=DIGEST, compose=compose, resend_when_in_doubt=False))
kinds.register(Kind(name=QUIET, compose=compose, quiet=True))


def owe(person: Any, at: Any, *, kind: str = LETTER, **fields: Any) -> Notice:
    """A notice that has its own key; any of its fields can be given."""
    number = next(_numbers)
    defaults = {"key": f"{kind}:{number}", "kind": kind, "recipient": person, "due_at": at}
    return Notice.objects.create(**defaults | fields)
