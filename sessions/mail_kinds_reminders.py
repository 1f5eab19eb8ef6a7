"""The mails after a break and after the last session. Neutral outside, like all of ours."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices import kinds
from notices.kinds import Kind, Letter, Owed
from notices.models import Notice
from programs.models import Membership
from sessions import mail_kinds
from sessions.models import Session, SessionState
from sessions.reminders import RESUME, STAYED, THANKS


def resume(notice: Notice) -> Letter:
    """Names the first date after the break. `data`: version."""
    session = Session.objects.select_related("cohort").get(pk=notice.object_id or 0)
    return Letter(_("A date after the break"), "mail/sessions_resume", mail_kinds._about(session))


def thanks(notice: Notice) -> Letter:
    """Thanks, and the way to what a person takes along."""
    context = {"url": f"{settings.SITE_URL}{reverse('sessions:hours')}"}
    return Letter(_("Thank you"), "mail/sessions_thanks", context)


def thanks_hold(notice: Notice) -> bool:
    """It was the last, nothing was added since, and the person stayed to the end."""
    session = Session.objects.filter(pk=notice.object_id or 0).first()
    if session is None or session.state == SessionState.CANCELLED:
        return False
    later = Session.objects.filter(cohort=session.cohort_id, starts_at__gt=session.starts_at)
    stayed = Membership.objects.filter(
        cohort=session.cohort_id, user=notice.recipient_id, state__in=STAYED
    )
    return stayed.exists() and not later.exclude(state=SessionState.CANCELLED).exists()


kinds.register(
    Kind(
        name=RESUME,
        compose=resume,
        still_true=mail_kinds.reminder_holds,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("The first session after a break"),
        script=gettext_lazy("There is a date coming up. Do you have a moment to note it?"),
    )
)
kinds.register(
    Kind(
        name=THANKS,
        compose=thanks,
        still_true=thanks_hold,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("Thanks after the last session"),
    )
)
