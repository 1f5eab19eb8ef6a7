"""Sessions, what is planned and held in them, and who was there."""

from sessions.models.afterwards import Action, Debrief, Load, SessionNote, SmallWin
from sessions.models.attendance import Attendance, Detail, Presence, Way
from sessions.models.board import LastSeen, Nudge, Post, PostKind, Reply, Weekday
from sessions.models.feed import CalendarCopy, CalendarFeed, InvitationWish
from sessions.models.hosting import Access, Adjustment, AdjustmentKind, HostTurn, Venue
from sessions.models.introduction import Introduction, Showing
from sessions.models.library import Exercise, Purpose, RunSheetTemplate, TemplateItem
from sessions.models.meeting import Meeting, SessionMeeting
from sessions.models.miss import MissSettled
from sessions.models.resource import FileKind, Passing, Resource
from sessions.models.room import Room
from sessions.models.runsheet import (
    ItemKind,
    ItemState,
    LeadOffer,
    OfferState,
    Ownership,
    RunSheet,
    RunSheetItem,
    RunSheetItemQuerySet,
)
from sessions.models.schedule import Schedule
from sessions.models.session import Fold, Mode, Session, SessionQuerySet, SessionState
from sessions.models.signal import Signal, SignalKind
from sessions.models.stand_in import StandIn
from sessions.models.visit import (
    LIVE_VISITS,
    GuestVisit,
    PermissionBy,
    PermissionHow,
    RelayedView,
    ViewSource,
    VisitState,
)
from sessions.models.wall_code import WallCode
from sessions.models.words import Gone, Words

__all__ = [
    "LIVE_VISITS",
    "Access",
    "Action",
    "Adjustment",
    "AdjustmentKind",
    "Attendance",
    "CalendarCopy",
    "CalendarFeed",
    "Debrief",
    "Detail",
    "Exercise",
    "FileKind",
    "Fold",
    "Gone",
    "GuestVisit",
    "HostTurn",
    "Introduction",
    "InvitationWish",
    "ItemKind",
    "ItemState",
    "LastSeen",
    "LeadOffer",
    "Load",
    "Meeting",
    "MissSettled",
    "Mode",
    "Nudge",
    "OfferState",
    "Ownership",
    "Passing",
    "PermissionBy",
    "PermissionHow",
    "Post",
    "PostKind",
    "Presence",
    "Purpose",
    "RelayedView",
    "Reply",
    "Resource",
    "Room",
    "RunSheet",
    "RunSheetItem",
    "RunSheetItemQuerySet",
    "RunSheetTemplate",
    "Schedule",
    "Session",
    "SessionMeeting",
    "SessionNote",
    "SessionQuerySet",
    "SessionState",
    "Showing",
    "Signal",
    "SignalKind",
    "SmallWin",
    "StandIn",
    "TemplateItem",
    "Venue",
    "ViewSource",
    "VisitState",
    "WallCode",
    "Way",
    "Weekday",
    "Words",
]
