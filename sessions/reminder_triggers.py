"""The rows that sessions add to the table of reminders (programs/reminder_rules.py)."""

from django.utils.translation import gettext_lazy as _

from programs.reminder_rules import Side, Trigger, register
from sessions import changes, misses, reminders
from sessions import mail_kinds_door as mail_kinds_door  # registers the mails
from sessions import mail_kinds_reminders as mail_kinds_reminders
from sessions import mail_samples_door as mail_samples_door
from sessions import mail_samples_reminders as mail_samples_reminders  # and their samples
from sessions import reminder_triggers_between as reminder_triggers_between
from sessions import reminder_triggers_hosting as reminder_triggers_hosting
from sessions import reminder_triggers_runsheets as reminder_triggers_runsheets

register(
    Trigger(
        name=reminders.REMINDER,
        words=_("A session is near"),
        to_whom=_("members who have sent no apology"),
        what=_("a session"),
        kind=reminders.REMINDER,
        side=Side.BEFORE,
        offsets=(7, 1),
        clock=None,
        order=50,
        things=reminders.near,
        people=reminders.coming,
    )
)
register(
    Trigger(
        name=reminders.RESUME,
        words=_("We meet again after a break"),
        to_whom=_("members who have sent no apology"),
        what=_("the first session after a break"),
        kind=reminders.RESUME,
        side=Side.BEFORE,
        offsets=(14,),
        clock=None,
        order=51,
        things=reminders.resuming,
        people=reminders.coming,
    )
)
register(
    Trigger(
        name=changes.CHANGED,
        words=_("A session moves, or is called off"),
        to_whom=_("members, facilitators, hosts and guests"),
        kind=changes.CHANGED,
        may_be_off=False,
        order=52,
    )
)
register(
    Trigger(
        name=reminders.THANKS,
        words=_("Thanks after the last session"),
        to_whom=_("members who stayed"),
        what=_("the last session"),
        kind=reminders.THANKS,
        side=Side.AFTER,
        offsets=(1,),
        order=90,
        things=reminders.last_ones,
        people=reminders.stayed,
    )
)
register(
    Trigger(
        name=misses.TWO_MISSES,
        words=_("Somebody was missed twice running"),
        to_whom=_("the cohort's facilitators, nobody else"),
        what=_("a list was confirmed"),
        kind=misses.TWO_MISSES,
        side=Side.AFTER,
        offsets=(1,),
        clock=misses.MORNING,
        order=80,
        things=misses.confirmed,
        people=misses.to_tell,
    )
)
