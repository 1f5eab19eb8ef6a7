"""Interest: standing, across intakes, in any community, at any time. Nothing else writes it.

A person has one live interest in a program: saying it again brings it up to date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentKind
from audit import record
from intakes import owed, people
from intakes.models import Application, Interest, InterestChoice, InterestState
from intakes.models.interest import LIVE_INTEREST
from programs.models import Cohort, Community, Intake, Program

WORDS = ("role", "organisation", "hopes", "source")


class CannotExpress(Exception):
    """A refusal, worded for the person who will read it."""


@dataclass(frozen=True)
class Expressed:
    """What saying it came to: the interest, and whether it stood already."""

    interest: Interest
    again: bool


@transaction.atomic
def express(
    *,
    person_id: int,
    program_id: int,
    community_ids: Sequence[int],
    at: datetime,
    by: int | None,
    role: str = "",
    organisation: str = "",
    hopes: str = "",
    source: str = "",
    display_name: str = "",
    consents: Sequence[ConsentKind] = (),
    notice_id: int | None = None,
    receipt: bool = True,
    known: bool = False,
) -> Expressed:
    """Join the program's interest pool, or bring what stands there up to date.

    :param community_ids: the first is the one they would like most.
    :param display_name: the name others see, where the person gave one.
    :param consents: what they ticked, for the collection notice of this id.
    :param receipt: whether a mail says so; False where another one does.
    :param known: whether they saw what stood there before: what they emptied goes.
    :raises CannotExpress: no community, or one that is not on offer in this program.
    """
    chosen = list(dict.fromkeys(community_ids))
    if not chosen or _on_offer(program_id, chosen) != chosen:
        raise CannotExpress(_("Please choose at least one of this program's communities."))
    words = {"role": role, "organisation": organisation, "hopes": hopes, "source": source}
    interest, new = _standing(person_id, program_id, words, at)
    if not new:
        _renew(interest, words if known else {name: text for name, text in words.items() if text})
    _choose(interest, chosen)
    if display_name:
        people.introduce(person_id, {"display_name": display_name}, at=at, by=by)
    people.consent(person_id, consents, notice_id=notice_id, at=at, by=by)
    record.record("interest.expressed" if new else "interest.renewed", interest, at=at, by=by)
    if new and receipt:
        owed.to_person("intakes.interest_receipt", interest.person_id, about=interest, due_at=at)
    return Expressed(interest, again=not new)


def keep(application: Application, *, at: datetime, by: int | None) -> Interest | None:
    """Keep an applicant in the pool for the next intake, with what the application says; None
    where none of its communities is on offer any more. Inside somebody's act, which tells them.
    """
    program_id = application.intake.program_id
    wanted = application.candidacies.order_by("rank").values_list("cohort__community", flat=True)
    chosen = _on_offer(program_id, list(dict.fromkeys(wanted)))
    if not chosen:
        return None
    said = express(
        person_id=application.applicant_id,
        program_id=program_id,
        community_ids=chosen,
        role=application.role,
        organisation=application.organisation,
        hopes=application.hopes,
        source=application.source,
        at=at,
        by=by,
        receipt=False,
    )
    return said.interest


def _on_offer(program_id: int, community_ids: Sequence[int]) -> list[int]:
    """Those of the communities that this program offers now, in the order given."""
    public = Community.objects.public().filter(program=program_id, pk__in=community_ids)
    offered = set(public.values_list("pk", flat=True))
    return [pk for pk in community_ids if pk in offered]


def _standing(
    person_id: int, program_id: int, words: dict[str, str], at: datetime
) -> tuple[Interest, bool]:
    """The person's one live interest, locked, and whether it is new."""
    while True:
        interest, new = Interest.objects.get_or_create(
            person_id=person_id,
            program_id=program_id,
            state__in=LIVE_INTEREST,
            defaults=words | {"submitted_at": at, "state": InterestState.SUBMITTED},
        )
        locked = Interest.objects.select_for_update(of=("self",)).filter(
            pk=interest.pk, state__in=LIVE_INTEREST
        )
        if new:
            return interest, True
        if standing := locked.first():  # else withdrawn at this instant: another one begins
            return standing, False


def _renew(interest: Interest, words: dict[str, str]) -> None:
    for name, text in words.items():
        setattr(interest, name, text)
    interest.save(update_fields=list(words))


def _choose(interest: Interest, community_ids: Sequence[int]) -> None:
    interest.choices.all().delete()
    InterestChoice.objects.bulk_create(
        InterestChoice(interest=interest, community_id=pk, rank=rank)
        for rank, pk in enumerate(community_ids, start=1)
    )


@transaction.atomic
def withdraw(*, interest_id: int, at: datetime, by: int | None) -> Interest:
    """Take an interest back. One that is withdrawn already stays so."""
    interest = Interest.objects.select_for_update(of=("self",)).get(pk=interest_id)
    if interest.state in LIVE_INTEREST:
        _settle(interest, InterestState.WITHDRAWN, at=at, by=by)
    return interest


def convert(*, person_id: int, program_id: int, at: datetime, by: int | None) -> None:
    """A person's interest became an application: it leaves the pool. Inside that act."""
    standing = Interest.objects.select_for_update(of=("self",)).filter(
        person=person_id, program=program_id, state__in=LIVE_INTEREST
    )
    for interest in standing:
        _settle(interest, InterestState.CONVERTED, at=at, by=by)


def _settle(interest: Interest, state: InterestState, *, at: datetime, by: int | None) -> None:
    interest.state, interest.settled_at = state, at
    interest.save(update_fields=["state", "settled_at"])
    record.record(f"interest.{state}", interest, at=at, by=by)


@dataclass(frozen=True)
class Known:
    """What a person has told us before, to begin a form with."""

    words: dict[str, str]
    community_ids: list[int]


def known_of(person_id: int, program_id: int) -> Known:
    """What a person's standing interest in a program says, else their latest application to it,
    so that nobody has to type a thing twice."""
    for interest in live(person_id, program_id):
        return Known(_words_of(interest), [c.community_id for c in choices_of(interest)])
    sent = Application.objects.filter(applicant=person_id, intake__program=program_id)
    for application in sent.order_by("-started_at")[:1]:
        ranked = application.candidacies.order_by("rank")
        wanted = list(ranked.values_list("cohort__community", flat=True))
        return Known(_words_of(application), list(dict.fromkeys(wanted)))
    return Known({}, [])


def _words_of(said: Interest | Application) -> dict[str, str]:
    return {name: getattr(said, name) for name in WORDS}


def on_offer(program: Program) -> list[Community]:
    """The communities of a program one can be interested in, in the program's order."""
    return list(Community.objects.public().filter(program=program))


def stands(interest: Interest) -> bool:
    """Whether it is in the pool still."""
    return interest.state in LIVE_INTEREST


def choices_of(interest: Interest) -> list[InterestChoice]:
    """An interest's communities, the best liked first."""
    return list(interest.choices.select_related("community").order_by("rank"))


def offered_in(interest: Interest, intake: Intake) -> list[Community]:
    """Those of an interest's communities that an intake offers, the best liked first."""
    offered = Cohort.objects.filter(intake=intake, published=True).values("community")
    choices = interest.choices.filter(community__in=offered).select_related("community")
    return [choice.community for choice in choices.order_by("rank")]


def live(person_id: int, program_id: int | None = None) -> list[Interest]:
    """A person's interests that stand, with their program, the newest first."""
    found = Interest.objects.filter(person=person_id, state__in=LIVE_INTEREST)
    if program_id is not None:
        found = found.filter(program=program_id)
    return list(found.select_related("program").order_by("-submitted_at"))
