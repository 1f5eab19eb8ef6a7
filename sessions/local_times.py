"""Wall-clock time and its zone are the truth of a session; UTC is derived here.

Twice a year a wall clock skips an hour or shows one twice. Such a time is refused: nobody
could know when to come.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# Rules for clocks are known for a while ahead, not for ever.
LAST_YEAR = 2100


class NoOneTime(Exception):
    """This wall-clock time is no one moment; worded for the person who chose it."""


def zone_named(name: str) -> ZoneInfo:
    """The zone with this IANA name.

    :raises NoOneTime: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NoOneTime(_("No time zone is called “%(zone)s”.") % {"zone": name}) from None


def moment(day: date, start: time, zone: ZoneInfo) -> datetime:
    """The one moment, in UTC, at which clocks in `zone` show `start` on `day`.

    :raises NoOneTime: the clocks skip that time on that day, or show it twice.
    """
    if day.year > LAST_YEAR:
        raise NoOneTime(_("That is too far ahead to plan for."))
    naive = datetime.combine(day, start.replace(tzinfo=None, fold=0))
    local = naive.replace(tzinfo=zone)
    words = {"day": day_words(day), "time": time_words(start)}
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise NoOneTime(
            _("On %(day)s the clocks go forward: there is no %(time)s that day.") % words
        )
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        raise NoOneTime(_("On %(day)s the clocks go back: %(time)s comes twice that day.") % words)
    return local.astimezone(UTC)


def day_words(day: date) -> str:
    """'Wednesday 14 August 2024'."""
    return dateformat.format(day, pgettext("day in a sentence of the schedule", "l j F Y"))


def weekday_words(day: date) -> str:
    """'Wednesday'."""
    return dateformat.format(day, "l")


def time_words(clock: time) -> str:
    """'10:00 am'."""
    half = pgettext("clock", "am") if clock.hour < 12 else pgettext("clock", "pm")
    return f"{clock.hour % 12 or 12}:{clock.minute:02} {half}"
