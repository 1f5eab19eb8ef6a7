"""Where a session meets, and what is good to know about the place.

Those of that session alone are shown it: it stands on signed-in pages, never in a mail or a
calendar.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit import record
from sessions.hosting import arrangements
from sessions.hosting.turns import IN_A_ROOM
from sessions.models import Session, Venue
from sessions.models.hosting import Access

# What people go by: where this changes, everybody of the session hears of it.
WHERE = ("name", "address", "room")


class CannotKeep(Exception):
    """A refusal, worded for who will read it."""


@dataclass(frozen=True)
class Place:
    """What is said of a venue."""

    name: str
    address: str
    room: str = ""
    getting_there: str = ""
    parking: str = ""
    step_free: str = ""
    hearing_loop: str = ""
    quiet_room: str = ""
    toilets: str = ""
    access_notes: str = ""
    travel: str = ""
    catering: str = ""
    workplace: str = ""


def of(session_id: int) -> Venue | None:
    """A session's venue, or None."""
    return Venue.objects.filter(session=session_id).first()


def access_of(venue: Venue) -> list[tuple[str, str]]:
    """What is known about access, as a label and a word each."""
    fields = ("step_free", "hearing_loop", "quiet_room", "toilets")
    found = ((name, getattr(venue, name)) for name in fields)
    return [
        (capfirst(str(Venue._meta.get_field(name).verbose_name)), str(Access(said).label))  # type: ignore[union-attr]
        for name, said in found
        if said
    ]


@transaction.atomic
def keep(*, session_id: int, place: Place, by: int, at: datetime) -> Venue:
    """Write where a session meets. A new or another place is told to everybody of it; the same
    words again change nothing.

    :raises CannotKeep: the session meets online, is over or was called off.
    """
    session = Session.objects.select_for_update(no_key=True, of=("self",)).get(pk=session_id)
    venue = of(session_id)
    said = asdict(place)
    if venue and all(getattr(venue, name) == words for name, words in said.items()):
        return venue
    try:
        arrangements.may_be_arranged(session, at)
    except arrangements.CannotArrange as refusal:
        raise CannotKeep(str(refusal)) from None
    if session.mode not in IN_A_ROOM:
        raise CannotKeep(_("This session meets online, so it needs no place."))
    elsewhere = venue is None or any(getattr(venue, name) != said[name] for name in WHERE)
    venue = venue or Venue(session=session)
    for name, words in said.items():
        setattr(venue, name, words)
    venue.kept_at, venue.kept_by_id = at, by
    venue.save()
    record.record("venue.kept", venue, at=at, by=by, cohort_id=session.cohort_id)
    if elsewhere:
        arrangements.tell_of(session, at=at)
    return venue
