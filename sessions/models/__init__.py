"""Sessions, what is planned and held in them, and who was there."""

from sessions.models.attendance import Attendance, Detail, Presence
from sessions.models.board import LastSeen, Nudge, Post, PostKind, Reply, Weekday
from sessions.models.feed import CalendarCopy, CalendarFeed, InvitationWish
from sessions.models.hosting import (
    LIVE_VISITS,
    Access,
    Adjustment,
    AdjustmentKind,
    GuestVisit,
    HostTurn,
    PermissionBy,
    PermissionHow,
    RelayedView,
    Venue,
    ViewSource,
    VisitState,
)
from sessions.models.introduction import Introduction, Showing
from sessions.models.meeting import Meeting
from sessions.models.resource import FileKind, Passing, Resource
from sessions.models.room import Room
from sessions.models.schedule import Schedule
from sessions.models.session import Fold, Mode, Session, SessionQuerySet, SessionState
from sessions.models.words import Gone, Words

__all__ = [
    "LIVE_VISITS",
    "Access",
    "Adjustment",
    "AdjustmentKind",
    "Attendance",
    "CalendarCopy",
    "CalendarFeed",
    "Detail",
    "FileKind",
    "Fold",
    "Gone",
    "GuestVisit",
    "HostTurn",
    "Introduction",
    "InvitationWish",
    "LastSeen",
    "Meeting",
    "Mode",
    "Nudge",
    "Passing",
    "PermissionBy",
    "PermissionHow",
    "Post",
    "PostKind",
    "Presence",
    "RelayedView",
    "Reply",
    "Resource",
    "Room",
    "Schedule",
    "Session",
    "SessionQuerySet",
    "SessionState",
    "Showing",
    "Venue",
    "ViewSource",
    "VisitState",
    "Weekday",
    "Words",
]
