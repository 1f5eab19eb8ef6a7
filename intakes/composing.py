"""Composing a cohort: who is in it so far, who is still being read, and what to think about.

The group is whoever holds a seat, and those who would be offered one if the round were made now.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from intakes import apart, queues, support, targets
from intakes.models import (
    Application,
    Candidacy,
    CandidacyState,
    CareerStage,
    SupportState,
    Target,
)
from intakes.models.application import CandidacyQuerySet
from intakes.targets import Gap
from programs.models import Cohort

S = CandidacyState
LEADS = re.compile(
    r"\b(manager|managers|managing|lead|leader|director|head|ceo|chief|executive|supervisor|"
    r"principal)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Warn:
    """Something to think about, in words, and whom it is about (candidacies)."""

    words: str
    about: frozenset[int]
    apart: bool = False


@dataclass(frozen=True)
class Group:
    """One cohort as it would be. `seated` hold a seat, `chosen` would be offered one now, `after`
    are suitable and would wait; `why` says what keeps some of those from an offer."""

    cohort: Cohort
    seated: list[Candidacy]
    chosen: list[Candidacy]
    after: list[Candidacy]
    why: dict[int, str]
    wishes: list[Target]

    @cached_property
    def together(self) -> list[Candidacy]:
        return [*self.seated, *self.chosen]

    @cached_property
    def gaps(self) -> list[Gap]:
        return targets.gaps(self.wishes, [one.application for one in self.together])

    @property
    def short(self) -> list[Gap]:
        return [gap for gap in self.gaps if not gap.met]


def group(cohort: Cohort) -> Group:
    """A cohort as it would be if the round were made now; six queries."""
    seated = list(_of(cohort, S.OFFERED, S.ACCEPTED).order_by("eligible_since", "pk"))
    in_line = _of(cohort, S.ELIGIBLE, S.WAITLISTED)
    chosen = queues.next_ones(in_line, cohort.seats.free().count())
    picked = {one.pk for one in chosen}
    after = [one for one in in_line.in_order() if one.pk not in picked]
    beside = dict.fromkeys(apart.not_beside(after, chosen), str(queues.Why.APART))
    why = beside | queues.why_not(in_line)
    return Group(cohort, seated, chosen, after, why, targets.of(cohort))


def reading(cohort: Cohort) -> CandidacyQuerySet:
    """Who is still being read, the first to apply first."""
    return _of(cohort, S.IN_REVIEW).order_by("application__submitted_at", "pk")


def let_go(cohort: Cohort) -> CandidacyQuerySet:
    """Who has been told nothing yet, and whose answer would be: not this time."""
    return _of(cohort, S.UNSUCCESSFUL).filter(told_at=None).order_by("pk")


def _of(cohort: Cohort, *states: CandidacyState) -> CandidacyQuerySet:
    found = Candidacy.objects.filter(cohort=cohort, state__in=states)
    return found.select_related("application__applicant")


# ------------------------------------------------- what to think about


def warnings(found: Group) -> list[Warn]:
    """What a coordinator should look at before the round; two queries."""
    together = found.together
    return [
        *_not_in_one_room([*together, *found.after], found.why),
        *_from_one_place(together, targets.limit(found.wishes)),
        *_over_each_other(together),
        *_manager_says_no(together),
    ]


def _not_in_one_room(people: Sequence[Candidacy], why: dict[int, str]) -> Iterator[Warn]:
    for kind, words in (
        (queues.Why.TO_DECIDE, _("Not in one room with: somebody here waits for your decision.")),
        (queues.Why.APART, _("Not together with somebody who is chosen before them.")),
    ):
        about = frozenset(one.pk for one in people if why.get(one.pk) == kind)
        if about:
            yield Warn(words, about, apart=True)


def _places(people: Sequence[Candidacy]) -> dict[str, list[Candidacy]]:
    found: dict[str, list[Candidacy]] = defaultdict(list)
    for one in people:
        if place := " ".join(one.application.organisation.split()).casefold():
            found[place].append(one)
    return found


def _from_one_place(people: Sequence[Candidacy], limit: int) -> Iterator[Warn]:
    for same in _places(people).values():
        if len(same) > limit:
            words = _("%(count)d from %(place)s; %(limit)d at most was set out.") % {
                "count": len(same),
                "place": same[0].application.organisation,
                "limit": limit,
            }
            yield Warn(words, frozenset(one.pk for one in same))


def _over_each_other(people: Sequence[Candidacy]) -> Iterator[Warn]:
    """Two from one organisation of whom one may lead the other."""
    for same in _places(people).values():
        leading = [one for one in same if leads(one.application)]
        if leading and len(leading) < len(same):
            names = ", ".join(str(one.application.applicant) for one in same)
            words = _("%(names)s: perhaps somebody who leads, and somebody of their staff.")
            yield Warn(words % {"names": names}, frozenset(one.pk for one in same))


def leads(application: Application) -> bool:
    """Whether somebody may be over others at work, by their stage or their role."""
    return application.career_stage == CareerStage.SENIOR or bool(LEADS.search(application.role))


def _manager_says_no(people: Sequence[Candidacy]) -> Iterator[Warn]:
    said = support.state_of([one.application_id for one in people])
    for one in people:
        if said.get(one.application_id) == SupportState.DECLINED:
            words = _("%(who)s: their manager can't support it. It need not decide anything.")
            yield Warn(words % {"who": one.application.applicant}, frozenset({one.pk}))
