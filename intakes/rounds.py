"""A round: one cohort's offers, waitlist and outcomes, seen together, sent in one act.

Its mails wait ten minutes, or until the next sending moment if that is later. Until they fall
due nobody it is about sees anything of it, and "Stop" takes the whole round back (DOMAIN 0.5);
so long nothing is promoted by itself in the intake either (`queues.blocked`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zlib import crc32

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes import apart, candidacies, deadlines, live_offers, offering, owed, queues
from intakes.deadlines import Term
from intakes.models import Candidacy, CandidacyState, Offer, Outcome, Round, RoundLine
from intakes.offering import CannotOffer as CannotOffer
from notices.models import Notice
from programs.models import Cohort

S = CandidacyState
MAILS_WAIT = timedelta(minutes=10)


@dataclass(frozen=True)
class Prospect:
    """What a round comes to: who is offered a seat, who waits, who is told it isn't now.

    `why` says of some who wait what keeps them from an offer, beside the order (`queues.Why`).
    `made` is the round once it is sent.
    """

    offered: list[Candidacy]
    waitlisted: list[Candidacy]
    unsuccessful: list[Candidacy]
    term: Term
    why: dict[int, str] = field(default_factory=dict)
    after: int = 0  # the cohort's last round before this one
    made: Round | None = field(default=None, compare=False)

    @property
    def stamp(self) -> str:
        """The same for the same people in the same order after the same round, and no other."""
        groups = (self.offered, self.waitlisted, self.unsuccessful)
        line = ";".join(",".join(str(candidacy.pk) for candidacy in group) for group in groups)
        return f"{crc32(line.encode()):08x}-{self.after}"

    @property
    def is_empty(self) -> bool:
        """There is nothing left to do."""
        return not (self.offered or self.waitlisted or self.unsuccessful)


def preview(cohort: Cohort, at: datetime) -> Prospect:
    """What `make_offers` would do at `at` (aware), without doing it.

    :raises CannotOffer: this cohort can't offer seats now.
    """
    term = deadlines.term(cohort, at + MAILS_WAIT)
    if why := queues.forbidden(cohort, term, at):
        raise CannotOffer(why)
    in_line = offering.of(cohort, *offering.IN_LINE)
    offered = queues.next_ones(in_line, cohort.seats.free().count())
    chosen = {candidacy.pk for candidacy in offered}
    eligible = list(offering.of(cohort, S.ELIGIBLE).in_order())
    waiting = [candidacy for candidacy in eligible if candidacy.pk not in chosen]
    untold = offering.of(cohort, S.UNSUCCESSFUL).filter(told_at=None).in_order()
    kept = _why(cohort, waiting, offered)
    return Prospect(offered, waiting, list(untold), term, kept, _last(cohort))


def _why(
    cohort: Cohort, waiting: Sequence[Candidacy], offered: Sequence[Candidacy]
) -> dict[int, str]:
    """What keeps some of those who wait from an offer: by candidacy."""
    beside = dict.fromkeys(apart.not_beside(waiting, offered), str(queues.Why.APART))
    return beside | queues.why_not(offering.of(cohort, S.ELIGIBLE))


def _last(cohort: Cohort) -> int:
    rounds = Round.objects.filter(cohort=cohort).order_by("-pk")
    return rounds.values_list("pk", flat=True).first() or 0


def on_its_way(cohort: Cohort, at: datetime) -> Round | None:
    """The cohort's latest round, while it can be stopped at `at` (aware)."""
    waits = Round.objects.filter(cohort=cohort, stopped_at=None, due_at__gt=at)
    return waits.order_by("-pk").first()


# ------------------------------------------------- sending


@transaction.atomic
def make_offers(*, cohort_id: int, by: int, at: datetime, shown: str | None = None) -> Prospect:
    """Offer the free seats to the eligible in the waitlist's order, waitlist the rest, and tell
    those who were unsuccessful. Made again, it finds nothing left to do; sent again with what
    was shown, it answers with the round that was made of it.

    :param at: the moment of the act, aware; an offer's days count from when its mail leaves.
    :param shown: the stamp of the round the coordinator saw; another one is not made.
    :raises CannotOffer: this cohort can't offer seats now, or the round is another meanwhile.
    """
    cohort = candidacies.lock_intake_of(cohort_id)
    apart.look(at=at, cohort_ids=[cohort.pk])
    earlier = Round.objects.filter(cohort=cohort, stamp=shown).first() if shown else None
    if earlier is not None:
        return Prospect([], [], [], deadlines.term(cohort, at + MAILS_WAIT), made=earlier)
    found = preview(cohort, at)
    if found.is_empty:
        return found
    if shown is not None and shown != found.stamp:
        raise CannotOffer(_("Things have changed since you looked. Please look at it again."))
    return _make(cohort, found, by=by, at=at)


def _make(cohort: Cohort, found: Prospect, *, by: int, at: datetime) -> Prospect:
    made = Round.objects.create(
        cohort=cohort,
        stamp=found.stamp,
        made_by_id=by,
        made_at=at,
        due_at=found.term.sent_at,
        offers=len(found.offered),
        waiting=len(found.waitlisted),
        unsuccessful=len(found.unsuccessful),
    )
    RoundLine.objects.bulk_create(
        [
            *_lines(made, Outcome.OFFERED, found.offered),
            *_lines(made, Outcome.WAITLISTED, found.waitlisted),
            *_lines(made, Outcome.UNSUCCESSFUL, found.unsuccessful),
        ]
    )
    offers = offering.offer_to(cohort, found.offered, found.term, at=at, by=by)
    _waitlist(made, found, at=at, by=by)
    _tell_unsuccessful(made, found.unsuccessful)
    _note_offers(made, offers)
    record.record("cohort.round_made", cohort, at=at, by=by, cohort_id=cohort.pk)
    return replace(found, made=made)


def _lines(made: Round, outcome: Outcome, people: Iterable[Candidacy]) -> Iterable[RoundLine]:
    """How they stand before the round changes it."""
    for candidacy in people:
        yield RoundLine(
            round=made,
            candidacy=candidacy,
            outcome=outcome,
            state_before=candidacy.state,
            told_before=candidacy.told_at,
        )


def _waitlist(made: Round, found: Prospect, *, at: datetime, by: int) -> None:
    """Put them on the waitlist; another cohort's offer would only be muddled by a mail of it."""
    for candidacy in found.waitlisted:
        candidacy.told_at = made.due_at
    candidacies.move_many(found.waitlisted, S.WAITLISTED, at=at, by=by, fields=["told_at"])
    told = [c for c in found.waitlisted if found.why.get(c.pk) != queues.Why.ELSEWHERE]
    _owe(made, "intakes.waitlisted", told)


def _tell_unsuccessful(made: Round, people: Sequence[Candidacy]) -> None:
    """Mark them as told; the mail goes once nothing else of the application is open."""
    for candidacy in people:
        candidacy.told_at = made.due_at
    Candidacy.objects.bulk_update(people, ["told_at"], batch_size=candidacies.A_BATCH)
    open_ones = Candidacy.objects.filter(
        application__in=[c.application_id for c in people], state__in=candidacies.LIVE
    )
    still = set(open_ones.values_list("application", flat=True))
    _owe(made, "intakes.unsuccessful", [c for c in people if c.application_id not in still])


def _owe(made: Round, kind: str, people: Sequence[Candidacy]) -> None:
    notices = owed.outcomes(kind, people, due_at=made.due_at, version=f"round{made.pk}")
    of = {notice.object_id: notice for notice in notices}
    lines = list(made.lines.filter(candidacy__in=of))
    for line in lines:
        line.notice = of[line.candidacy_id]
    RoundLine.objects.bulk_update(lines, ["notice"], batch_size=candidacies.A_BATCH)


def _note_offers(made: Round, offers: Sequence[Offer]) -> None:
    """Write beside each line the offer it became, and the mail of that."""
    ids = [offer.pk for offer in offers]
    notices = Notice.objects.filter(kind__in=live_offers.MAILS, object_id__in=ids)
    mails = {notice.object_id: notice for notice in notices}
    of = {offer.candidacy_id: offer for offer in offers}
    lines = list(made.lines.filter(candidacy__in=of))
    for line in lines:
        line.offer = of[line.candidacy_id]
        line.notice = mails.get(line.offer.pk)
    RoundLine.objects.bulk_update(lines, ["offer", "notice"], batch_size=candidacies.A_BATCH)
