"""A program's own words for a kind of mail, in place of the usual ones.

Which kinds can be worded anew, the apps say at start: `offer(kind, sample)`. The usual words are
read off the mail's own template, filled with the sample; so they never differ from what is sent.
A program may have its own words in each language; who reads another one gets the usual words.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _

from audit import record
from notices import kinds, neutrality, own_words
from notices.kinds import Letter
from notices.letter_limits import LONGEST_TEXT
from notices.models import Notice, Wording
from notices.placeholders import Placeholder
from notices.together import Together

TEMPLATE = "mail/own_words"
END_OF_TEXT = "\n-- \n"  # what follows in a plain mail is the frame's


@dataclass(frozen=True)
class Sample:
    """A letter about nobody, to show a kind's words with. `subject` has its braces already."""

    subject: str
    template: str
    context: Mapping[str, Any]
    required: tuple[str, ...] = ("link",)


@dataclass(frozen=True)
class Words:
    """Subject and text with their placeholders, and whose they are."""

    subject: str
    text: str
    own: Wording | None = None


@dataclass(frozen=True)
class Shown:
    """How a mail would look."""

    subject: str
    text: str
    html: str


@dataclass
class NotUsable(Exception):
    """What is wrong with each field, for its writer."""

    troubles: dict[str, str] = field(default_factory=dict)


class Changed(Exception):
    """Somebody else gave it other words since these were looked at."""


class NoSuchKind(Exception):
    """No kind of this name can be worded anew."""


Offered = Callable[[], Sample]
Placing = Callable[[Notice], int | None]
_samples: dict[str, Offered] = {}
_placings: list[Placing] = []


def offer(kind: str, sample: Offered) -> None:
    """Let programs word a kind anew; an app says so at start."""
    _samples[kind] = sample


def placed_by(placing: Placing) -> None:
    """Ask this for the program that a notice is of; an app says so at start."""
    if placing not in _placings:
        _placings.append(placing)


def editable() -> list[str]:
    """The kinds that can be worded anew, sorted by what they are called."""
    return sorted((name for name in _samples if name in kinds.names()), key=kinds.words_for)


def sample_of(kind: str) -> Sample:
    """The sample of a kind.

    :raises NoSuchKind: it cannot be worded anew.
    """
    try:
        return _samples[kind]()
    except KeyError:
        raise NoSuchKind(kind) from None


def placeholders(kind: str) -> dict[str, Placeholder]:
    """What can stand in braces in this kind of mail."""
    return own_words.known_in(_with_name(sample_of(kind).context, ""))


# ------------------------------------------------- what stands


def sign(words: Words) -> str:
    """The same for the same words, and no others."""
    return hashlib.sha256(f"{words.subject}\0{words.text}".encode()).hexdigest()[:16]


def usual(kind: str) -> Words:
    """The words this kind has where nobody changed them, in the language that is spoken now."""
    sample = sample_of(kind)
    context = _with_name(sample.context, "")
    template = Engine.get_default().get_template(f"{sample.template}.txt")
    text = template.render(Context(context, autoescape=False)).partition(END_OF_TEXT)[0].strip()
    said = own_words.said_in(context) | {"first_name": ""}  # no usual words hold a name
    for name, words in sorted(said.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(words, f"{{{name}}}") if words else text
    return Words(sample.subject, text)


def of(program_id: int, kind: str) -> Words:
    """The words a program uses for a kind, in the language that is spoken now."""
    own = _own(kind).filter(program_id=program_id).first()
    return Words(own.subject, own.text, own) if own else usual(kind)


def changed_by(program_id: int) -> dict[str, Wording]:
    """The kinds for which a program has its own words, in the language that is spoken now."""
    rows = Wording.objects.filter(program_id=program_id, language=_language())
    return {row.kind: row for row in rows.select_related("by")}


def shown(kind: str, *, subject: str, text: str) -> Shown:
    """How these words would look, filled with the sample."""
    sample = sample_of(kind)
    context = _frame(_with_name(sample.context, _("Robin")), subject="")
    made = letter(subject, text, context)
    frame = {**made.context, "subject": made.subject}
    return Shown(
        made.subject,
        _rendered(f"{made.template}.txt", frame, html=False).strip(),
        _rendered(f"{made.template}.html", frame, html=True),
    )


# ------------------------------------------------- what is changed


def check(program_id: int, kind: str, *, subject: str, text: str) -> None:
    """Whether these words can be used.

    :raises NotUsable: what is wrong, for each field.
    """
    sample, known = sample_of(kind), placeholders(kind)
    troubles = {
        "subject": own_words.subject_trouble(subject, known=known)
        or neutrality.trouble(own_words.subject_of(subject, sample.context), program_id=program_id),
        "text": own_words.trouble(text, known=known, required=sample.required),
    }
    if not text.strip() or len(text) > LONGEST_TEXT:
        troubles["text"] = _("Please write something, in at most %(most)d signs.") % {
            "most": LONGEST_TEXT
        }
    found = {name: said for name, said in troubles.items() if said}
    if found:
        raise NotUsable(found)


@transaction.atomic
def change(
    *,
    program_id: int,
    kind: str,
    subject: str,
    text: str,
    by: int,
    at: datetime,
    shown: str | None = None,
) -> Wording:
    """Use a program's own words for a kind, in the language that is spoken now.

    :param shown: the `sign` of the words that stood when these were begun.
    :raises NotUsable: what is wrong, for each field.
    :raises Changed: others stand by now.
    """
    check(program_id, kind, subject=subject, text=text)
    said = {"subject": subject, "text": text}
    wording, new = Wording.objects.select_for_update().get_or_create(
        program_id=program_id,
        kind=kind,
        language=_language(),
        defaults={**said, "by_id": by, "at": at},
    )
    if not new and (wording.subject, wording.text) == (subject, text):
        return wording
    stood = usual(kind) if new else Words(wording.subject, wording.text, wording)
    _unchanged(stood, shown)
    wording.subject, wording.text, wording.by_id, wording.at = subject, text, by, at
    wording.save(update_fields=["subject", "text", "by", "at"])
    record.record("wording.changed", wording, at=at, by=by)
    return wording


@transaction.atomic
def reset(*, program_id: int, kind: str, by: int, at: datetime, shown: str | None = None) -> bool:
    """Go back to the usual words; whether there were others.

    :param shown: the `sign` of the words that go by that.
    :raises Changed: others stand by now.
    """
    own = _own(kind).select_for_update().filter(program_id=program_id).first()
    if own is None:
        return False
    _unchanged(Words(own.subject, own.text, own), shown)
    record.record("wording.reset", own, at=at, by=by)
    own.delete()
    return True


def _unchanged(stood: Words, shown: str | None) -> None:
    if shown is not None and shown != sign(stood):
        raise Changed


# ------------------------------------------------- what is sent


def in_own_words(notice: Notice, usual_one: Letter, beside: Together | None = None) -> Letter:
    """The letter in its program's own words, where it has some that can still be used."""
    if notice.kind not in _samples:
        return usual_one
    rows: dict[int, Wording] = (beside or Together()).once(
        (notice.kind, _language()), lambda: {row.program_id: row for row in _own(notice.kind)}
    )
    own = rows.get(program_of(notice, usual_one) or 0) if rows else None
    if own is None:
        return usual_one
    reader = notice.recipient
    context = _with_name(usual_one.context, reader.display_name if reader else "")
    known = own_words.known_in(context)
    if own_words.trouble(own.text, known=known, required=sample_of(notice.kind).required):
        return usual_one
    return replace(letter(own.subject, own.text, context), calendar=usual_one.calendar)


def program_of(notice: Notice, said: Letter) -> int | None:
    """The program a notice is of: as its letter says, else as the apps above know."""
    named = said.context.get("program_id")
    if named is not None:
        return int(named)
    return next((found for placing in _placings if (found := placing(notice))), None)


def letter(subject: str, text: str, context: Mapping[str, Any]) -> Letter:
    """The letter that these words make with this context."""
    words = {
        "own_text": own_words.text_of(text, context),
        "own_html": own_words.html_of(text, context),
    }
    return Letter(own_words.subject_of(subject, context), TEMPLATE, {**context, **words})


def _own(kind: str) -> Any:
    return Wording.objects.filter(kind=kind, language=_language())


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _with_name(context: Mapping[str, Any], display_name: str) -> dict[str, Any]:
    return {**context, "first_name": own_words.first_name(display_name)}


def _frame(context: Mapping[str, Any], *, subject: str) -> dict[str, Any]:
    return {
        "subject": subject,
        "site_url": settings.SITE_URL,
        "has_account": True,
        "language": _language(),
        "text_direction": "rtl" if translation.get_language_bidi() else "ltr",
        **context,
    }


def _rendered(template: str, context: dict[str, Any], *, html: bool) -> str:
    return Engine.get_default().get_template(template).render(Context(context, autoescape=html))
