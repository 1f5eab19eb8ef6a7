"""What the mails of sessions are shown with where a program words them anew."""

from typing import Any

from django.utils.translation import gettext as _

from notices import wording
from notices.mail_samples import LATER, MOMENT, SITE, ZONE
from notices.wording import Sample
from sessions import changes
from sessions import mail_samples_between as mail_samples_between
from sessions.feeds import invitations
from sessions.reminders import REMINDER

ABOUT: dict[str, Any] = {
    "starts_at": MOMENT,
    "ends_at": LATER,
    "zone": ZONE,
    "differs": False,
    "url": f"{SITE}/c/1/sessions/1/",
}


def reminder() -> Sample:
    """As `mail_kinds.reminder` has it."""
    said = _("A reminder for %(weekday)s") % {"weekday": "{weekday}"}
    return Sample(said, "mail/sessions_reminder", {**ABOUT, "try_now": False})


def changed() -> Sample:
    """As `mail_kinds.changed` has it, of one session that moved."""
    line = {**ABOUT, "starts_at": LATER, "was": MOMENT, "cancelled": False, "moved": True}
    return Sample(_("A date has changed"), "mail/sessions_changed", {"lines": [line]}, ("changes",))


wording.offer(REMINDER, reminder)
wording.offer(changes.CHANGED, changed)


def invitation() -> Sample:
    """As `mail_kinds_calendar.invitation` has it."""
    context = {**ABOUT, "leaves": False}
    return Sample(_("A date for your calendar"), "mail/sessions_invitation", context)


def withdrawal() -> Sample:
    """As `mail_kinds_calendar.withdrawal` has it."""
    context = {**ABOUT, "leaves": True}
    said = _("A date leaves your calendar")
    return Sample(said, "mail/sessions_invitation", context, required=())


wording.offer(invitations.INVITATION, invitation)
wording.offer(invitations.WITHDRAWAL, withdrawal)
