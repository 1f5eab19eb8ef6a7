"""Sessions, what is planned and held in them, and who was there."""

from sessions.models.attendance import Attendance, Detail, Presence
from sessions.models.meeting import Meeting
from sessions.models.room import Room
from sessions.models.schedule import Schedule
from sessions.models.session import Mode, Session, SessionQuerySet, SessionState

__all__ = [
    "Attendance",
    "Detail",
    "Meeting",
    "Mode",
    "Presence",
    "Room",
    "Schedule",
    "Session",
    "SessionQuerySet",
    "SessionState",
]
