"""What is held of people in run-sheets and after sessions: what they led, took on and wrote."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from audit.personal import DELETE, Holding
from sessions.models import (
    Action,
    ItemState,
    LeadOffer,
    OfferState,
    RunSheet,
    RunSheetItem,
)

COUNTS_ON = _("As long as the cohort's records. Once you are erased it names nobody.")
FACILITATED = _("So that whoever facilitates knows who does what.")
# What an item says is the cohort's plan; the private note is the facilitators' own.
PLAN = ("title", "method", "materials", "content", "reply")

HOLDINGS = (
    Holding(
        "cop_sessions.LeadOffer",
        "user",
        title=_("Your offers to lead something"),
        why=FACILITATED,
        until=COUNTS_ON,
        hidden=("item",),
        erase={"reply": ""},
    ),
    *(
        Holding(
            "cop_sessions.RunSheetItem",
            whose,
            title=title,
            why=FACILITATED,
            until=COUNTS_ON,
            hidden=("run_sheet", "private_note"),
            keeps=PLAN,
            erase={"private_note": ""},
        )
        for whose, title in (
            ("lead", _("What you lead in a session")),
            ("co_lead", _("What you help to lead in a session")),
            ("proposed_by", _("What you proposed for a session")),
        )
    ),
    Holding(
        "cop_sessions.RunSheet",
        "speaker",
        title=_("When you speak the Acknowledgement of Country"),
        why=FACILITATED,
        until=COUNTS_ON,
        hidden=("current",),
        keeps=("standing_question",),
    ),
    Holding(
        "cop_sessions.SessionNote",
        "by",
        title=_("Notes you wrote of a session"),
        why=_("So that the cohort remembers what it found."),
        until=COUNTS_ON,
        hidden=("item",),
        keeps=("words",),
    ),
    Holding(
        "cop_sessions.Action",
        "owner",
        title=_("What you took on"),
        why=_("So that it comes up at the next session until it is done."),
        until=COUNTS_ON,
        keeps=("words",),
    ),
    Holding(
        "cop_sessions.SmallWin",
        "by",
        title=_("Small wins you told"),
        why=_("So that the next session opens with them."),
        until=_("Until you take it out, or the cohort's records end."),
        erase=DELETE,
    ),
    Holding(
        "cop_sessions.Debrief",
        "by",
        title=_("Your debriefs"),
        why=_("So that whoever facilitates with you can pick up what you hand over."),
        until=_("Until you take it out, or the cohort's records end."),
        erase=DELETE,
    ),
)
MENTIONS: dict[str, str] = {
    "cop_sessions.Action.by": "who wrote the action down: the act of somebody at the session",
    "cop_sessions.Debrief.handed_to": "whom a facilitator asked to pick something up",
    "cop_sessions.RunSheetTemplate.by": "which facilitator kept the template",
    "cop_sessions.Exercise.by": "which facilitator wrote the exercise down",
}


def erase(user_id: int, at: datetime) -> None:
    """Open again what they would have led or done; what was led and done counts on."""
    ahead = RunSheetItem.objects.filter(run_sheet__session__starts_at__gt=at)
    ahead.filter(proposed_by=user_id, state=ItemState.PROPOSED).delete()
    ahead.filter(co_lead=user_id).update(co_lead=None, private_note="")
    ahead.filter(lead=user_id).update(lead=F("co_lead"), co_lead=None, private_note="")
    RunSheet.objects.filter(speaker=user_id, session__starts_at__gt=at).update(speaker=None)
    open_offers = LeadOffer.objects.filter(user=user_id, state=OfferState.OPEN)
    open_offers.update(state=OfferState.TAKEN_BACK, answered_at=at)
    Action.objects.open().filter(owner=user_id).update(let_go_at=at)
