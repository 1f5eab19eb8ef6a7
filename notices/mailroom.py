"""Local mail: each one is a file, and a page of the running site shows it (never in production).

The newest file's name is the greatest: nanoseconds, then a mark of its Message-ID.
"""

import hashlib
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notices.carriers import NotNow

SUFFIX = ".eml"
NAME = re.compile(r"[0-9]{19,20}-[0-9a-f]{24}")
HEADERS_FIT_IN = 4096
TO = re.compile(rb"^To: *(.+?)\r?$", re.MULTILINE | re.IGNORECASE)
HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class LocalMail:
    """A mail as its reader sees it."""

    name: str
    subject: str
    sender: str
    to: str
    sent_at: datetime | None
    text: str
    html: str


class EmailBackend(BaseEmailBackend):
    """Writes each mail, whole or not at all, into settings.MAIL_DIR."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; how many.

        :raises NotNow: the disk does not take them.
        """
        for message in email_messages:
            try:
                _write(message)
            except OSError as trouble:
                raise NotNow(type(trouble).__name__) from trouble
        return len(email_messages)

    def reconcile(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID has been written."""
        return any(folder().glob(f"*-{_mark(message_id)}{SUFFIX}"))


def folder() -> Path:
    """Where local mail lies."""
    return Path(settings.MAIL_DIR)


def names(*, to: str = "") -> list[str]:
    """The names of all mails whose address holds these letters, newest first."""
    found = sorted((path.stem for path in folder().glob(f"*{SUFFIX}")), reverse=True)
    wanted = to.strip().casefold().encode()
    return [name for name in found if not wanted or wanted in _addressee(name)]


def read(name: str) -> LocalMail | None:
    """The mail of that name; None when there is none."""
    path = folder() / f"{name}{SUFFIX}"
    if not NAME.fullmatch(name) or not path.exists():
        return None
    parsed = message_from_bytes(path.read_bytes(), _class=Parsed, policy=policy.default)
    return LocalMail(
        name=name,
        subject=str(parsed["Subject"] or ""),
        sender=str(parsed["From"] or ""),
        to=str(parsed["To"] or ""),
        sent_at=parsedate_to_datetime(str(parsed["Date"])) if parsed["Date"] else None,
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
    )


def page_of(mail: LocalMail) -> str:
    """Its HTML, with links that open in the whole window instead of the frame around it."""
    return HEAD.sub(lambda head: f'{head[0]}<base target="_top">', mail.html, count=1)


def _write(message: EmailMessage) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    parsed = message.message()
    name = f"{time.time_ns()}-{_mark(parsed['Message-ID'])}"
    draft = folder() / f".{name}.{os.getpid()}"
    draft.write_bytes(parsed.as_bytes())
    draft.replace(folder() / f"{name}{SUFFIX}")


def _mark(message_id: str) -> str:
    return hashlib.sha256(str(message_id).strip().encode()).hexdigest()[:24]


def _addressee(name: str) -> bytes:
    with (folder() / f"{name}{SUFFIX}").open("rb") as file:
        found = TO.search(file.read(HEADERS_FIT_IN))
    return found[1].lower() if found else b""


def _part(parsed: Parsed, kind: str) -> str:
    body = parsed.get_body((kind,))
    return str(body.get_content()) if body else ""
