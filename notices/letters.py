"""A notice put into words: subject, text, HTML, in its reader's language and zone.

What leaves the platform is neutral (DOMAIN 0): subject and sender say nothing about what the
platform is for. Subjects are refused here if they could carry a header or a forbidden word.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from notices import neutrality, wording
from notices.kinds import Kind, Letter
from notices.letter_limits import LONGEST_SUBJECT
from notices.mails import Mail
from notices.models import Notice
from notices.together import Together, plain

MAIL_IDENTITY = "notices.letters.message_id"


class NotNeutral(Exception):
    """A subject that must not leave the platform."""


def compose(notice: Notice, kind: Kind, *, at: datetime, beside: Together | None = None) -> Mail:
    """The mail for a notice, as it leaves at `at`.

    :param beside: what was drawn for letters before it, to be used again where it is the same.

    :raises NotNeutral: its subject could tell others what this is about, or break a header.
    """
    with as_read_by(notice):
        letter = wording.in_own_words(notice, said_by(notice, kind, beside), beside)
        subject = neutral(letter.subject)
        frame = frame_of(notice, letter)
        drawn = partial(render_once, frame=frame, beside=beside or Together())
        message = Mail(
            subject=subject,
            body=drawn(f"{letter.template}.txt", html=False).strip() + "\n",
            to=[address_of(notice)],
            reply_to=[settings.SITE_CONTACT],
            headers={
                "Message-ID": message_id(notice),
                "Date": format_datetime(at),
                "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(drawn(f"{letter.template}.html", html=True), "text/html")
        if letter.calendar:
            kind_of_text = f"text/calendar; method={letter.calendar.method}"
            message.attach_alternative(letter.calendar.text, kind_of_text)
    message.beside = beside
    return message


def said_by(notice: Notice, kind: Kind, beside: Together | None) -> Letter:
    """What a kind says; one that says the same to all its readers is asked once."""
    if beside is None or not kind.same_for_all:
        return kind.compose(notice)
    about = plain(notice.data)
    zone = timezone.get_current_timezone_name()
    key = about and (kind.name, notice.object_id, about, zone, translation.get_language())
    letter: Letter = beside.once(key, lambda: kind.compose(notice))
    return letter


def render_once(template: str, *, frame: dict[str, Any], html: bool, beside: Together) -> str:
    """A mail template's words; drawn before for an equal frame, they are the same."""
    same = plain(frame)
    zone = timezone.get_current_timezone_name()
    key = same and (template, zone, translation.get_language(), same)
    words: str = beside.once(key, lambda: render(template, frame, html=html))
    return words


def address_of(notice: Notice) -> str:
    """Where it goes: the address it names, else its recipient's."""
    if notice.address or notice.recipient is None:
        return notice.address
    return notice.recipient.email


def message_id(notice: Notice) -> str:
    """Always the same for the same key, so that a second copy is known as one; tells nothing."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    digest = salted_hmac(MAIL_IDENTITY, notice.key, algorithm="sha256").hexdigest()
    return f"<{digest[:40]}@{domain}>"


def neutral(subject: str) -> str:
    """The subject, if it may leave.

    :raises NotNeutral: it is empty or long, holds a control character or a refused word.
    """
    subject = str(subject).strip()
    if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise NotNeutral("A subject is one short printable line.")
    if neutrality.refused_in(subject):
        raise NotNeutral("A subject never says what this is about.")
    return subject


@contextmanager
def as_read_by(notice: Notice) -> Iterator[None]:
    """Speak the reader's language, in the reader's zone."""
    reader = notice.recipient
    language = (reader.language if reader else "") or notice.data.get("language", "")
    zone = ZoneInfo((reader.time_zone if reader else "") or settings.TIME_ZONE)
    with translation.override(language or settings.LANGUAGE_CODE), timezone.override(zone):
        yield


def frame_of(notice: Notice, letter: Letter) -> dict[str, Any]:
    """What templates/mail/base.* need beside what the letter itself says."""
    return {
        "subject": letter.subject,
        "site_url": settings.SITE_URL,
        "has_account": notice.recipient is not None,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "text_direction": "rtl" if translation.get_language_bidi() else "ltr",
        **letter.context,
    }


def render(template: str, context: dict[str, Any], *, html: bool) -> str:
    """A mail template's words; plain text is not escaped."""
    found = Engine.get_default().get_template(template)
    return found.render(Context(context, autoescape=html))
