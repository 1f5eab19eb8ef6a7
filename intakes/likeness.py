"""Whom somebody's words may mean: by name, by mail, by where they work. Pure; it errs on the
side of finding too much, because a coordinator looks at each."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words that many organisations share say nothing about which one is meant.
COMMON_PLACES = _words(
    "the of and for in service services centre center community communities health family "
    "families women womens woman violence domestic support council city shire regional region "
    "network group inc ltd limited australia australian victoria victorian department school "
    "college house project program prevention care legal youth sexual assault against"
)
# Names that are also everyday words count when they are written like a name.
EVERYDAY = _words(
    "will may hope grace mark bill rose art drew dean chance faith joy rich frank grant gene "
    "jack june april august summer dawn pat sue rob nick chuck guy ray sky star angel precious "
    "honour honor mercy patience christian long young white black brown green day case price"
)
PROVIDERS = _words(
    "gmail googlemail outlook hotmail live msn yahoo icloud bigpond optusnet proton protonmail "
    "aol mail email tpg iinet fastmail example"
)
MINE = _words("manager boss supervisor colleague colleagues coworker coworkers team")
SHORTEST_LOCAL = 4
SHORT = 3  # a name of fewer letters counts where it is written like one
INITIALS = 3
NEARLY = 5  # letters from which one may be wrong


@dataclass(frozen=True)
class Known:
    """Who somebody is, as far as it can be compared."""

    name: str
    mail: str
    organisations: frozenset[str] = frozenset()

    @cached_property
    def parts(self) -> list[str]:
        return [part for part in tokens(re.sub(r"\(.*?\)", " ", self.name)) if len(part) > 1]


class Said:
    """Words that were said, made ready to be compared with many people."""

    def __init__(self, words: str, by: Known) -> None:
        self.text = folded(words)
        self.line = f" {' '.join(tokens(words))} "
        self.tokens = set(tokens(words))
        self.named = {folded(w) for w in re.findall(r"\w+", words) if w[:1].isupper()}
        self.shouted = {w for w in re.findall(r"\w+", words) if len(w) >= INITIALS and w.isupper()}
        self.own = by.organisations if self.tokens & MINE else frozenset()

    def may_mean(self, person: Known) -> list[str]:
        """What is alike: some of name, mail, organisation; nothing for most people."""
        found = {
            "name": self._names(person.parts),
            "mail": self._mail(person.mail),
            "organisation": any(map(self._place, person.organisations)),
        }
        return [word for word, alike in found.items() if alike]

    def _names(self, parts: list[str]) -> bool:
        exact = [part for part in parts if part in self.tokens]
        whole = f" {' '.join(parts)} "
        if any(self._is_meant(part) for part in exact) or (exact and whole in self.line):
            return True
        return 1 < len(parts) > len(exact) and all(self._nearly(part) for part in parts)

    def _is_meant(self, part: str) -> bool:
        """A short or everyday word is a name where it is written like one."""
        plain = len(part) >= SHORT and part not in EVERYDAY
        return plain or part in self.named

    def _nearly(self, part: str) -> bool:
        return part in self.tokens or any(one_apart(part, token) for token in self.tokens)

    def _mail(self, mail: str) -> bool:
        local, _at, domain = folded(mail).partition("@")
        label = domain.split(".")[0]
        telling = len(label) >= SHORTEST_LOCAL and label not in PROVIDERS | COMMON_PLACES
        return (
            (bool(mail) and folded(mail) in self.text)
            or (len(local) >= SHORTEST_LOCAL and local in self.tokens and self._is_meant(local))
            or (telling and label in self.tokens)
        )

    def _place(self, place: str) -> bool:
        if any(set(tokens(place)) == set(tokens(mine)) for mine in self.own):
            return True
        telling = set(tokens(place)) - COMMON_PLACES
        initials = "".join(word[0] for word in re.findall(r"\w+", place) if word[0].isupper())
        return (bool(telling) and telling <= self.tokens) or (
            len(initials) >= INITIALS and initials in self.shouted
        )


def folded(words: str) -> str:
    """Without accents and case."""
    plain = unicodedata.normalize("NFKD", words)
    return "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold()


def tokens(words: str) -> list[str]:
    """The words of a text, folded, in their order; “Sam's” is “sam”."""
    whole = [re.sub(r"['’]s?$", "", word) for word in re.findall(r"[\w'’.-]*\w", folded(words))]
    split = [part for word in whole for part in re.split(r"\W", word) if part != word]
    return [*whole, *filter(None, split)]


def one_apart(one: str, other: str) -> bool:
    """Long words that differ in one letter, or by one letter more."""
    if min(len(one), len(other)) < NEARLY or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    start = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if start is None:
        return True
    rest = short[start + (len(short) == len(long)) :]
    return rest == long[start + 1 :]


def known(name: str, mail: str, organisations: Iterable[str] = ()) -> Known:
    """Somebody to compare with; organisations that are empty count for nothing."""
    return Known(name, mail, frozenset(place for place in organisations if place.strip()))
