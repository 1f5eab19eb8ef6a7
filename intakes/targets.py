"""The mix a cohort is meant to have: what coordinators wish for it, and what is missing.

It is about the group. Nobody is measured by it, and no applicant sees it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import record
from intakes.models import Application, CareerStage, Target, TargetKind
from intakes.models.target import NAMED
from programs.models import Cohort

K = TargetKind
USUAL_FROM_ONE_PLACE = 2
MOST = 200
APART, MOST_DOTS = 16, 40  # of the plot: one dot from the next, and where it ends


class CannotSet(Exception):
    """A refusal, worded for the coordinator who will read it."""


@dataclass(frozen=True)
class Gap:
    """One wish, and how far the group meets it."""

    target: Target
    name: str
    have: int

    @property
    def missing(self) -> int:
        return max(0, self.target.number - self.have)

    @property
    def met(self) -> bool:
        return not self.missing

    @property
    def dots(self) -> list[tuple[int, bool]]:
        """One for each that was wished for: where it is drawn, and whether somebody is there."""
        shown = min(self.target.number, MOST_DOTS)
        return [(APART * n + APART // 2, n < self.have) for n in range(shown)]

    @property
    def width(self) -> int:
        return APART * min(self.target.number, MOST_DOTS)

    @property
    def words(self) -> str:
        number = self.target.number
        if self.met:
            return _("%(have)d of %(number)d: this is met.") % {"have": self.have, "number": number}
        return ngettext(
            "%(have)d of %(number)d: one more would meet what you set out.",
            "%(have)d of %(number)d: %(more)d more would meet what you set out.",
            self.missing,
        ) % {"have": self.have, "number": number, "more": self.missing}


@transaction.atomic
def wish(*, cohort_id: int, kind: str, value: str, number: int, by: int, at: datetime) -> Target:
    """Wish for at least so many of a kind, or at most so many from one organisation; wished for
    again, the number changes.

    :raises CannotSet: no such kind, no name where one is needed, or no sane number.
    """
    if kind not in K.values or not 1 <= number <= MOST:
        raise CannotSet(_("Please choose what it is about, and a number from 1 to 200."))
    value = " ".join(value.split()) if kind in NAMED else ""
    if kind in NAMED and not value:
        raise CannotSet(_("Which one? Please name the region, the setting or the stage."))
    if kind == K.CAREER_STAGE and value not in CareerStage.values:
        raise CannotSet(_("Please choose one of the stages of career."))
    same = Target.objects.filter(cohort=cohort_id, kind=kind, value__iexact=value).first()
    target = same or Target(cohort_id=cohort_id, kind=kind, value=value)
    target.number = number
    target.save()
    record.record("target.set", target, at=at, by=by, cohort_id=cohort_id)
    return target


@transaction.atomic
def drop(*, target_id: int, by: int, at: datetime) -> None:
    """Wish for it no more. Dropped twice, it is gone."""
    for target in Target.objects.select_for_update().filter(pk=target_id):
        record.record("target.dropped", target, at=at, by=by, cohort_id=target.cohort_id)
        target.delete()


def of(cohort: Cohort) -> list[Target]:
    """What is wished for a cohort, in the order of its kinds."""
    order = list(K.values)
    found = Target.objects.filter(cohort=cohort)
    return sorted(found, key=lambda t: (order.index(t.kind), t.value.casefold()))


def gaps(found: Sequence[Target], group: Sequence[Application]) -> list[Gap]:
    """How far a group of applications meets each wish; the limit is no gap but a warning."""
    counted = Counter(key for application in group for key in _keys(application))
    wishes = [target for target in found if target.kind != K.PER_ORGANISATION]
    return [Gap(t, name_of(t), counted[(t.kind, t.value.casefold())]) for t in wishes]


def limit(found: Sequence[Target]) -> int:
    """How many at most from one organisation."""
    set_out = [target.number for target in found if target.kind == K.PER_ORGANISATION]
    return set_out[0] if set_out else USUAL_FROM_ONE_PLACE


def name_of(target: Target) -> str:
    """What a wish is about, in words."""
    if target.kind == K.CAREER_STAGE:
        return str(CareerStage(target.value).label)
    return target.value or str(K(target.kind).label)


def _keys(application: Application) -> list[tuple[str, str]]:
    said = {
        K.REGION: application.region,
        K.SETTING: application.setting,
        K.CAREER_STAGE: application.career_stage,
    }
    found = [(str(kind), " ".join(words.split()).casefold()) for kind, words in said.items()]
    return [*found, (str(K.SOLE_WORKER), "")] if application.sole_worker else found
