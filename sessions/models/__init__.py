"""Sessions, what is planned and held in them, and who was there."""

from sessions.models.attendance import Attendance, Detail, Presence
from sessions.models.board import LastSeen, Nudge, Post, PostKind, Reply, Weekday
from sessions.models.feed import CalendarCopy, CalendarFeed, InvitationWish
from sessions.models.introduction import Introduction, Showing
from sessions.models.meeting import Meeting
from sessions.models.resource import FileKind, Passing, Resource
from sessions.models.room import Room
from sessions.models.schedule import Schedule
from sessions.models.session import Fold, Mode, Session, SessionQuerySet, SessionState
from sessions.models.words import Gone, Words

__all__ = [
    "Attendance",
    "CalendarCopy",
    "CalendarFeed",
    "Detail",
    "FileKind",
    "Fold",
    "Gone",
    "Introduction",
    "InvitationWish",
    "LastSeen",
    "Meeting",
    "Mode",
    "Nudge",
    "Passing",
    "Post",
    "PostKind",
    "Presence",
    "Reply",
    "Resource",
    "Room",
    "Schedule",
    "Session",
    "SessionQuerySet",
    "SessionState",
    "Showing",
    "Weekday",
    "Words",
]
