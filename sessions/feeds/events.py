"""Sessions as iCalendar (RFC 5545), for calendars that others may see (DOMAIN 0).

A title says "Session" and its number; there is no name, no community, no place and no way in,
only the address of the session's page, which asks for a sign-in. The UID of a session never
changes, and its SEQUENCE is its version: a calendar that has it already puts it right.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sessions.feeds import zones
from sessions.models import Session, SessionState

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

OURS = "-//Coalesce//Dates//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
LOOK_AGAIN = timedelta(hours=1)


class Method(StrEnum):
    """What a calendar is to do with it (RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def uid(session: Session) -> str:
    """The same for the same session for ever, and no other's; it tells nothing."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"coalesce:{session.cohort.code}:{session.pk}"))


def render(
    sessions: Sequence[Session],
    *,
    at: datetime,
    method: Method = Method.PUBLISH,
    attendee: str = "",
    name: str = "",
) -> str:
    """The sessions (their cohorts read with them) as one iCalendar, in the language spoken.

    :param at: when it is said, aware: the later of two with the same version holds.
    :param attendee: the address of the one person an invitation is for.
    :param name: what a subscribed calendar is called.
    """
    # Imported here: it weighs on every web worker, and few requests make a calendar.
    from icalendar import Calendar  # noqa: PLC0415 -- as above

    made = Calendar()
    made.add("prodid", OURS)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method.value)
    if name:
        _name(made, name)
    for zone in _zones(sessions):
        made.add_component(zone)
    for session in sessions:
        made.add_component(_event(session, at, method, attendee))
    text: str = made.to_ical().decode()
    return text


def _name(made: "Calendar", name: str) -> None:
    """What it is called, and how often to look: the words each kind of calendar knows."""
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", LOOK_AGAIN)


def _event(session: Session, at: datetime, method: Method, attendee: str) -> "Event":
    from icalendar import Event  # noqa: PLC0415 -- as above

    gone = method is Method.CANCEL or session.state == SessionState.CANCELLED
    url = page_of(session)
    event = Event()
    event.add("uid", uid(session))
    event.add("sequence", session.version)
    event.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _clock(session.starts_at, session.zone))
    event.add("dtend", _clock(session.ends_at, session.zone))
    event.add("summary", _("Session %(number)s") % {"number": session.number})
    event.add("description", _("What it needs stands on its page, after you sign in: ") + url)
    event.add("url", url)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if gone else "OPAQUE")
    event.add("class", "PRIVATE")
    if attendee:
        _between(event, attendee)
    return event


def _between(event: "Event", attendee: str) -> None:
    """From whom an invitation comes and for whom it is: addresses alone, and no answer asked."""
    from icalendar import vCalAddress  # noqa: PLC0415 -- as above

    event.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"))
    person = vCalAddress(f"mailto:{attendee}")
    person.params.update({"PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    event.add("attendee", person)


def page_of(session: Session) -> str:
    """The address of a session's page."""
    where = {"code": session.cohort.code, "number": session.number}
    return f"{settings.SITE_URL}{reverse('sessions:session', kwargs=where)}"


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock in its zone; UTC in an hour that comes twice, for its second time: a local
    time in a calendar always means the first."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local


def _zones(sessions: Iterable[Session]) -> list["Timezone"]:
    """The rules of each zone that is named, over the years that need them."""
    years: dict[str, set[int]] = {}
    for session in sessions:
        years.setdefault(session.time_zone, set()).update(
            (session.starts_at.year, session.ends_at.year)
        )
    return [
        zones.component(name, min(*found, zones.SINCE), max(found) + 1)
        for name, found in sorted(years.items())
    ]
