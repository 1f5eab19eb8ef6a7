"""What is held of people between sessions: what they shared and wrote, and what they wanted."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit.personal import DELETE, Holding
from sessions.board import posts
from sessions.resources import sharing

COHORT = _("Until you take it out, or the cohort's records end.")

HOLDINGS = (
    Holding(
        "cop_sessions.Passing",
        "resource__by",
        title=_("Where resources of yours went on to"),
        why=_("You agreed that another cohort, or everybody, may use them."),
        until=_("Until you take it back."),
        erase={"contact_name": "", "contact_email": ""},
    ),
    Holding(
        "cop_sessions.Resource",
        "by",
        title=_("Resources you shared"),
        why=_("You shared them with your cohort."),
        until=COHORT,
        hidden=("key", "stored", "digest", "search"),
        erase={
            **dict.fromkeys(("title", "why", "url", "file_name", "stored", "digest"), ""),
            "tags": [],
            "size": 0,
        },
    ),
    Holding(
        "cop_sessions.Reply",
        "by",
        title=_("Your replies on a board"),
        why=_("You wrote them for your cohort."),
        until=COHORT,
        hidden=("key", "post"),
        erase={"words": ""},
    ),
    Holding(
        "cop_sessions.Post",
        "by",
        title=_("Your notices on a board"),
        why=_("You wrote them for your cohort."),
        until=COHORT,
        hidden=("key",),
        erase={"words": ""},
    ),
    Holding(
        "cop_sessions.LastSeen",
        "user",
        title=_("When you last looked at a board"),
        why=_("So that what is new since then can be told apart."),
        until=_("Until you are erased."),
        erase=DELETE,
    ),
    Holding(
        "cop_sessions.Nudge",
        "user",
        title=_("Your weekly mail"),
        why=_("You wanted one mail a week when there is something new."),
        until=_("Until you turn it off."),
        erase=DELETE,
        change="sessions:nudge",
    ),
    Holding(
        "cop_sessions.Showing",
        "introduction__user",
        title=_("Where your introduction is shown"),
        why=_("You chose which cohorts see it."),
        until=_("Until you hide it."),
        erase=DELETE,
        change="sessions:introduction",
    ),
    Holding(
        "cop_sessions.Introduction",
        "user",
        title=_("Your introduction"),
        why=_("You wanted your cohort to know."),
        until=_("Until you take it out."),
        erase=DELETE,
        change="sessions:introduction",
    ),
)
MENTIONS: dict[str, str] = {
    "cop_sessions.Passing.asked_by": "who asked to pass it on: the act of a facilitator or sharer",
}


def erase(user_id: int, at: datetime, by: int | None) -> None:
    """What they shared goes from everywhere, files too, and what they wrote."""
    sharing.take_out_all(user_id=user_id, by=by, at=at)
    posts.take_out_all(user_id=user_id, by=by, at=at)
