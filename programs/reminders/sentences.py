"""When a reminder goes, in plain words: "7 days and 1 day before a session, at its own time"."""

from django.utils.formats import time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.reminder_rules import Rule, Side, Trigger, Unit


def when(trigger: Trigger, rule: Rule) -> str:
    """One sentence of the table."""
    if rule.off:
        return _("Off: nothing is sent.")
    if trigger.side == Side.AT_ONCE:
        return _("At once, at any hour.")
    said = {
        "days": days(trigger, rule),
        "what": trigger.what,
        "clock": at(rule),
    }
    if trigger.side == Side.AFTER:
        return _("%(days)s after %(what)s, %(clock)s.") % said
    if set(rule.offsets) == {0}:
        own = rule.clock is None
        words = _("On the day itself: %(what)s.") if own else _("On the day: %(what)s, %(clock)s.")
        return words % said
    if 0 in rule.offsets:
        return _("%(days)s before %(what)s, and on the day itself, %(clock)s.") % said
    return _("%(days)s before %(what)s, %(clock)s.") % said


def days(trigger: Trigger, rule: Rule) -> str:
    """ "7 days and 1 day" """
    counted = [_counted(n, trigger.unit) for n in rule.offsets if n or trigger.side == Side.AFTER]
    return str(get_text_list(counted, _("and")))


def at(rule: Rule) -> str:
    """ "at 09:00" """
    if rule.clock is None:
        return _("at its own time of day")
    return _("at %(time)s") % {"time": time_format(rule.clock, "H:i")}


def _counted(n: int, unit: Unit) -> str:
    if unit == Unit.BUSINESS_DAYS:
        words = ngettext("%(n)s business day", "%(n)s business days", n)
    elif unit == Unit.MONTHS:
        words = ngettext("%(n)s month", "%(n)s months", n)
    else:
        words = ngettext("%(n)s day", "%(n)s days", n)
    return words % {"n": n}
