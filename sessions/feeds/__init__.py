"""Dates for people's own calendars: as a file, as a feed, and as invitations by mail."""
