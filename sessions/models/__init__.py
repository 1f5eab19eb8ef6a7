"""Sessions, what is planned and held in them, and who was there."""

from sessions.models.attendance import Attendance, Detail, Presence, Way
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
from sessions.models.meeting import Meeting, SessionMeeting
from sessions.models.miss import MissSettled
from sessions.models.resource import FileKind, Passing, Resource
from sessions.models.room import Room
from sessions.models.schedule import Schedule
from sessions.models.session import Fold, Mode, Session, SessionQuerySet, SessionState
from sessions.models.signal import Signal, SignalKind
from sessions.models.stand_in import StandIn
from sessions.models.wall_code import WallCode
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
    "MissSettled",
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
    "SessionMeeting",
    "SessionQuerySet",
    "SessionState",
    "Showing",
    "Signal",
    "SignalKind",
    "StandIn",
    "Venue",
    "ViewSource",
    "VisitState",
    "WallCode",
    "Way",
    "Weekday",
    "Words",
]
