"""What stands here about people's own calendars. It goes with the person."""

from django.utils.translation import gettext_lazy as _

from audit.personal import DELETE, Holding

HOLDINGS = (
    Holding(
        "cop_sessions.CalendarFeed",
        "user",
        title=_("The address of your dates"),
        why=_("So that a calendar of yours can show them. The address itself is not kept."),
        until=_("Until you take it back, or are erased."),
        erase=DELETE,
        hidden=("digest",),
        change="sessions:calendar",
    ),
    Holding(
        "cop_sessions.InvitationWish",
        "user",
        title=_("That you want dates by mail"),
        why=_("So that nobody gets invitations unasked."),
        until=_("Until you stop them, or are erased."),
        erase=DELETE,
        change="sessions:calendar",
    ),
    Holding(
        "cop_sessions.CalendarCopy",
        "user",
        title=_("Dates that were sent to your calendar"),
        why=_("So that a change reaches your calendar once, and what was sent can be taken back."),
        until=_("As long as the program's records, or until you are erased."),
        erase=DELETE,
    ),
)
