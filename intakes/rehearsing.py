"""A round before it is sent: the very letters it would send, made and rolled back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from intakes import rounds
from intakes.models import RoundLine
from notices import kinds, letters
from notices.models import Notice


@dataclass(frozen=True)
class Rehearsed:
    """One kind of letter of a round: how many get it, and the first of them as it would read."""

    outcome: str
    count: int
    to: str
    subject: str
    text: str


def round_letters(*, cohort_id: int, by: int, at: datetime) -> list[Rehearsed]:
    """What each kind of person in a round would read. Nothing of it stays.

    :raises rounds.CannotOffer: this cohort can't offer seats now.
    """
    with transaction.atomic():
        made = rounds.make_offers(cohort_id=cohort_id, by=by, at=at).made
        found = _of(made.pk, at) if made else []
        transaction.set_rollback(True)
    return found


def _of(round_id: int, at: datetime) -> list[Rehearsed]:
    lines = RoundLine.objects.filter(round=round_id, notice__isnull=False).order_by("pk")
    by_kind: dict[str, list[RoundLine]] = {}
    for line in lines.select_related("notice"):
        by_kind.setdefault(line.notice.kind if line.notice else "", []).append(line)
    return [_read(same, at) for same in by_kind.values()]


def _read(same: list[RoundLine], at: datetime) -> Rehearsed:
    first = Notice.objects.select_related("recipient").get(pk=same[0].notice_id or 0)
    mail = letters.compose(first, kinds.get(first.kind), at=at)
    return Rehearsed(
        outcome=kinds.words_for(first.kind),
        count=len(same),
        to=str(first.recipient),
        subject=str(mail.subject),
        text=str(mail.body),
    )
