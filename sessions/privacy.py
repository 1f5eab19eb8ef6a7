"""What sessions hold about people: who was there. It counts on without a name."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit import personal
from audit.personal import DELETE, Holding
from sessions import between_holdings, calendar_holdings, hosting_holdings, plan_holdings

HOLDINGS = (
    Holding(
        "cop_sessions.Attendance",
        "user",
        title=_("Your attendance"),
        why=_(
            "So that a facilitator notices when somebody is missing, and to count who was there."
        ),
        until=_("As long as the program's records. Once you are erased it counts without a name."),
        erase={"private_word": "", "asked_words": "", "asked_at": None},
    ),
    Holding(
        "cop_sessions.Signal",
        "user",
        title=_("Signals to your facilitators"),
        why=_("So that they know, while a session is on, how you take part."),
        until=_("The end of the session. A wish to be called: until then, a week at most."),
        erase=DELETE,
    ),
    Holding(
        "cop_sessions.MissSettled",
        "user",
        title=_("That somebody was in touch"),
        why=_("So that facilitators don't ask you twice, after you were missed."),
        until=_("As long as the program's records."),
    ),
    Holding(
        "cop_sessions.StandIn",
        "user",
        title=_("Sessions you stood in for"),
        why=_("To know who held the room."),
        until=_("As long as the program's records."),
    ),
    *between_holdings.HOLDINGS,
    *calendar_holdings.HOLDINGS,
    *plan_holdings.HOLDINGS,
    *hosting_holdings.HOLDINGS,
)
MENTIONS: dict[str, str] = {
    "cop_sessions.Attendance.noted_by": "who noted them: the act of a facilitator or host",
    "cop_sessions.WallCode.changed_by": "who made a new code: the act of a facilitator",
    "cop_sessions.MissSettled.by": "who was in touch: the act of a facilitator",
    "cop_sessions.StandIn.by": "who asked them: the act of a coordinator",
    **between_holdings.MENTIONS,
    **plan_holdings.MENTIONS,
    **hosting_holdings.MENTIONS,
    "cop_sessions.Session.confirmed_by": "who confirmed the list: the act of a facilitator",
}


def erase(user_id: int, at: datetime, by: int | None) -> None:
    """Words and signals go; what is counted counts on, for somebody without a name."""
    hosting_holdings.erase(user_id, at)
    between_holdings.erase(user_id, at, by)
    plan_holdings.erase(user_id, at)
    personal.erase(HOLDINGS, user_id)
