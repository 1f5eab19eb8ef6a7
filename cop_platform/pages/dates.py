"""Dates as people say them. Local time with its zone; the viewer's and the program's when they
differ (DOMAIN 0, Time). What goes in is aware; what comes out is for reading."""

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def zone_of(zone: str | tzinfo | None) -> tzinfo:
    """The zone of that name; without one, the viewer's."""
    if not zone:
        return timezone.get_current_timezone()
    return zone if isinstance(zone, tzinfo) else ZoneInfo(str(zone))


def zone_words(zone: tzinfo) -> str:
    """'Melbourne time', from Australia/Melbourne."""
    name = str(zone)
    if "/" not in name:
        return name
    return _("%(city)s time") % {"city": name.rsplit("/", 1)[1].replace("_", " ")}


def day_words(day: date) -> str:
    """'Wed 14 August 2024'."""
    return dateformat.format(day, pgettext("day in a sentence", "D j F Y"))


def long_day_words(day: date) -> str:
    """'Wednesday 14 August 2024'."""
    return dateformat.format(day, pgettext("day on its own", "l j F Y"))


def clock_words(moment: datetime) -> str:
    """'10:00 am', of a moment already in its zone."""
    half = pgettext("clock", "am") if moment.hour < 12 else pgettext("clock", "pm")
    time = dateformat.format(moment, pgettext("clock", "g:i"))
    return pgettext("clock", "%(time)s %(half)s") % {"time": time, "half": half}


def hours_words(start: datetime, until: datetime | None) -> str:
    """'10:00 am', or '10:00 am to 12:00 pm'."""
    if until is None:
        return clock_words(start)
    return _("%(start)s to %(end)s") % {"start": clock_words(start), "end": clock_words(until)}


def in_zone(moment: datetime, zone: tzinfo, until: datetime | None = None) -> str:
    """'Wed 14 August 2024, 10:00 am Melbourne time'."""
    there = moment.astimezone(zone)
    end = until.astimezone(zone) if until else None
    return _("%(day)s, %(hours)s %(zone)s") % {
        "day": day_words(there),
        "hours": hours_words(there, end),
        "zone": zone_words(zone),
    }


def differ(moment: datetime, one: tzinfo, other: tzinfo) -> bool:
    """Whether clocks in the two zones show different times at that moment."""
    return moment.astimezone(one).utcoffset() != moment.astimezone(other).utcoffset()


def when(moment: datetime, zone: tzinfo, until: datetime | None = None) -> SafeString:
    """The moment in the program's zone, after the viewer's own where the clocks differ."""
    here = timezone.get_current_timezone()
    stamp = moment.astimezone(zone).isoformat()
    if not differ(moment, zone, here):
        return format_html('<time datetime="{}">{}</time>', stamp, in_zone(moment, zone, until))
    return format_html(
        '<span class="when"><time class="when__yours" datetime="{}">{}</time> '
        '<span class="when__theirs">({})</span></span>',
        *(stamp, in_zone(moment, here, until), _short(moment, zone, here, until)),
    )


def _short(moment: datetime, zone: tzinfo, here: tzinfo, until: datetime | None) -> str:
    """The other zone's hours; with the day, where it is another one there."""
    there = moment.astimezone(zone)
    if there.date() != moment.astimezone(here).date():
        return in_zone(moment, zone, until)
    end = until.astimezone(zone) if until else None
    return _("%(hours)s %(zone)s") % {"hours": hours_words(there, end), "zone": zone_words(zone)}


def day(value: date | datetime, zone: tzinfo) -> SafeString:
    """A day on its own: of a moment, the day it is in the zone."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), long_day_words(value))
