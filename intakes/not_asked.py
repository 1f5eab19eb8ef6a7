"""What no form here asks: whether somebody has lived through violence (DOMAIN 3.1.1).

People who do this work may have. Nobody should have to decide, for a seat, whether to say so,
and nobody who chooses should know. A short list of turns of phrase is caught; the guidance
beside the form says the rest.
"""

import re

from django.utils.translation import gettext_lazy as _

KINDLY = _(
    "This seems to ask what somebody has lived through. We never do: nobody should have to tell "
    "that for a seat. Please ask about their work instead, for example what they would like to "
    "try, or whom they work with."
)
HARM = r"(?:family |domestic |sexual |intimate partner |gendered )?" + (
    r"(?:violence|abuse|assault|harm|trauma|rape|coercive control)"
)
_OF_WORK = r"(?! (?:work|prevention|services?|sectors?|practice|training|policy))"
TURNS = (
    r"lived[ -]experiences?",
    r"\bsurvivors? yourself\b",
    r"\bare you (?:a |an )?(?:\w+ )?(?:victim|survivor)",
    r"\bidentif(?:y|ies|ying) as (?:a |an )?(?:\w+ )?(?:victim|survivor)",
    r"\b(?:have|did|had|were|are|was) you (?:\w+ ){0,3}?"
    r"(?:experienc\w*|liv\w+ (?:through|with)|suffer\w*|surviv\w*|subject\w* to|victim\w*)"
    rf"(?: \w+){{0,3}}? {HARM}{_OF_WORK}",
    r"\b(?:were|have) you (?:ever |been |ever been )*"
    r"(?:abused|assaulted|raped|hit|harmed|a victim|a survivor)\b",
    rf"\byour (?:own |personal )?(?:experiences?|history|story) (?:of|with) {HARM}{_OF_WORK}",
    rf"{HARM} (?:in your (?:own )?(?:life|home|family|relationship|past|childhood)|yourself)",
    r"\b(?:happened|done) to you\b",
)
_PATTERN = re.compile("|".join(TURNS), re.IGNORECASE)


class AsksWhatWeDoNot(Exception):
    """A refusal, worded for the coordinator who will read it."""

    def __init__(self) -> None:
        super().__init__(KINDLY)


def check(*words: str) -> None:
    """Let a question's words pass, its help and its options among them.

    :raises AsksWhatWeDoNot: they ask what somebody has lived through.
    """
    text = " ".join(" ".join(words).replace("\u2019", "'").split())
    if _PATTERN.search(text):
        raise AsksWhatWeDoNot
