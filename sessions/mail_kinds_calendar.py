"""Dates that come by mail, for the calendars of those who asked for them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from notices import kinds, letters
from notices.kinds import CalendarPart, Kind, Letter, Owed
from notices.models import Notice
from sessions.feeds import events, invitations
from sessions.feeds.events import Method
from sessions.models import Session

TEMPLATE = "mail/sessions_invitation"


def invitation(notice: Notice) -> Letter:
    """A date to put into one's calendar, or to put right there. `data`: turn, version."""
    return _letter(notice, Method.REQUEST, _("A date for your calendar"))


def withdrawal(notice: Notice) -> Letter:
    """A date to take out of one's calendar. `data`: turn, version."""
    return _letter(notice, Method.CANCEL, _("A date leaves your calendar"))


def _letter(notice: Notice, method: Method, subject: str) -> Letter:
    session = Session.objects.select_related("cohort").get(pk=notice.object_id or 0)
    part = events.render(
        [session], at=clock.now(), method=method, attendee=letters.address_of(notice)
    )
    return Letter(
        subject,
        TEMPLATE,
        _about(session) | {"leaves": method is Method.CANCEL},
        CalendarPart(method.value, part),
    )


def _about(session: Session) -> dict[str, Any]:
    there = session.starts_at.astimezone(session.zone).utcoffset()
    return {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "zone": session.time_zone,
        "differs": there != timezone.localtime(session.starts_at).utcoffset(),
        "url": events.page_of(session),
    }


def holds(notice: Notice) -> bool:
    """It is the last word about this date to this person, and still true."""
    return invitations.holds(notice, clock.now())


kinds.register(
    Kind(
        name=invitations.INVITATION,
        compose=invitation,
        still_true=holds,
        owed=Owed.REMINDER,
        words=gettext_lazy("A date for somebody's calendar"),
    )
)
kinds.register(
    Kind(
        name=invitations.WITHDRAWAL,
        compose=withdrawal,
        still_true=holds,
        owed=Owed.REMINDER,
        words=gettext_lazy("A date leaves somebody's calendar"),
    )
)
