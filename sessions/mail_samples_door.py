"""What the mails of attendance are shown with where a program words them anew."""

from django.utils.translation import gettext as _

from notices import wording
from notices.wording import Sample
from programs import policies
from sessions import misses, stand_ins
from sessions.mail_samples import ABOUT


def missed() -> Sample:
    """As `mail_kinds_door.missed` has it."""
    context = {**ABOUT, "policy": policies.usual()}
    return Sample(_("About %(day)s") % {"day": "{date}"}, "mail/sessions_missed", context)


def stand_in() -> Sample:
    """As `mail_kinds_door.stand_in` has it, for a member."""
    context = {**ABOUT, "yours": False, "ended": False}
    return Sample(_("About %(day)s") % {"day": "{date}"}, "mail/sessions_stand_in", context)


wording.offer(misses.MISSED, missed)
wording.offer(stand_ins.STAND_IN, stand_in)
