"""What hosting and guests hold about people."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit.personal import Holding
from sessions.hosting import guests, turns
from sessions.models import GuestVisit, HostTurn

HOLDINGS = (
    Holding(
        "cop_sessions.HostTurn",
        "host",
        title=_("Sessions you hosted or host"),
        why=_("So that others know who opens the door."),
        until=_("As long as the program's records. Once you are erased it counts without a name."),
    ),
    Holding(
        "cop_sessions.GuestVisit",
        "user",
        title=_("Sessions you came to as a guest"),
        why=_("To tell you the time and the way in, and whom to call."),
        until=_("Your name and address: 30 days after the session."),
        erase=guests.NOBODY,
        keeps=("topic", "way_in", "expected", "call_name", "call_phone"),
        hidden=("invitation", "supporter_name", "supporter_email", "supporter_phone"),
    ),
)
_AN_ACT = "the act of a facilitator or coordinator"
MENTIONS: dict[str, str] = {
    "cop_sessions.Session.lead": "who leads: named to those of the session",
    "cop_sessions.Session.scribe": "who writes down: named to those of the session",
    "cop_sessions.Venue.kept_by": "who described the place",
    "cop_sessions.HostTurn.given_by": "the host, or who asked them to: an act",
    "cop_sessions.GuestVisit.consent_by": f"who recorded a consent: {_AN_ACT}",
    "cop_sessions.GuestVisit.checks_by": "who confirmed the checks: the act of a coordinator",
    "cop_sessions.GuestVisit.invited_by": f"who invited: {_AN_ACT}",
    "cop_sessions.RelayedView.relayed_by": "who relays it: named to those of the session",
    "cop_sessions.RelayedView.added_by": f"who added it: {_AN_ACT}",
    "cop_sessions.Adjustment.booked_by": f"who booked it: {_AN_ACT}",
}


def erase(user_id: int, at: datetime) -> None:
    """Give back what is to come, and forget who the guest was; what was remains."""
    to_come = {"session__starts_at__gt": at}
    for turn in HostTurn.objects.filter(host=user_id, ended_at=None, **to_come):
        turns.give_back(session_id=turn.session_id, turn_id=turn.pk, by=user_id, at=at)
    mine = GuestVisit.objects.filter(user=user_id)
    for visit in mine.filter(**to_come):
        guests.decline(visit_id=visit.pk, by=user_id, at=at)
    guests.forget(mine.values_list("pk", flat=True), at)
