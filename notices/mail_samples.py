"""What the kinds of each app are shown with: see `<app>/mail_samples.py` and `wording.offer`."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = "Australia/Melbourne"
# A moment and a day that nobody is told of by any mail.
MOMENT = datetime(2031, 8, 5, 17, tzinfo=ZoneInfo(ZONE))
DAY = date(2031, 9, 2)
CLOSES = datetime(2031, 7, 26, 17, tzinfo=ZoneInfo(ZONE))
LATER = MOMENT + timedelta(days=14)
SITE = "https://example.org"


def contact() -> dict[str, Any]:
    """Whom to ask, in a program that is nobody's."""
    return {"contact_name": "Kim", "contact_email": "kim@example.org", "zone": ZONE}
