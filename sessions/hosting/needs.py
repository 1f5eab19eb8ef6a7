"""What people of one session need, for whoever prepares a place: counts, and nothing else.

Only those count who said that a facilitator may know. Their own words never leave the record:
food and access are sorted into what a kitchen or a building can act on, and the rest is a count
of its own, which the facilitator can ask about.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessNeed
from programs.models import Membership, MembershipState
from sessions.models import Attendance, Presence, Session

Sorts = tuple[tuple[str | Promise, re.Pattern[str]], ...]
ELSE = _("something else: the facilitator can tell you what to do")


def _sort(words: str | Promise, pattern: str) -> tuple[str | Promise, re.Pattern[str]]:
    return words, re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


FOOD: Sorts = (
    _sort(_("vegan"), "vegan"),
    _sort(_("vegetarian"), "vegetarian|veggie|no meat"),
    _sort(_("halal"), "halal"),
    _sort(_("kosher"), "kosher"),
    _sort(_("no gluten"), "gluten|co?eliac|wheat"),
    _sort(_("no milk"), "dairy|lactose|milk"),
    _sort(_("no nuts"), "nuts?\\b|peanut|almond|cashew"),
    _sort(_("no egg"), "eggs?\\b"),
    _sort(_("no fish or shellfish"), "fish|shellfish|seafood|prawn"),
    _sort(_("no pork"), "pork"),
    _sort(_("no soy or sesame"), "soy|sesame"),
)
ACCESS: Sorts = (
    _sort(_("a way without steps"), "wheel|step|stair|ramp|walk|mobil|lift\\b"),
    _sort(_("a hearing loop"), "hear|loop|deaf"),
    _sort(_("a quiet room"), "quiet|sensory|noise|break"),
    _sort(_("an accessible toilet"), "toilet|bathroom"),
    _sort(_("parking close by"), "park"),
    _sort(_("large print or good light"), "large print|vision|low vision|blind|light|screen"),
)


@dataclass(frozen=True)
class Count:
    """How many need one thing."""

    words: str
    number: int


@dataclass(frozen=True)
class Needs:
    """Everything a host is told of what people need."""

    sharing: int
    captions: int
    auslan: int
    food: tuple[Count, ...]
    access: tuple[Count, ...]


def of(session: Session) -> Needs:
    """What is shared by those expected at a session; one query."""
    found = list(shared(session).values_list("captions", "auslan", "dietary", "access"))
    return Needs(
        sharing=len(found),
        captions=sum(row[0] for row in found),
        auslan=sum(row[1] for row in found),
        food=_counted((row[2] for row in found), FOOD),
        access=_counted((row[3] for row in found), ACCESS),
    )


def shared(session: Session) -> QuerySet[AccessNeed]:
    """The records of those expected at a session who let it be known what they need."""
    members = Membership.objects.filter(cohort=session.cohort_id, state=MembershipState.ACTIVE)
    excused = Attendance.objects.filter(session=session, presence=Presence.APOLOGY)
    return AccessNeed.objects.filter(
        share_adjustments=True, user__in=members.values("user")
    ).exclude(user__in=excused.values("user"))


def _counted(said: Iterable[str], sorts: Sorts) -> tuple[Count, ...]:
    """How many said something of each sort; one who said several things counts in each."""
    found: Counter[int] = Counter()
    for words in said:
        if words.strip():
            kinds = [place for place, (_name, has) in enumerate(sorts) if has.search(words)]
            found.update(kinds or [len(sorts)])
    names = [*(str(name) for name, _has in sorts), str(ELSE)]
    return tuple(Count(names[place], found[place]) for place in sorted(found))
