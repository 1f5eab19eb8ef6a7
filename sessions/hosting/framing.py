"""The frame of every mail about hosting and guests: some sentences, a date, and where to go on."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from notices.kinds import Letter
from sessions.models import Session

TEMPLATE = "mail/sessions_hosting"


def letter(subject: str, session: Session, says: list[str], **more: Any) -> Letter:
    """A mail about one session: some sentences, when it is, and where to go on."""
    return Letter(subject, TEMPLATE, context(session, says, **more))


def context(
    session: Session, says: list[str], *, url: str = "", leads_to: str = "", **more: Any
) -> dict[str, Any]:
    """What the template draws."""
    here = timezone.localtime(session.starts_at).utcoffset()
    return {
        "says": says,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "zone": session.time_zone,
        "differs": session.starts_at.astimezone(session.zone).utcoffset() != here,
        "url": f"{settings.SITE_URL}{url}" if url else "",
        "leads_to": leads_to,
    } | more
