"""What the mails between sessions are shown with where a program words them anew."""

from django.utils.translation import gettext as _

from notices import wording
from notices.mail_samples import SITE
from notices.wording import Sample
from sessions.board import nudges
from sessions.resources import passing
from sessions.struck import STRUCK


def nudge() -> Sample:
    """As `mail_kinds_between.nudge` has it."""
    context = {"url": f"{SITE}/next/", "change_url": f"{SITE}/you/nudge/"}
    return Sample(_("Something new for you"), "mail/sessions_nudge", context)


def asked() -> Sample:
    """As `mail_kinds_between.asked` has it."""
    context = {"url": f"{SITE}/c/1/resources/1/"}
    return Sample(_("A question for you"), "mail/sessions_passing", context)


def struck() -> Sample:
    """As `mail_kinds_between.struck` has it."""
    said = _("A word about something of yours")
    return Sample(said, "mail/sessions_struck", {"url": f"{SITE}/c/1/"})


wording.offer(nudges.NUDGE, nudge)
wording.offer(passing.ASKED, asked)
wording.offer(STRUCK, struck)
