"""How a letter reaches a mail server, and what can go wrong on the way, in four words.

Every mail backend of Django can carry. One that has a `carry` of its own says at which moment
a server may have the letter; for the others that is before they begin. One that has a
`land` is asked a little later what the server said, one that has a `reconcile` long
afterwards whether a letter arrived.
"""

from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage, get_connection

HandOver = Callable[[], None]


class Refused(Exception):
    """The server will never take this letter."""


class NotNow(Exception):
    """The server does not take this letter now; it surely does not have it."""


class Unreachable(Exception):
    """No server takes any letter now."""


class InDoubt(Exception):
    """The server had the whole letter, and did not say whether it took it."""


class Carrier:
    """One way to a mail server, for the length of one drain."""

    def __init__(self) -> None:
        self.backend: Any = get_connection()

    def open(self) -> None:
        """Be ready for the next letter.

        :raises Unreachable: no server takes letters now.
        """
        try:
            self.backend.open()
        except OSError as trouble:
            raise Unreachable(type(trouble).__name__) from trouble

    def carry(self, message: EmailMessage, hand_over: HandOver) -> None:
        """Bring one letter, calling `hand_over` right before a server may have it.

        :raises Refused, NotNow, Unreachable, InDoubt:
        """
        if hasattr(self.backend, "carry"):
            self.backend.carry(message, hand_over)
            return
        hand_over()
        try:
            self.backend.send_messages([message])
        except (Refused, NotNow, Unreachable):
            raise
        except Exception as trouble:
            raise InDoubt(type(trouble).__name__) from trouble

    def land(self) -> None:
        """Hear what became of the letter brought last, where `carry` does not wait for it.

        :raises Refused, NotNow, InDoubt:
        """
        if hasattr(self.backend, "land"):
            self.backend.land()

    def arrived(self, message_id: str) -> bool | None:
        """Whether a letter with this id arrived; None when nobody can tell."""
        if not hasattr(self.backend, "reconcile"):
            return None
        answer: bool | None = self.backend.reconcile(message_id)
        return answer

    def close(self) -> None:
        self.backend.close()
