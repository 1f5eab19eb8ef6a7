"""What time it is. Views, tasks and commands ask here; rules are told.

Outside the demo this is the real clock. In the demo a newcomer can move it on, and every
process must agree, so the difference is a row.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from audit.models import DemoClock


def now() -> datetime:
    """The moment it is, aware, in UTC."""
    moment = timezone.now()
    return moment + ahead() if settings.DEMO else moment


def ahead() -> timedelta:
    """How far the demo's clock is ahead of the real one."""
    return DemoClock.objects.values_list("ahead", flat=True).first() or timedelta()


def set_ahead(by: timedelta) -> None:
    """Set the demo's clock so far ahead of the real one."""
    DemoClock.objects.update_or_create(id=1, defaults={"ahead": by})
