"""The registry of kinds of notice. Each app fills it from its `mail_kinds.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices.models import Notice


class Priority:
    """Which leaves first: a code someone waits for at the screen, then the urgent, the rest."""

    CODE = 0
    URGENT = 3
    NORMAL = 5


class Owed(TextChoices):
    """Whether the person must hear of it: what is owed is said by phone where no mail may go."""

    ALWAYS = "always", _("owed")
    REMINDER = "reminder", _("reminder")


@dataclass(frozen=True)
class CalendarPart:
    """A date that goes with a letter, for the reader's calendar (iCalendar; RFC 6047)."""

    method: str
    text: str


@dataclass(frozen=True)
class Letter:
    """What a notice says to its reader. The subject is neutral: others may read it."""

    subject: str
    template: str  # templates/<template>.txt and .html
    context: dict[str, Any] = field(default_factory=dict)
    calendar: CalendarPart | None = None


NEWS = _("There is news for you. Is this a good moment to talk?")


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    `still_true` is asked right before sending, with the notice: False cancels it.
    `found` asks it of many at once: by the id of each that still is, what `compose` is to find as
    `notice.found`. A kind of which many are due at one moment has it.
    `compose` answers with the letter, in its reader's language and zone; no transaction is open.
    `same_for_all`: its letter depends on object, data, language and zone, and on nothing else of
    its reader; so it is put into words once for all of them.
    `priority` and `good_for` are what `outbox.queue` takes when it is told nothing else.
    `quiet` kinds do not leave between 19:00 and 08:00 where the reader is, however late they are,
    nor outside the reader's safe hours.
    `news` leaves at once, at any hour that is safe; urgent news is a call at any other.
    `keep_text` False wipes `data` once the notice is settled.
    `resend_when_in_doubt`: when a server may have taken a copy but never said so, a second one
    follows with the same Message-ID; False leaves it to a person.
    `script` is what a coordinator can say on the phone to someone who gets no mail.
    `words` call the kind on the desk; without them its name does.
    """

    name: str
    compose: Callable[[Notice], Letter]
    still_true: Callable[[Notice], bool] = lambda notice: True
    found: Callable[[Sequence[Notice]], dict[int, Any]] | None = None
    same_for_all: bool = False
    owed: Owed = Owed.ALWAYS
    priority: int = Priority.NORMAL
    good_for: timedelta | None = None
    quiet: bool = False
    news: bool = False
    keep_text: bool = True
    resend_when_in_doubt: bool = True
    script: str | Promise = NEWS
    words: str | Promise = ""


_kinds: dict[str, Kind] = {}


class UnknownKind(Exception):
    """A notice names a kind that no app has registered."""


def register(kind: Kind) -> None:
    """Add a kind; each app does so at start from its `mail_kinds.py`."""
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """The kind of this name.

    :raises UnknownKind: no app has registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def names() -> list[str]:
    """All registered kinds, sorted."""
    return sorted(_kinds)


def words_for(name: str) -> str:
    """What a kind is called on the desk."""
    said = _kinds[name].words if name in _kinds else ""
    return str(said) or name.partition(".")[2].replace("_", " ").capitalize() or name
