"""One thing a person may do next. Each app says its own; a page gathers them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Step:
    """A next step in plain words. `urgency`: 0 needs an answer, 1 is due today, 5 can wait."""

    title: str
    url: str
    detail: str = ""
    action: str = ""  # the button's words
    due_at: datetime | None = None
    due: str = "by"  # how that is said: done "by" then, possible "until" then, happens "on" it
    urgency: int = 5
    count: int | None = None  # how many wait, on the desk
