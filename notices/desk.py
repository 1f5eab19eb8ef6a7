"""What waits at the desk because of mail: calls to make, and letters that did not arrive."""

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step
from notices import sight
from notices.models import NoticeState

TODAY = 1


def waiting(user: User, at: datetime) -> list[Step]:
    """Calls to make and mails to look into, for whom this person works at the desk."""
    stands = Q(expires_at=None) | Q(expires_at__gt=at)
    counts = sight.visible_to(user, at=at).aggregate(
        calls=Count("pk", filter=Q(state=NoticeState.CALL) & stands),
        failed=Count("pk", filter=Q(state=NoticeState.FAILED)),
        doubtful=Count("pk", filter=Q(state=NoticeState.IN_DOUBT)),
    )
    steps = [
        _step(counts["calls"], calls_words(counts["calls"]), NoticeState.CALL),
        _step(counts["failed"], failed_words(counts["failed"]), NoticeState.FAILED),
        _step(counts["doubtful"], doubtful_words(counts["doubtful"]), NoticeState.IN_DOUBT),
    ]
    return [step for step in steps if step.count]


def calls_words(count: int) -> str:
    return ngettext("%d call to make", "%d calls to make", count) % count


def failed_words(count: int) -> str:
    return ngettext("%d mail did not arrive", "%d mails did not arrive", count) % count


def doubtful_words(count: int) -> str:
    return ngettext("%d mail may not have arrived", "%d mails may not have arrived", count) % count


def _step(count: int, title: str, state: NoticeState) -> Step:
    page = f"{reverse('admin:notices_notice_changelist')}?state__exact={state.value}"
    if state == NoticeState.CALL:
        page = reverse("admin:call_list")
    return Step(title=title, url=page, urgency=TODAY, count=count)
