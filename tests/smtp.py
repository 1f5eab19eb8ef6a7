"""A real SMTP server to send to, on this machine alone, that can be made to misbehave."""

import asyncio
import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

PORTS = range(20_000, 30_000)  # below those that the system lends to outgoing connections
OK = "250 OK"
PATIENCE_S = 20.0

# What a server can do to a letter, by the name of a mode.
AT_RCPT = {"busy": "451 4.7.1 come back later", "refuse": "550 5.1.1 no such mailbox"}
AT_END = {"busy late": "451 4.3.0 try again", "refuse late": "554 5.7.1 not wanted here"}
# hang rcpt: no answer to RCPT; hang: takes the letter, no answer; hang deaf: no answer, not taken;
# drop: takes the letter, closes; drop deaf: closes, not taken; drop data, drop body: closes
# where the letter would begin, or once it has.
TAKEN = ("", "hang", "drop")


@dataclass
class Sink:
    """What has arrived, and how to misbehave: by address, or by chance."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    modes: dict[str, str] = field(default_factory=dict)
    chances: dict[str, float] = field(default_factory=dict)
    once: bool = True  # each address meets its mode a single time
    reached: threading.Event = field(default_factory=threading.Event)
    tried: Counter[str] = field(default_factory=Counter)
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    @property
    def ids(self) -> Counter[str]:
        """How many copies of each Message-ID arrived."""
        return Counter(str(letter["Message-ID"]) for letter in self.letters)

    @property
    def copies(self) -> int:
        """How many letters are second copies of another."""
        return len(self.letters) - len(self.ids)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]

    def mode_for(self, address: str) -> str:
        """What this address meets this time."""
        self.tried[address] += 1
        if self.chances:
            names, odds = list(self.chances), list(self.chances.values())
            return self.dice.choices([*names, ""], [*odds, max(0.0, 1 - sum(odds))])[0]
        return self.modes.pop(address, "") if self.once else self.modes.get(address, "")


class Server(SMTP):
    """aiosmtpd's, that can go away in the middle of a letter."""

    async def smtp_DATA(self, arg: str) -> None:
        mode = getattr(self.envelope, "mode", "")
        if mode == "drop body":
            await self.push("354 go on")
        if mode in ("drop data", "drop body"):
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Handler:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.mode = mode = self.sink.mode_for(address)
        if mode == "hang rcpt":
            await self.hang(server)
        if mode in AT_RCPT:
            return AT_RCPT[mode]
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mode = envelope.mode
        if mode in TAKEN:
            self.sink.letters.append(
                message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
            )
        if mode in ("hang", "hang deaf"):
            await self.hang(server)
        if mode in ("drop", "drop deaf"):
            server.transport.abort()
        return AT_END.get(mode, OK)

    async def hang(self, server: Any) -> None:
        """Say nothing until the other end has gone."""
        self.sink.reached.set()
        until = time.monotonic() + PATIENCE_S
        while not server.transport.is_closing() and time.monotonic() < until:
            await asyncio.sleep(0.02)


class Post(Controller):
    def factory(self) -> SMTP:
        return Server(self.handler, hostname="sink.example.org", enable_SMTPUTF8=False)


logging.getLogger("mail.log").setLevel(logging.WARNING)


def start(sink: Sink) -> Controller:
    """A server on a free port."""
    for _ in range(20):
        port = random.choice(PORTS)
        controller = Post(Handler(sink), hostname="127.0.0.1", port=port)
        try:
            controller.start()
        except OSError:
            continue
        sink.port = port
        return controller
    raise RuntimeError("no free port for the SMTP sink")


@pytest.fixture
def smtp_sink(settings: Any) -> Iterator[Sink]:
    """A real SMTP server; the site's mail goes there for the length of the test."""
    sink = Sink()
    controller = start(sink)
    settings.EMAIL_BACKEND = "notices.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = sink.port
    settings.EMAIL_TIMEOUT = 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield sink
    controller.stop(no_assert=True)
