"""One thing that is known of a person, as a coordinator reads it. Each app says its own."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Fact:
    """`title` says what it is, `state` how it stands. `url` leads to where one acts on it.

    `next_step` is a sentence about what happens next; of several people read the one with the
    lowest `urgency` (0 needs an answer now, 9 can wait).
    """

    title: Words
    state: str
    words: Words
    url: str = ""
    action: Words = ""
    detail: Words = ""
    due_at: datetime | None = None
    due_words: Words = ""
    zone: str = ""
    next_step: Words = ""
    urgency: int = 9
