"""The mails of run-sheets: neutral outside; what was said stands behind a sign-in."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from notices import kinds
from notices.kinds import Kind, Letter, Owed
from notices.models import Notice
from programs import belonging
from sessions.models import Session, SessionState
from sessions.runsheets import answers, reminders

TEMPLATE = "mail/sessions_run_sheet"


def answered(notice: Notice) -> Letter:
    """To a member: somebody answered what they proposed or offered."""
    said = _("There is an answer to what you offered for this date.")
    return Letter(_("An answer for you"), TEMPLATE, _about(_session(notice), said))


def answered_holds(notice: Notice) -> bool:
    """The session is still to take place, and the person may still open its page."""
    session = Session.objects.filter(pk=notice.object_id or 0, state=SessionState.SCHEDULED).first()
    return session is not None and _belongs(notice, session)


def incomplete(notice: Notice) -> Letter:
    """To a facilitator: there is still something to plan. `data`: version."""
    said = _("The plan for this date is not whole yet, or somebody waits for an answer.")
    return Letter(_("Something to plan"), TEMPLATE, _about(_session(notice), said))


def incomplete_holds(notice: Notice) -> bool:
    """The date stands, its plan is still not whole, and the person still facilitates."""
    waits = reminders.not_ready().filter(
        pk=notice.object_id or 0, version=notice.data.get("version")
    )
    session = waits.first()
    if session is None:
        return False
    facilitators = belonging.facilitators_of(session.cohort_id, clock.now())
    return facilitators.filter(pk=notice.recipient_id or 0).exists()


def _belongs(notice: Notice, session: Session) -> bool:
    person = notice.recipient
    if person is None:
        return False
    return belonging.cohorts_of(person, clock.now()).filter(pk=session.cohort_id).exists()


def _session(notice: Notice) -> Session:
    return Session.objects.select_related("cohort").get(pk=notice.object_id or 0)


def _about(session: Session, said: str) -> dict[str, Any]:
    here = timezone.localtime(session.starts_at).utcoffset()
    path = reverse(
        "sessions:runsheet", kwargs={"code": session.cohort.code, "number": session.number}
    )
    return {
        "said": said,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "zone": session.time_zone,
        "differs": session.starts_at.astimezone(session.zone).utcoffset() != here,
        "url": f"{settings.SITE_URL}{path}",
    }


kinds.register(
    Kind(
        name=answers.ANSWERED,
        compose=answered,
        still_true=answered_holds,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("An answer to what a member offered"),
        script=gettext_lazy("There is an answer to something you offered."),
    )
)
kinds.register(
    Kind(
        name=reminders.INCOMPLETE,
        compose=incomplete,
        still_true=incomplete_holds,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("A run-sheet is not whole"),
        script=gettext_lazy("There is something to plan for one of your dates."),
    )
)
