"""What the mails of run-sheets are shown with where a program words them anew."""

from django.utils.translation import gettext as _

from notices import wording
from notices.wording import Sample
from sessions.mail_samples import ABOUT
from sessions.runsheets import answers, reminders

TEMPLATE = "mail/sessions_run_sheet"


def answered() -> Sample:
    """As `mail_kinds_runsheets.answered` has it."""
    said = _("There is an answer to what you offered for this date.")
    return Sample(_("An answer for you"), TEMPLATE, {**ABOUT, "said": said})


def incomplete() -> Sample:
    """As `mail_kinds_runsheets.incomplete` has it."""
    said = _("The plan for this date is not whole yet, or somebody waits for an answer.")
    return Sample(_("Something to plan"), TEMPLATE, {**ABOUT, "said": said})


wording.offer(answers.ANSWERED, answered)
wording.offer(reminders.INCOMPLETE, incomplete)
