"""What the platform itself says on Today: requests about data that fall due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step
from cop_platform import privacy, retention

SOON = timedelta(days=7)
DAY_ENDS = timedelta(hours=17)


def waiting(user: User, at: datetime) -> list[Step]:
    """Requests that are due within seven days, or are late."""
    if not user.is_staff:
        return []
    today = retention.today(at)
    due = [
        asked.due_on
        for asked in privacy.requests_for(user, at).open().filter(due_on__lte=today + SOON)  # type: ignore[attr-defined]
    ]
    if not due:
        return []
    words = ngettext(
        "One privacy request is due", "%(count)d privacy requests are due", len(due)
    ) % {"count": len(due)}
    first = datetime.combine(due[0], datetime.min.time(), ZoneInfo(settings.TIME_ZONE))
    late = due[0] < today
    return [
        Step(
            title=words,
            url=reverse("admin:privacy_desk"),
            detail=_("It is late.") if late else "",
            action=_("See them"),
            due_at=first + DAY_ENDS,
            urgency=0 if late else 2,
            count=len(due),
        )
    ]
