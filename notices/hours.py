"""The hours in which mail that can wait may reach somebody: by day, and when it is safe for them.

Both are the reader's own wall clock. Where their safe hours leave nothing of the day, the safe
hours hold: somebody may be safe at night alone.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import SafeContact, User

MORNING, EVENING = time(8), time(19)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """From `first` until before `last`, each day; past midnight if they end before they begin."""

    first: time
    last: time

    def hold(self, clock: time) -> bool:
        """Whether that wall-clock time is within."""
        if self.first <= self.last:
            return self.first <= clock < self.last
        return clock >= self.first or clock < self.last

    def from_on(self, at: datetime) -> datetime:
        """`at` (aware, in the reader's zone) where it is within, else when they begin next."""
        if self.hold(at.time()):
            return at
        day = at.date() + (A_DAY if at.time() >= self.first else timedelta())
        return datetime.combine(day, self.first, at.tzinfo)


DAY = Hours(MORNING, EVENING)


def safe(contact: SafeContact | None) -> Hours | None:
    """When the person may be reached, if they said so."""
    if contact is None or (contact.hours_from is None and contact.hours_to is None):
        return None
    return Hours(contact.hours_from or time.min, contact.hours_to or time.max)


def by_day(contact: SafeContact | None) -> Hours:
    """When what can wait may leave: by day, within the person's safe hours."""
    theirs = safe(contact)
    if theirs is None:
        return DAY
    both = Hours(max(MORNING, theirs.first), min(EVENING, theirs.last))
    return both if both.first < both.last else theirs


def zone_of(reader: User | None) -> ZoneInfo:
    """Whose clock counts: the reader's, or the site's where nobody is known."""
    return ZoneInfo((reader and reader.time_zone) or settings.TIME_ZONE)
