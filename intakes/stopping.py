"""A round that was sent: how far its mails are, and "Stop" while none has left (DOMAIN 0.5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from audit import record
from intakes import candidacies
from intakes.models import CandidacyState, Offer, OfferState, Outcome, Round, RoundLine
from notices import outbox
from notices.models import Notice, NoticeState
from programs import seats

WAITS = (NoticeState.PENDING, NoticeState.SENDING)
UNSENT = (*WAITS, NoticeState.CANCELLED)
TO_PHONE = (NoticeState.FAILED, NoticeState.IN_DOUBT, NoticeState.CALL)


class TooLate(Exception):
    """A refusal, worded for the coordinator who will read it."""


@dataclass(frozen=True)
class Progress:
    """How far the mails of a round are. `to_phone` could not be sent, may not have been, or may
    not be; `stopped` are not needed any more."""

    waiting: int
    sent: int
    to_phone: int
    stopped: int

    @property
    def mails(self) -> int:
        return self.waiting + self.sent + self.to_phone

    @property
    def settled(self) -> bool:
        """Nothing is on its way any more."""
        return not self.waiting


def progress(round_id: int) -> Progress:
    """Counted from the outbox; one query."""
    rows = Notice.objects.filter(pk__in=RoundLine.objects.filter(round=round_id).values("notice"))
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return Progress(
        waiting=_sum(counts, *WAITS, NoticeState.HANDOFF),
        sent=_sum(counts, NoticeState.SENT, NoticeState.CALLED),
        to_phone=_sum(counts, *TO_PHONE),
        stopped=_sum(counts, NoticeState.CANCELLED),
    )


def _sum(counts: dict[str, int], *states: NoticeState) -> int:
    return sum(counts.get(state, 0) for state in states)


def lines(round_id: int) -> list[RoundLine]:
    """Whom a round is about, with their mail; the offered first, then in their order."""
    order = list(Outcome.values)
    found = RoundLine.objects.filter(round=round_id).select_related(
        "candidacy__application__applicant", "notice"
    )
    return sorted(found.order_by("pk"), key=lambda line: order.index(line.outcome))


def can_stop(made: Round, at: datetime) -> bool:
    """Whether "Stop" still takes this round back at `at` (aware)."""
    return made.stopped_at is None and at < made.due_at


@transaction.atomic
def stop(*, round_id: int, by: int, at: datetime) -> Round:
    """Take a whole round back before its mails fall due: its offers are gone, their seats free,
    everybody stands as before, and no mail leaves. Stopped twice, it stays so.

    Whoever has moved on by themselves meanwhile (withdrawn, been read anew) is left as they are;
    `kept` says how many those are.

    :raises TooLate: its mails have fallen due, or one has left.
    """
    known = Round.objects.only("cohort_id").get(pk=round_id)
    cohort = candidacies.lock_intake_of(known.cohort_id)
    made = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    if made.stopped_at is not None:
        return made
    lines = _locked_lines(made)
    left = any(line.notice and line.notice.state not in UNSENT for line in lines)
    if left or not can_stop(made, at):
        raise TooLate(_("It is too late to stop: the mails of this round are on their way."))
    stands = [line for line in lines if _stands(line, made)]
    outbox.cancel_many([line.notice_id for line in stands if line.notice_id])
    _free([line.offer for line in stands if line.offer])
    _put_back(stands, at=at, by=by)
    made.stopped_at, made.stopped_by_id, made.kept = at, by, len(lines) - len(stands)
    made.save(update_fields=["stopped_at", "stopped_by", "kept"])
    record.record("cohort.round_stopped", cohort, at=at, by=by, cohort_id=cohort.pk)
    return made


def _locked_lines(made: Round) -> list[RoundLine]:
    """The lines with what they are about; their mails locked, so that none leaves meanwhile."""
    lines = list(made.lines.select_related("candidacy", "offer__seat").order_by("pk"))
    ids = [line.notice_id for line in lines if line.notice_id]
    locked = Notice.objects.select_for_update().order_by("pk").in_bulk(ids)
    for line in lines:
        line.notice = locked.get(line.notice_id or 0)
    return lines


def _stands(line: RoundLine, made: Round) -> bool:
    """It is as the round left it."""
    state = line.candidacy.state
    if line.outcome == Outcome.OFFERED:
        live = line.offer is not None and line.offer.state == OfferState.SENT
        return live and state == CandidacyState.OFFERED
    if line.outcome == Outcome.WAITLISTED:
        return state == CandidacyState.WAITLISTED
    return state == CandidacyState.UNSUCCESSFUL and line.candidacy.told_at == made.due_at


def _free(offers: list[Offer]) -> None:
    """Nobody has seen these offers: they are gone, not ended."""
    held = [offer.seat for offer in offers if offer.seat]
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).delete()
    for seat in held:
        seats.free(seat)


def _put_back(lines: list[RoundLine], *, at: datetime, by: int) -> None:
    for line in lines:
        line.candidacy.state = CandidacyState(line.state_before)
        line.candidacy.told_at = line.told_before
    why = str(_("The round was stopped."))
    candidacies.put_back([line.candidacy for line in lines], at=at, by=by, reason=why)
