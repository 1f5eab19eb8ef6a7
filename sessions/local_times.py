"""Wall-clock time and its zone are the truth of a session; UTC is derived here.

Twice a year a wall clock skips an hour or shows one twice. A skipped time is refused; of one
that comes twice it is asked which of the two is meant.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# Rules for clocks are known for a while ahead, not for ever.
LAST_YEAR = 2100
ZERO = timedelta(0)


class NoOneTime(Exception):
    """This wall-clock time is no one moment; worded for the person who chose it."""


class Twice(NoOneTime):
    """The clock shows this time twice on that day, and nobody has said which of them is meant."""


def zone_named(name: str) -> ZoneInfo:
    """The zone with this IANA name.

    :raises NoOneTime: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NoOneTime(_("No time zone is called “%(zone)s”.") % {"zone": name}) from None


def moment(day: date, start: time, zone: ZoneInfo, fold: int | None = None) -> datetime:
    """The one moment, in UTC, at which clocks in `zone` show `start` on `day`.

    :param fold: which of the two is meant, where there are two: 0 the first, 1 the second.
    :raises NoOneTime: the clocks skip that time on that day.
    :raises Twice: they show it twice and `fold` does not say which is meant.
    """
    if day.year > LAST_YEAR:
        unknown = _("Nobody knows yet how clocks will go after %(year)s. Choose an earlier day.")
        raise NoOneTime(unknown % {"year": LAST_YEAR})
    local = datetime.combine(day, start.replace(tzinfo=None, fold=fold or 0)).replace(tzinfo=zone)
    naive = local.replace(tzinfo=None)
    words = {"day": day_words(day), "time": time_words(start)}
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise NoOneTime(
            _("On %(day)s the clocks go forward: there is no %(time)s that day.") % words
        )
    if fold is None and comes_twice(day, start, zone):
        said = _("On %(day)s the clocks go back: %(time)s comes twice. Say which of the two.")
        raise Twice(said % words)
    return local.astimezone(UTC)


def comes_twice(day: date, start: time, zone: ZoneInfo) -> bool:
    """Whether clocks in `zone` show `start` twice on `day`. A skipped time comes never."""
    local = datetime.combine(day, start.replace(tzinfo=None, fold=0)).replace(tzinfo=zone)
    return (local.utcoffset() or ZERO) > (local.replace(fold=1).utcoffset() or ZERO)


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
