"""The rows that hosting and guests add to the table of reminders."""

from django.utils.translation import gettext_lazy as _

from programs.reminder_rules import Side, Trigger, register
from sessions import mail_samples_hosting as mail_samples_hosting  # their samples
from sessions.hosting import letters, reminders

register(
    Trigger(
        name=letters.HOST_BRIEF,
        words=_("You host a session"),
        to_whom=_("the host"),
        what=_("the session you host"),
        kind=letters.HOST_BRIEF,
        side=Side.BEFORE,
        offsets=(21, 7),
        order=54,
        things=reminders.turns_near,
        people=reminders.hosts,
    )
)
register(
    Trigger(
        name=letters.GUEST_BRIEF,
        words=_("You come to a session as a guest"),
        to_whom=_("the guest"),
        what=_("the visit"),
        kind=letters.GUEST_BRIEF,
        side=Side.BEFORE,
        offsets=(14, 2),
        order=55,
        things=reminders.visits_near,
        people=reminders.visitors,
    )
)
