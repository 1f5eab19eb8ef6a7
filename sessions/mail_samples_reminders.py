"""What the mails after a break and after the last session are shown with where a program words
them anew."""

from typing import Any

from django.utils.translation import gettext as _

from notices import wording
from notices.mail_samples import LATER, MOMENT, SITE, ZONE
from notices.wording import Sample
from sessions.reminders import RESUME, THANKS

ABOUT: dict[str, Any] = {
    "starts_at": MOMENT,
    "ends_at": LATER,
    "zone": ZONE,
    "differs": False,
    "url": f"{SITE}/c/1/sessions/1/",
}


def resume() -> Sample:
    """As `mail_kinds_reminders.resume` has it."""
    return Sample(_("A date after the break"), "mail/sessions_resume", ABOUT)


def thanks() -> Sample:
    """As `mail_kinds_reminders.thanks` has it."""
    return Sample(_("Thank you"), "mail/sessions_thanks", {"url": f"{SITE}/you/hours/"})


wording.offer(RESUME, resume)
wording.offer(THANKS, thanks)
