"""What the outbox holds about people: what was sent to them, and what is still owed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import personal
from audit.personal import DELETE, Holding
from notices.models import OPEN_STATES, Notice, NoticeState

WORDLESS: dict[str, Any] = {"data": {}, "subject": "", "text": "", "problem": "", "address": ""}
# What would still lead to a mail, or to a call.
OWED = (*OPEN_STATES, NoticeState.FAILED, NoticeState.IN_DOUBT, NoticeState.CALL)
OVER = (NoticeState.SENT, NoticeState.CANCELLED, NoticeState.CALLED)

HOLDINGS = (
    Holding(
        "notices.Notice",
        "recipient",
        title=_("Mail to you"),
        why=_("What was sent to you and when, or why it could not be."),
        until=_("Its words and address for 90 days after it was sent; that it was sent, longer."),
        erase=WORDLESS,
        keeps=("key", "kind", "owner"),
        hidden=("key", "owner", "lease_until", "data", "object_id", "cohort_id", "priority"),
        told=lambda notice, at: notice.state in OVER,  # what is still to come may be stopped
    ),
    Holding(
        "notices.CallNote",
        "person",
        title=_("Calls with you"),
        why=_("So that you need not say a thing twice, whoever calls."),
        until=_("As long as the program's records. Its words go when you are erased."),
        erase={"words": ""},
        keeps=("key",),
        hidden=("key", "program_id", "notice_id", "offer_id"),
    ),
    Holding(
        "notices.Mute",
        "user",
        title=_("Reminders you do not want"),
        why=_("So that they are not sent to you."),
        until=_("Until you want them again."),
        erase=DELETE,
        change="programs:own_mail",
    ),
)
MENTIONS: dict[str, str] = {
    "notices.CallNote.by": "who called: the act of a coordinator",
    "notices.Message.by": "who wrote to several people",
    "notices.Wording.by": "who changed the words of a mail",
    "notices.Job.by": "who began background work",
    "notices.Notice.address": "of those without an account; the sweep takes it",
}


def erase(user_id: int, at: datetime, by: int | None) -> None:
    """Cancel what is owed, and wipe what was sent; that it was sent stays."""
    theirs = Notice.objects.filter(recipient=user_id)
    theirs.filter(state__in=OWED).update(
        state=NoticeState.CANCELLED, owner="", lease_until=None, retry_at=None
    )
    personal.erase(HOLDINGS, user_id)
    address = User.objects.values_list("email", flat=True).get(pk=user_id)
    Notice.objects.filter(recipient=None, address__iexact=address).delete()


def worded(before: datetime) -> QuerySet[Notice]:
    """Settled mails whose words or address still stand, and that were due before this moment."""
    words = ~Q(data={}) | ~Q(subject="") | ~Q(text="") | ~Q(problem="") | ~Q(address="")
    return Notice.objects.filter(words, state__in=OVER, due_at__lt=before)


def wipe(rows: QuerySet[Notice]) -> int:
    """Take the words out of these mails; those to a bare address go altogether."""
    gone = rows.filter(recipient=None).delete()[0]
    return gone + rows.filter(recipient__isnull=False).update(**WORDLESS)


def forget_about(kinds: Collection[str], object_ids: Collection[int]) -> int:
    """Remove mails of these kinds about these objects that went to somebody without an account:
    their address is there only because the person named it."""
    about = Notice.objects.filter(recipient=None, kind__in=kinds, object_id__in=object_ids)
    return about.delete()[0]


def forget_codes(*, at: datetime) -> int:
    """Remove settled mails to a bare address, a day after they were due: codes, and last words
    to those who are erased. May be run any number of times."""
    old = Notice.objects.filter(recipient=None, state__in=OVER, due_at__lt=at - timedelta(days=1))
    return old.delete()[0]
