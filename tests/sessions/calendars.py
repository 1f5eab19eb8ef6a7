"""Every .ics a test makes goes through here: two libraries that did not make it read it, and
must say the same. They are told nothing but the text."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import vobject
from ical.calendar_stream import IcsCalendarStream


@dataclass(frozen=True)
class Read:
    """What a calendar understands of one event. Moments are UTC."""

    uid: str
    sequence: int
    status: str
    starts_at: datetime
    ends_at: datetime
    summary: str


def read(text: str) -> list[Read]:
    """What both libraries read; in the order of the file."""
    one, other = _vobject(text), _ical(text)
    assert one == other
    return one


def method_of(text: str) -> str:
    """What the calendar is to do with it."""
    said = IcsCalendarStream.calendar_from_ics(text).method
    assert str(vobject.readOne(text).method.value) == said
    return said


def part_of(message: Any) -> tuple[str, str]:
    """The method a mail's own header names, and its calendar; both parts say the same."""
    [part] = [p for p in message.message().walk() if p.get_content_type() == "text/calendar"]
    text = part.get_payload(decode=True).decode()
    assert part.get_param("method") == method_of(text)
    return part.get_param("method"), text


def _vobject(text: str) -> list[Read]:
    # It remembers zones by name from file to file: let it read this one's.
    known = vars(vobject.icalendar)["__tzidMap"]
    for name in known.keys() - {"UTC"}:
        del known[name]
    return [
        Read(
            uid=event.uid.value,
            sequence=int(event.sequence.value),
            status=event.status.value,
            starts_at=event.dtstart.value.astimezone(UTC),
            ends_at=event.dtend.value.astimezone(UTC),
            summary=event.summary.value,
        )
        for event in getattr(vobject.readOne(text), "vevent_list", [])
    ]


def _ical(text: str) -> list[Read]:
    return [
        Read(
            uid=event.uid,
            sequence=event.sequence,
            status=event.status.value,
            starts_at=event.dtstart.astimezone(UTC),
            ends_at=event.dtend.astimezone(UTC),
            summary=event.summary,
        )
        for event in IcsCalendarStream.calendar_from_ics(text).events
    ]
