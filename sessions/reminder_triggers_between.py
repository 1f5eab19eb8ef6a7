"""The weekly word that there is something new, as a row of the table of reminders."""

from django.utils.translation import gettext_lazy as _

from programs.reminder_rules import Side, Trigger, register
from sessions.board import nudges

register(
    Trigger(
        name=nudges.NUDGE,
        words=_("Something new between sessions, once a week"),
        to_whom=_("whoever wants it, and has something new to see"),
        what=_("the weekday and time each has chosen"),
        kind=nudges.NUDGE,
        side=Side.BEFORE,
        offsets=(0,),
        clock=None,
        order=60,
        things=nudges.due,
        people=nudges.whom,
        most=1,
    )
)
