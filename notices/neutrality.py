"""What a subject may not say: others read it over a shoulder, in a preview, in a shared calendar.

The field's own words are refused everywhere; a program's names, in what its coordinators write.
"""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.letter_limits import LONGEST_SUBJECT

FIELD_WORDS = frozenset(
    {
        *("violence", "violent", "family", "families", "domestic", "sexual", "abuse", "abusive"),
        *("abuser", "assault", "survivor", "survivors", "victim", "victims", "perpetrator"),
        *("perpetrators", "women", "gender", "gendered", "prevention", "preventing", "safe"),
        *("safety", "equal", "equality", "lgbtiq", "resistance", "consent", "respectful"),
        *("community", "communities", "cohort", "cohorts", "theme", "themes", "story", "stories"),
        *("schools", "waitlist", "support", "trauma", "crisis", "refuge", "counselling"),
        *("therapy", "stalking", "rape", "harm"),
    }
)
# Words in a name that anybody's day is full of: alone they tell nothing.
ORDINARY = frozenset(
    {
        *("about", "action", "after", "again", "before", "between", "first", "group", "leading"),
        *("learning", "meeting", "middle", "one", "other", "people", "place", "places", "practice"),
        *("program", "service", "services", "small", "their", "there", "through", "together"),
        *("with", "within", "work", "working", "years", "intake", "needed", "where", "which"),
    }
)
SHORTEST_TELLING = 5

Names = Callable[[int], Iterable[str]]
_names: list[Names] = []
EMPTY = gettext_lazy("Please give it a subject.")
LONG = gettext_lazy("A subject is one line of at most %(most)d signs.")


def also(names: Names) -> None:
    """Refuse what this calls a program's names; the apps above say so at start."""
    if names not in _names:
        _names.append(names)


def trouble(subject: str, *, program_id: int | None = None) -> str:
    """Why a subject must not leave the platform, for its writer; empty when it may."""
    if not subject.strip():
        return str(EMPTY)
    if len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        return str(LONG) % {"most": LONGEST_SUBJECT}
    telling = refused_in(subject, program_id=program_id)
    if not telling:
        return ""
    return _(
        "Others may read a subject, so it says nothing about what this is: "
        "please leave out %(words)s."
    ) % {"words": ", ".join(f"“{word}”" for word in telling)}


def refused_in(subject: str, *, program_id: int | None = None) -> list[str]:
    """The words of a subject that would tell what it is about, as they are refused."""
    said = subject.casefold()
    words = set(_words(said))
    refused = words & (FIELD_WORDS | {word.casefold() for word in settings.SUBJECT_REFUSES})
    for name in _names_of(program_id):
        refused |= words & _telling_part(name)
        if _is_said(name, said):
            refused.add(name)
    return sorted(refused)


def _names_of(program_id: int | None) -> set[str]:
    if program_id is None:
        return set()
    return {name.casefold().strip() for names in _names for name in names(program_id)} - {""}


def _telling_part(name: str) -> set[str]:
    return {word for word in _words(name) if len(word) >= SHORTEST_TELLING} - ORDINARY


def _is_said(name: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
