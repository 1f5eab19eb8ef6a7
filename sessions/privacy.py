"""What sessions hold about people: who was there. It counts on without a name."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit import personal
from audit.personal import Holding
from sessions import between_holdings

HOLDINGS = (
    Holding(
        "cop_sessions.Attendance",
        "user",
        title=_("Your attendance"),
        why=_(
            "So that a facilitator notices when somebody is missing, and to count who was there."
        ),
        until=_("As long as the program's records. Once you are erased it counts without a name."),
    ),
    *between_holdings.HOLDINGS,
)
MENTIONS: dict[str, str] = {
    **between_holdings.MENTIONS,
    "cop_sessions.Session.confirmed_by": "who confirmed the list: the act of a facilitator",
}


def erase(user_id: int, at: datetime, by: int | None) -> None:
    """Nothing here has words: the rows count on, for somebody without a name."""
    personal.erase(HOLDINGS, user_id)
