"""What stands in the way of a schedule, and each single change that would make it fit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions import local_times, recurrence
from sessions.models import Schedule
from sessions.outlines import Outline, Rhythm, Trouble
from sessions.recurrence import Calendar, Chosen, Skipped

# How far past the window the grid is followed, to say what would be needed.
LOOK_AHEAD = timedelta(days=731)


def _sane(outline: Outline) -> bool:
    """Whether the days are within what calendars know."""
    return _last_day(outline).year < local_times.LAST_YEAR - 2


def _horizon(outline: Outline) -> date:
    return _last_day(outline) + LOOK_AHEAD


def _last_day(outline: Outline) -> date:
    return max(outline.window_last, outline.inputs.first_day, *outline.inputs.days)


def _grid(outline: Outline) -> Iterator[date]:
    inputs = outline.inputs
    if inputs.rhythm == Rhythm.CHOSEN:
        return recurrence.on_days(inputs.days, _horizon(outline))
    if inputs.rhythm == Rhythm.WEEKS:
        return recurrence.every_weeks(inputs.first_day, inputs.every)
    return recurrence.monthly(inputs.first_day, last=inputs.rhythm == Rhythm.LAST)


def choose(outline: Outline, calendar: Calendar) -> tuple[list[Chosen], list[Skipped]]:
    """The days of an outline under a calendar, and those of its grid that were left out."""
    return recurrence.choose(
        _grid(outline),
        count=outline.wanted,
        calendar=calendar,
        move_on=outline.inputs.conflict == Schedule.Conflict.NEXT_WEEK,
        until=_horizon(outline),
    )


def fits(outline: Outline, chosen: list[Chosen]) -> bool:
    """Whether there are as many days as were wanted, all in the window."""
    return len(chosen) == outline.wanted and all(
        choice.day <= outline.window_last for choice in chosen
    )


def trouble_before(outline: Outline) -> tuple[Trouble, ...]:
    """What is wrong before any day is looked at."""
    first, inputs = outline.inputs.first_day, outline.inputs
    of_days = "days" if inputs.rhythm == Rhythm.CHOSEN else "first_day"
    try:
        local_times.zone_named(outline.time_zone)
    except local_times.NoOneTime as refusal:
        return (Trouble("", str(refusal)),)
    if inputs.rhythm == Rhythm.CHOSEN and not inputs.days:
        return (Trouble("days", _("Choose at least one day.")),)
    if not _sane(outline):
        words = _("Nobody knows yet how clocks will go then. Plan up to %(year)s.")
        return (Trouble(of_days, words % {"year": local_times.LAST_YEAR - 3}),)
    if not outline.window_first <= first <= outline.window_last:
        return (Trouble(of_days, _outside(outline)),)
    if not outline.wanted:
        return (Trouble("count", _("That many sessions are already over.")),)
    weekday = {"weekday": local_times.weekday_words(first)}
    if inputs.rhythm == Rhythm.MONTHLY and recurrence.nth_of_month(first) > 4:
        words = _("Not every month has a fifth %(weekday)s. Choose the last one of each month.")
        return (Trouble("rhythm", words % weekday),)
    if inputs.rhythm == Rhythm.LAST and not recurrence.is_last_of_month(first):
        words = _("That day is not the last %(weekday)s of its month.")
        return (Trouble("first_day", words % weekday),)
    return ()


def not_known(calendar: Calendar, chosen: list[Chosen]) -> list[Trouble]:
    """Days of which nobody can tell whether they are free, once per reason."""
    reasons = dict.fromkeys(calendar.unknown(choice.day) for choice in chosen)
    return [Trouble("avoid_school_holidays", words) for words in reasons if words]


def not_these(outline: Outline, chosen: list[Chosen], skipped: list[Skipped]) -> list[Trouble]:
    """Chosen days on which nothing can be: each is named, for whoever chose it."""
    said = _("Nothing can be on %(day)s: %(why)s. Choose another day.")
    found = [
        Trouble("days", said % {"day": local_times.day_words(left.day), "why": left.why})
        for left in skipped
    ]
    outside = [c for c in chosen if not outline.window_first <= c.day <= outline.window_last]
    if outside:
        found.append(Trouble("days", _outside(outline)))
    return found


def _outside(outline: Outline) -> str:
    return _("The cohort's window goes from %(first)s to %(last)s: choose a day in it.") % {
        "first": local_times.day_words(outline.window_first),
        "last": local_times.day_words(outline.window_last),
    }


def what_would_fit(outline: Outline, calendar: Calendar, chosen: list[Chosen]) -> str:
    """Why the window is passed, and each single change that would make it fit."""
    inside = sum(choice.day <= outline.window_last for choice in chosen)
    words = [
        ngettext(
            "%(count)s session goes past the window, which ends on %(last)s.",
            "%(count)s sessions go past the window, which ends on %(last)s.",
            outline.wanted - inside,
        )
        % {
            "count": outline.wanted - inside,
            "last": local_times.day_words(outline.window_last),
        }
    ]
    ways = []
    if len(chosen) == outline.wanted:
        needed = local_times.day_words(chosen[-1].day)
        ways.append(_("a window until %(day)s") % {"day": needed})
    if inside:
        total = inside + outline.first_number - 1
        ways.append(ngettext("%d session", "%d sessions", total) % total)
    weeks = _closer_rhythm(outline, calendar)
    if weeks:
        ways.append(
            _("a session every %d weeks") % weeks if weeks > 1 else _("a session every week")
        )
    if ways:
        words.append(_("It would fit with: %(ways)s.") % {"ways": _(", or ").join(ways)})
    return " ".join(words)


def _closer_rhythm(outline: Outline, calendar: Calendar) -> int:
    """The widest rhythm of weeks, closer than now, that stays in the window; 0: there is none."""
    inputs = outline.inputs
    widest = inputs.every - 1 if inputs.rhythm == Rhythm.WEEKS else 4
    for weeks in range(widest, 0, -1):
        closer = replace(outline, inputs=replace(inputs, rhythm=Rhythm.WEEKS, every=weeks))
        if fits(closer, choose(closer, calendar)[0]):
            return weeks
    return 0
