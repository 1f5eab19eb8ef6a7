"""The cards on the demo's sign-in page: who they are and what to try as them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cop_platform.demo import people


@dataclass(frozen=True)
class Card:
    """One demo person to be, one click away. A card without an email is the visitor's."""

    word: str
    email: str
    title: Promise
    say: Promise
    act: Promise  # the button's words


CARDS = (
    Card(
        "coordinator",
        people.COORDINATOR,
        _("Coordinator"),
        _("Runs the program from the desk: read applications, offer seats, plan dates."),
        _("Be the coordinator"),
    ),
    Card(
        "facilitator",
        people.FACILITATOR,
        _("Facilitator"),
        _("Holds a cohort: see who is expected, confirm who was there."),
        _("Be the facilitator"),
    ),
    Card(
        "member",
        people.MEMBER,
        _("Member"),
        _("Has a session that starts in a few minutes: join it."),
        _("Be the member"),
    ),
    Card(
        "offer",
        people.OFFER,
        _("Has an offer"),
        _("A seat is held and the time to answer is short: accept it or decline."),
        _("Be the one with an offer"),
    ),
    Card(
        "waiting",
        people.WAITING,
        _("On the waitlist"),
        _("Next in line without knowing it: see what the page says, and what it doesn't."),
        _("Be the one who waits"),
    ),
    Card(
        "visitor",
        "",
        _("Visitor"),
        _("Has never been here: read what is on offer and express interest."),
        _("Look around"),
    ),
)


class NoSuchCard(Exception):
    """There is no card of this name."""


def card(word: str) -> Card:
    """The card of this name.

    :raises NoSuchCard: there is none.
    """
    for found in CARDS:
        if found.word == word:
            return found
    raise NoSuchCard(word)
