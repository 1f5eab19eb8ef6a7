"""What the mails of hosting are shown with where a program words them anew. Those that say what
has happened, or that go to supporters too, keep their words."""

from django.utils.translation import gettext as _

from notices import wording
from notices.wording import Sample
from sessions.hosting import letters
from sessions.hosting.framing import TEMPLATE
from sessions.mail_samples import ABOUT


def host_brief() -> Sample:
    """As `mail_kinds_hosting.host_brief` has it."""
    says = [
        _("You host this date. Thank you."),
        _("Your page has what is needed, as numbers, and a place for how to find you."),
    ]
    context = {**ABOUT, "says": says, "leads_to": _("Open your page")}
    return Sample(_("Hosting: what is good to know"), TEMPLATE, context)


def arranged() -> Sample:
    """As `mail_kinds_hosting.arranged` has it."""
    says = [_("How or where this date takes place has changed. The date and time stand.")]
    context = {**ABOUT, "says": says, "leads_to": _("See how and where")}
    return Sample(_("News about a date"), TEMPLATE, context)


wording.offer(letters.HOST_BRIEF, host_brief)
wording.offer(letters.ARRANGED, arranged)
