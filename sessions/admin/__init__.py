"""Schedules and sessions at the desk."""

from sessions.admin.schedules import ScheduleAdmin
from sessions.admin.sessions import SessionAdmin

__all__ = ["ScheduleAdmin", "SessionAdmin"]
