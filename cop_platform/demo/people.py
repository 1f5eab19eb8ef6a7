"""Demo people: all of them marked, all at example.org, none of them real."""

import time
from collections.abc import Iterator
from datetime import datetime

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from accounts.models import User

FIRST_NAMES = [
    "Amina",
    "Anh",
    "Asha",
    "Ayla",
    "Bea",
    "Bree",
    "Carmel",
    "Chi",
    "Dana",
    "Devi",
    "Ebony",
    "Ella",
    "Esra",
    "Farah",
    "Fern",
    "Gita",
    "Grace",
    "Hana",
    "Hope",
    "Ines",
    "Iris",
    "Jaya",
    "Jess",
    "Kali",
    "Kim",
    "Lani",
    "Leila",
    "Lin",
    "Mai",
    "Mara",
    "Meg",
    "Mina",
    "Nadia",
    "Nell",
    "Noor",
    "Olive",
    "Pania",
    "Pia",
    "Priya",
    "Quinn",
    "Rani",
    "Rosa",
    "Ruth",
    "Sana",
    "Sefa",
    "Tess",
    "Thea",
    "Uma",
    "Vera",
    "Wren",
    "Xan",
    "Yara",
    "Zara",
]

# One person for each card on the sign-in page. The name says it all: a demo.
COORDINATOR = "coordinator@example.org"
FACILITATOR = "facilitator@example.org"
MEMBER = "member@example.org"
OFFER = "offer@example.org"
WAITING = "waiting@example.org"

# The second factor of the demo's staff; its codes are shown on the page that asks for one.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 -- no secret: printed on purpose


def names() -> Iterator[str]:
    """Names without end, the same ones in the same order each time."""
    turn = 0
    while True:
        for first in FIRST_NAMES:
            yield f"{first} (demo)" if not turn else f"{first} {chr(64 + turn)}. (demo)"
        turn += 1


def make(count: int, *, word: str, at: datetime, naming: Iterator[str]) -> list[User]:
    """`count` demo people at word1@example.org, word2@example.org and so on."""
    return User.objects.bulk_create(
        User(
            email=f"{word}{number}@example.org",
            display_name=next(naming),
            is_demo=True,
            password="!",  # noqa: S106 -- an unusable password
            date_joined=at,
        )
        for number in range(1, count + 1)
    )


def special(email: str, name: str, *, at: datetime, pronouns: str = "") -> User:
    """A demo person who stands on a card."""
    return User.objects.create_user(
        email, display_name=f"{name} (demo)", pronouns=pronouns, is_demo=True, date_joined=at
    )


def give_second_factor(user: User) -> None:
    """Seed a demo staff member's authenticator app."""
    TOTP.activate(user, TOTP_SECRET)


def code_now() -> str:
    """The code that the demo's authenticator app shows this half minute (RFC 6238)."""
    return str(format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))
