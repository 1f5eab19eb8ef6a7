"""A mail as it goes over the line. What equal mails share is put into bytes once."""

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from notices.together import Together

OWN = ("To", "Message-ID", "Date")  # what no two mails share
OWN_LINES = re.compile(
    rb"^(?:%s):.*\r\n(?:[ \t].*\r\n)*" % "|".join(OWN).encode(), re.IGNORECASE | re.MULTILINE
)
END_OF_HEADERS = b"\r\n\r\n"


# An address of plain signs is on the line as it is (RFC 5321, 4.1.2: Dot-string "@" Domain).
PLAIN_ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w.-]+", re.ASCII
)
LONGEST_ADDRESS = 254


@lru_cache(maxsize=256)
def on_the_line(address: str, encoding: Any) -> str:
    """An address as a server takes it."""
    if is_plain(address):
        return address
    return str(sanitize_address(address, encoding or settings.DEFAULT_CHARSET))


def is_plain(address: str) -> bool:
    """Whether it needs no writing otherwise."""
    return len(address) <= LONGEST_ADDRESS and bool(PLAIN_ADDRESS.fullmatch(address))


class Mail(EmailMultiAlternatives):
    """A mail to one reader, among others that may say the same."""

    beside: Together | None = None

    def wire(self) -> bytes:
        """The whole mail, its lines ended as SMTP wants them (RFC 5321, 2.3.8)."""
        if self.beside is None:
            return self._flat()
        alike = tuple(sorted((k, v) for k, v in self.extra_headers.items() if k not in OWN))
        parts = tuple(tuple(part) for part in self.alternatives)
        key = ("mail", self.subject, self.body, parts, self.from_email, *self.reply_to, alike)
        shared: bytes = self.beside.once(key, lambda: _without_own(self._flat()))
        return self._own() + shared

    def _own(self) -> bytes:
        lines: dict[str, Any] = self.extra_headers | {"To": self._to()}
        return "".join(f"{name}: {_one_line(str(lines[name]))}\r\n" for name in OWN).encode("ascii")

    def _to(self) -> str:
        return ", ".join(on_the_line(one, self.encoding) for one in self.to)

    def _flat(self) -> bytes:
        whole: Any = self.message()  # Django's own, which knows about the ends of lines
        flat: bytes = whole.as_bytes(linesep="\r\n")
        return flat


def _without_own(flat: bytes) -> bytes:
    headers, end, rest = flat.partition(END_OF_HEADERS)
    return OWN_LINES.sub(b"", headers + b"\r\n") + end[2:] + rest


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise BadHeaderError("A header is one line.")
    return value
