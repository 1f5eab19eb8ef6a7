"""Trying the door the day before: what can be looked at ahead, without showing the address."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sessions import joining, meetings, providers
from sessions.joining import DoorState, Standing
from sessions.models import Mode, Session


@dataclass(frozen=True)
class Trial:
    """What a person finds who tries the door of a session at `at`."""

    session: Session
    door: joining.Door
    may_join: bool
    has_address: bool
    has_page: bool
    has_number: bool
    provider: str

    @property
    def online(self) -> bool:
        """Whether there is a way in from afar."""
        return self.session.mode != Mode.IN_PERSON

    @property
    def is_past(self) -> bool:
        return self.door.state in (DoorState.OVER, DoorState.CANCELLED)

    @property
    def works(self) -> bool:
        """Whether all that can be looked at ahead is well."""
        return not self.is_past and self.may_join and (self.has_address or not self.online)


def the_door(session: Session, standing: Standing, at: datetime) -> Trial:
    """What can be said of the way in at `at` (aware); the address itself is no part of it."""
    meeting = meetings.of_session(session)
    ready = meetings.is_ready(meeting)
    url = meeting.url if meeting and ready else ""
    return Trial(
        session=session,
        door=joining.doors(session, at),
        may_join=standing.may_join,
        has_address=ready,
        has_page=bool(urlsplit(url).netloc),
        has_number=bool(ready and meeting and meeting.dial_in),
        provider=providers.named(url),
    )
