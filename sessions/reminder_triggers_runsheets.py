"""The row that run-sheets add to the table of reminders."""

from django.utils.translation import gettext_lazy as _

from programs.reminder_rules import Side, Trigger, register
from sessions import mail_kinds_runsheets as mail_kinds_runsheets  # registers the mails
from sessions import mail_samples_runsheets as mail_samples_runsheets  # and their samples
from sessions.runsheets import reminders

register(
    Trigger(
        name=reminders.INCOMPLETE,
        words=_("A run-sheet is not whole"),
        to_whom=_("the cohort's facilitators"),
        what=_("a session that is not planned to the minute, or where a proposal waits"),
        kind=reminders.INCOMPLETE,
        side=Side.BEFORE,
        offsets=(5,),
        order=56,
        things=reminders.near,
        people=reminders.facilitators,
    )
)
