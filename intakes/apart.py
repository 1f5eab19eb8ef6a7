"""Not in one room with (DOMAIN 0.12): what somebody wrote, whom it may mean, what was decided.

Seen by coordinators alone. Neither person is ever told, by words or by what happens to them:
nothing an applicant sees changes before a coordinator has decided, nor says why afterwards.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from audit import history, record
from intakes import around, likeness
from intakes.models import Apart, ApartMatch, Application, Candidacy, MatchState
from programs.models import Cohort, Membership, Role, Seat

DECISIONS = (MatchState.NO_CONCERN, MatchState.NOT_TOGETHER)


class CannotDecide(Exception):
    """A refusal, worded for the coordinator who will read it."""


# ------------------------------------------------- what was said


@transaction.atomic
def say(*, person_id: int, words: str, at: datetime, by: int | None) -> None:
    """Keep whom a person would not be safe in a group with, and look for who it may be.

    Empty words take back what was said; what a coordinator decided stands. The same words said
    again change nothing.
    """
    words = words.strip()
    if words == words_of(person_id):
        return
    if not words:
        for said in Apart.objects.filter(person=person_id):
            record.record("apart.taken_back", said, at=at, by=by)
            said.delete()
        ApartMatch.objects.filter(person=person_id, state=MatchState.OPEN).delete()
        return
    said, _new = Apart.objects.update_or_create(
        person_id=person_id, defaults={"words": words, "said_at": at}
    )
    record.record("apart.said", said, at=at, by=by)
    _look_anew(person_id, at)


def words_of(person_id: int) -> str:
    """What a person wrote; '' when nothing. For that person, and for coordinators' own pages."""
    return Apart.objects.filter(person=person_id).values_list("words", flat=True).first() or ""


def _look_anew(person_id: int, at: datetime) -> None:
    """Other words: what is undecided goes, and "no concern" was said of words that are gone."""
    before = ApartMatch.objects.filter(person=person_id).exclude(state=MatchState.NOT_TOGETHER)
    before.delete()
    look(at=at, person_ids=[person_id])


# ------------------------------------------------- whom it may mean


@transaction.atomic
def look(
    *,
    at: datetime,
    person_ids: Collection[int] | None = None,
    cohort_ids: Collection[int] | None = None,
) -> int:
    """Find whom the words may mean among those around the cohorts of who said them; how many
    new matches there are. Run again, it finds nothing new.

    :param person_ids: only these people's words; None: everybody's.
    :param cohort_ids: only around these cohorts; None: all.
    """
    said = Apart.objects.all()
    words = dict(
        (said if person_ids is None else said.filter(person__in=person_ids)).values_list(
            "person", "words"
        )
    )
    if not words:
        return 0
    near = around.cohorts_near(list(words))
    if cohort_ids is not None:
        near = {pk: people for pk, people in near.items() if pk in cohort_ids}
    return _compare(words, near, at)


def sweep(at: datetime) -> int:
    """Look everywhere: roles, names and forms change without anybody saying anything."""
    return look(at=at)


def _compare(words: dict[int, str], near: dict[int, set[int]], at: datetime) -> int:
    there = around.people_near(list(near), at)
    everybody = {pk for people in (*there.values(), *near.values()) for pk in people}
    known = dict(around.known(everybody))
    found: list[ApartMatch] = []
    for person_id in {pk for people in near.values() for pk in people}:
        said = likeness.Said(words[person_id], known[person_id])
        others = set().union(*(there.get(c, set()) for c, who in near.items() if person_id in who))
        for other_id in sorted(others - {person_id}):
            if alike := said.may_mean(known[other_id]):
                found.append(_match(person_id, other_id, alike, at))
    return _keep(found, at)


def _match(person_id: int, other_id: int, alike: list[str], at: datetime) -> ApartMatch:
    return ApartMatch(person_id=person_id, other_id=other_id, why=", ".join(alike), found_at=at)


def _keep(found: Sequence[ApartMatch], at: datetime) -> int:
    people = [match.person_id for match in found]
    stands = set(ApartMatch.objects.filter(person__in=people).values_list("person", "other"))
    new = [match for match in found if (match.person_id, match.other_id) not in stands]
    ApartMatch.objects.bulk_create(new, ignore_conflicts=True)
    pairs = Q(pk=None)
    for match in new:
        pairs |= Q(person=match.person_id, other=match.other_id, found_at=at)
    for match in ApartMatch.objects.filter(pairs) if new else ():
        record.record("apart.match_found", match, at=at, by=None)
    return len(new)


# ------------------------------------------------- what is decided


@transaction.atomic
def decide(*, match_id: int, outcome: str, reason: str, by: int, at: datetime) -> ApartMatch:
    """Say of a match that there is no concern, or that the two are not together; it can be
    decided anew, with a reason. The caller's door admits coordinators of a cohort both are
    around. Decided twice alike, it stays so.

    :raises CannotDecide: no reason, or no such decision.
    """
    match = ApartMatch.objects.select_for_update(of=("self",)).get(pk=match_id)
    if outcome not in DECISIONS:
        raise CannotDecide(_("A decision is either “no concern” or “not together”."))
    if not reason.strip():
        raise CannotDecide(_("Please give a reason: it is kept beside the decision."))
    if match.state == outcome:
        return match
    match.state, match.decided_at, match.decided_by_id = MatchState(outcome), at, by
    match.save(update_fields=["state", "decided_at", "decided_by"])
    record.record(f"apart.{outcome}", match, at=at, by=by, reason=reason)
    return match


@dataclass(frozen=True)
class Around:
    """A match as a coordinator sees it: `form` leads to what was written, which is read there
    for a reason; None where the person has no form in this intake."""

    match: ApartMatch
    form: int | None
    reason: str


def matches_around(cohort: Cohort, at: datetime) -> list[Around]:
    """The matches of two who are both around this cohort, the undecided first."""
    people = around.people_near([cohort.pk], at).get(cohort.pk, set())
    found = ApartMatch.objects.filter(person__in=people, other__in=people)
    rows = list(found.select_related("person", "other", "decided_by").order_by("found_at", "pk"))
    forms = Application.objects.filter(
        applicant__in=[row.person_id for row in rows], intake=cohort.intake_id
    )
    form = dict(forms.order_by("pk").values_list("applicant", "pk"))
    rows.sort(key=lambda row: row.state != MatchState.OPEN)
    return [Around(row, form.get(row.person_id), _reason(row)) for row in rows]


def _reason(match: ApartMatch) -> str:
    """Why it was decided so, as the audit has it."""
    if match.state == MatchState.OPEN:
        return ""
    entry = history.about(match).filter(verb=f"apart.{match.state}").first()
    return entry.reason.text if entry and entry.reason else ""


# ------------------------------------------------- what stands in an offer's way


def open_matches() -> Exists:
    """On candidacies: a match with somebody around this cohort waits for a decision."""
    return _beside(MatchState.OPEN, waiting=True)


def kept_apart() -> Exists:
    """On candidacies: somebody they are not to be together with has a place in this cohort."""
    return _beside(MatchState.NOT_TOGETHER, waiting=False)


def _beside(state: MatchState, *, waiting: bool) -> Exists:
    """A match in that state with somebody who has a place in the cohort or, if `waiting` counts,
    applies for it."""
    person = OuterRef("application__applicant")
    matches = ApartMatch.objects.filter(state=state)
    return Exists(
        matches.filter(
            Q(_here("other", waiting=waiting), person=person)
            | Q(_here("person", waiting=waiting), other=person)
        )
    )


def _here(who: str, *, waiting: bool) -> Q:
    """That side of the match is in the outer candidacy's cohort. A role counts also when it has
    ended by its date: better one decision too many."""
    cohort, them = OuterRef(OuterRef("cohort")), OuterRef(who)
    seat = Exists(Seat.objects.filter(cohort=cohort, holder=them))
    role = Exists(Role.objects.filter(cohort=cohort, user=them))
    member = Exists(Membership.objects.filter(cohort=cohort, user=them, state__in=around.IN))
    found = Q(seat) | Q(role) | Q(member)
    if waiting:
        form = Candidacy.objects.filter(
            cohort=cohort, application__applicant=them, state__in=around.SENT
        )
        found |= Q(Exists(form))
    return found


def compatible(people: list[Candidacy]) -> list[Candidacy]:
    """These in their order, without whoever is not to be together with somebody before them;
    one query."""
    apart, chosen = _pairs(people), list[Candidacy]()
    for candidacy in people:
        if not any(_both(candidacy, other) in apart for other in chosen):
            chosen.append(candidacy)
    return chosen


def not_beside(people: Sequence[Candidacy], chosen: Sequence[Candidacy]) -> set[int]:
    """Those of `people` who are not to be together with one of the chosen; one query."""
    apart = _pairs([*people, *chosen])
    return {one.pk for one in people for other in chosen if _both(one, other) in apart}


def _pairs(people: Sequence[Candidacy]) -> set[tuple[int, int]]:
    """Both ways round: which of these people are not to be together."""
    ids = [candidacy.application.applicant_id for candidacy in people]
    pairs = ApartMatch.objects.filter(
        state=MatchState.NOT_TOGETHER, person__in=ids, other__in=ids
    ).values_list("person", "other")
    return {pair for one, other in pairs for pair in ((one, other), (other, one))}


def _both(one: Candidacy, other: Candidacy) -> tuple[int, int]:
    return one.application.applicant_id, other.application.applicant_id
