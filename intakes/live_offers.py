"""The offers of a cohort that wait for an answer, until when, and how their mail went."""

from dataclasses import dataclass
from datetime import datetime

from intakes import deadlines
from intakes.models import Offer
from notices.models import Notice, NoticeState
from programs.models import Cohort

MAILS = ("intakes.offer", "intakes.promoted")
# A mail in one of these is somebody's phone call today (DOMAIN 0.5).
NOT_ARRIVED = (NoticeState.FAILED, NoticeState.IN_DOUBT, NoticeState.CALL)


@dataclass(frozen=True)
class LiveOffer:
    """An offer that waits for its answer until then, and how its mail went ('' without one)."""

    offer: Offer
    until: datetime
    mail: str
    mail_words: str
    phone: bool


def of(cohort: Cohort) -> list[LiveOffer]:
    """The offers of a cohort that wait for an answer, the first to end first."""
    offers = list(
        Offer.objects.live()
        .filter(cohort=cohort)
        .select_related("candidacy__application__applicant", "seat")
        .order_by("expires_at", "pk")
    )
    notices = Notice.objects.filter(kind__in=MAILS, object_id__in=[offer.pk for offer in offers])
    mails = {notice.object_id: notice for notice in notices}
    ends = deadlines.cut_off(cohort) if offers else None
    return [_live(one, deadlines.earlier(one, ends), mails.get(one.pk)) for one in offers]


def _live(offer: Offer, until: datetime, notice: Notice | None) -> LiveOffer:
    state, words = (notice.state, notice.get_state_display()) if notice else ("", "")
    return LiveOffer(offer, until, state, words, phone=state in NOT_ARRIVED)
