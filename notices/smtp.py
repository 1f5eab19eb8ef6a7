"""SMTP in steps, so that the moment of handing over can be written down before it comes.

A letter counts as the server's from the line that ends it. Up to there every trouble is a
plain "not now"; after it, silence is a doubt. RELIABILITY 3 asks for the mark before DATA.
"""

import re
import smtplib
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from notices.carriers import HandOver, InDoubt, NotNow, Refused, Unreachable
from notices.mails import Mail, is_plain, on_the_line

END = b".\r\n"
GO_AHEAD = 354
RESTED_S = 1.0
Reply = tuple[int, bytes]


class EmailBackend(smtp.EmailBackend):
    """Django's, with each letter brought step by step."""

    connection: smtplib.SMTP | None
    _used_at = 0.0

    def open(self) -> bool | None:
        """Be connected; a connection that has died since the last letter is made anew.

        :raises Unreachable: nobody answers, or the server does not want us.
        """
        try:
            if self.connection is not None and self._rested() and not self._is_alive():
                self._drop()
            made = super().open()
            self._line().ehlo_or_helo_if_needed()
            if made:
                self._at_once()
        except (OSError, smtplib.SMTPException) as trouble:
            self._drop()
            raise Unreachable(words_of(trouble)) from trouble
        return made

    def carry(self, message: EmailMessage, hand_over: HandOver) -> None:
        """Bring one letter; `hand_over` is called when the server has agreed to take it. Whether
        it has, `land` hears: meanwhile the next one can be put into words.

        :raises Refused, NotNow, Unreachable, InDoubt:
        """
        line = self._line()
        sender = on_the_line(message.from_email, message.encoding)
        body = lines_of(wire_of(message))
        try:
            self._ask(partial(line.docmd, "mail", self._from(sender)), refused=Unreachable)
            for recipient in message.recipients():
                to = bare(on_the_line(recipient, message.encoding))
                self._ask(partial(line.docmd, "rcpt", f"TO:{to}"))
            hand_over()
            self._ask(partial(line.docmd, "data"), wanted=GO_AHEAD)
            self._send(body)
        except Unreachable:
            self._drop()
            raise
        except Exception:
            self._reset()
            raise
        self._finish()

    def _from(self, sender: str) -> str:
        eight = " BODY=8BITMIME" if self._line().has_extn("8bitmime") else ""
        return f"FROM:{bare(sender)}{eight}"

    def land(self) -> None:
        """Hear what the server says of the letter that was brought last.

        :raises Refused, NotNow, InDoubt:
        """
        try:
            reply = self._line().getreply()
        except (OSError, smtplib.SMTPException) as trouble:
            self._drop()
            raise InDoubt(words_of(trouble)) from trouble
        self._used_at = time.monotonic()
        judge(reply)

    def _finish(self) -> None:
        """End the letter: from here on the server may have it."""
        try:
            self._line().send(END)
        except (OSError, smtplib.SMTPException) as trouble:
            self._drop()
            raise InDoubt(words_of(trouble)) from trouble

    def _send(self, body: bytes) -> None:
        try:
            self._line().send(body)
        except (OSError, smtplib.SMTPException) as trouble:
            self._drop()
            raise NotNow(words_of(trouble)) from trouble

    def _ask(
        self,
        step: Callable[[], Reply],
        *,
        wanted: int | None = None,
        refused: type[Exception] = Refused,
    ) -> None:
        try:
            reply = step()
        except (OSError, smtplib.SMTPException) as trouble:
            self._drop()
            raise NotNow(words_of(trouble)) from trouble
        judge(reply, wanted=wanted, refused=refused)

    def _at_once(self) -> None:
        """Send each step as it comes: else the end of a letter waits 40 ms for its beginning."""
        wire = self._line().sock
        if wire is not None:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _rested(self) -> bool:
        """Whether the line was silent for a while: it may have died meanwhile."""
        return time.monotonic() - self._used_at > RESTED_S

    def _is_alive(self) -> bool:
        try:
            return self._line().rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _reset(self) -> None:
        """Make the server forget a letter begun; a line that was lost is made anew later."""
        if self.connection is not None and not self._is_alive():
            self._drop()

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _line(self) -> smtplib.SMTP:
        if self.connection is None:
            raise Unreachable("not connected")
        return self.connection


def judge(reply: Reply, *, wanted: int | None = None, refused: type[Exception] = Refused) -> None:
    """Nothing, if the server agrees; else what it means.

    :raises NotNow: it may agree later.
    :raises Refused: it never will (or what `refused` says instead).
    """
    code, text = reply
    if code == wanted or (wanted is None and 200 <= code < 300):
        return
    said = f"{code} {text.decode(errors='replace')}"
    raise refused(said) if 500 <= code < 600 else NotNow(said)


def bare(address: str) -> str:
    """An address between angle brackets, without a name."""
    return f"<{address}>" if is_plain(address) else smtplib.quoteaddr(address)


def wire_of(message: EmailMessage) -> bytes:
    """The mail in bytes."""
    if isinstance(message, Mail):
        return message.wire()
    written: Any = message.message()
    whole: bytes = written.as_bytes(linesep="\r\n")
    return whole


def lines_of(message: bytes) -> bytes:
    """The letter as it goes over the line, without the dot that ends it."""
    dotted = re.sub(rb"(?m)^\.", b"..", message)
    return dotted if dotted.endswith(b"\r\n") else dotted + b"\r\n"


def words_of(trouble: Exception) -> str:
    """What went wrong, without an address."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        said = trouble.smtp_error
        text = said.decode(errors="replace") if isinstance(said, bytes) else said
        return f"{trouble.smtp_code} {text}"
    return type(trouble).__name__
