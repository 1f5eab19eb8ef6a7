"""A run-sheet while the session runs: what the room is at, and for how long.

Facilitators alone move it. Each press says how often the sheet had been moved when it was looked
at (`moves`): of two presses at once, or one pressed twice, the first is heard and the others find
it done. So nothing is skipped, and two facilitators who both give two more minutes give two.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.joining import OPENS_BEFORE
from sessions.models import ItemState, RunSheet, RunSheetItem
from sessions.runsheets import items, sheets
from sessions.runsheets.items import Draft
from sessions.runsheets.sheets import CannotPlan

MORE = 2  # minutes
MOST_EXTRA = 120
# So long after its end a session that nobody finished counts as over.
RUNS_OVER = timedelta(hours=1)
MOVED = ("current", "current_since", "started_at", "ended_at", "paused_at", "moves")


class CannotMove(CannotPlan):
    """A refusal, worded for the facilitator who pressed."""


class Act(models.TextChoices):
    """What a facilitator can do with the current item."""

    START = "start", gettext_lazy("Start")
    ON = "on", gettext_lazy("Go on")
    BACK = "back", gettext_lazy("Go back")
    MORE = "more", gettext_lazy("Two more minutes")
    PAUSE = "pause", gettext_lazy("Pause")
    RESUME = "resume", gettext_lazy("Go on after the pause")
    FINISH = "finish", gettext_lazy("Finish")


# -- The time --------------------------------------------------------------------------------------


def spent(sheet: RunSheet, at: datetime) -> timedelta:
    """How long the room has been at the current item in this run, pauses left out."""
    if sheet.current_since is None:
        return timedelta()
    until = min(sheet.paused_at or at, sheet.session.ends_at + RUNS_OVER)
    return max(timedelta(), until - sheet.current_since)


def left(sheet: RunSheet, item: RunSheetItem, at: datetime) -> timedelta:
    """What is left of the current item's time at `at`; below zero: it runs over."""
    planned = timedelta(minutes=item.minutes + item.extra_minutes, seconds=-item.spent_seconds)
    return planned - spent(sheet, at)


# -- The acts --------------------------------------------------------------------------------------


@transaction.atomic
def do(*, session_id: int, act: str, moves: int, by: int, at: datetime) -> bool:
    """Do one thing with the current item at `at` (aware); whether this press did it.

    :param moves: of the run-sheet as it was looked at; has it been moved since, nothing is done.
    :raises CannotMove: it can't be done now.
    """
    sheet = sheets.lock(session_id)
    if sheet.moves != moves:
        return False
    verb = ACTS[Act(act)](sheet, at)
    sheet.moves += 1
    sheet.save(update_fields=MOVED)
    sheets.say(verb, sheet, sheet, by=by, at=at)
    return True


@transaction.atomic
def add_next(*, session_id: int, draft: Draft, key: UUID, by: int, at: datetime) -> RunSheetItem:
    """Add an item right after the current one, or at the end of what has not begun.

    :raises CannotPlan: as in `items.add`.
    """
    sheet = sheets.lock(session_id)
    return items.add(
        session_id=session_id,
        draft=draft,
        by=by,
        at=at,
        after=sheet.current_id,
        live=sheet.started_at is not None,
        key=key,
    )


def _start(sheet: RunSheet, at: datetime) -> str:
    session = sheet.session
    if sheet.started_at:
        raise CannotMove(_("It has begun."))
    if at < session.starts_at - OPENS_BEFORE:
        raise CannotMove(_("It can begin as soon as the door is open."))
    if at >= session.ends_at:
        raise CannotMove(_("This session is over."))
    first = sheet.items.planned().first()
    if first is None:
        raise CannotMove(_("Nothing is planned yet. Add an item first."))
    sheet.started_at = at
    _go_to(sheet, first, at)
    return "run_sheet.started"


def _on(sheet: RunSheet, at: datetime) -> str:
    item = _current(sheet)
    following = sheet.items.planned().filter(position__gt=item.position).first()
    if following is None:
        raise CannotMove(_("That was the last item. Finish when you are ready."))
    _leave(sheet, item, at)
    _go_to(sheet, following, at)
    return "run_sheet.moved_on"


def _back(sheet: RunSheet, at: datetime) -> str:
    """To the item before; from the first to before the start; from the end to the last."""
    if sheet.ended_at:
        sheet.ended_at = None
        _go_to(sheet, _last_run(sheet), at)
        return "run_sheet.moved_back"
    item = _current(sheet)
    before = sheet.items.planned().filter(position__lt=item.position).last()
    if before:
        _leave(sheet, item, at)
        _go_to(sheet, before, at)
        return "run_sheet.moved_back"
    sheet.items.filter(pk=item.pk).update(spent_seconds=0, extra_minutes=0)
    sheet.current = sheet.current_since = sheet.paused_at = sheet.started_at = None
    return "run_sheet.not_started"


def _more(sheet: RunSheet, at: datetime) -> str:
    """Two minutes from now, however much it has run over."""
    item = _current(sheet)
    over = max(timedelta(), -left(sheet, item, at))
    item.extra_minutes += MORE + ceil(over.total_seconds() / 60)
    if item.extra_minutes > MOST_EXTRA:
        raise CannotMove(_("That is a lot more than was planned. Please go on, or pause."))
    item.save(update_fields=["extra_minutes"])
    return "run_sheet.time_given"


def _pause(sheet: RunSheet, at: datetime) -> str:
    _current(sheet)
    if sheet.paused_at:
        raise CannotMove(_("There is a pause already."))
    sheet.paused_at = max(at, sheet.current_since or at)
    return "run_sheet.paused"


def _resume(sheet: RunSheet, at: datetime) -> str:
    item = _current(sheet)
    if not sheet.paused_at:
        raise CannotMove(_("There is no pause."))
    _leave(sheet, item, at)
    _go_to(sheet, item, at)
    return "run_sheet.resumed"


def _finish(sheet: RunSheet, at: datetime) -> str:
    _leave(sheet, _current(sheet), at)
    sheet.current = sheet.current_since = sheet.paused_at = None
    sheet.ended_at = max(at, sheet.started_at or at)
    return "run_sheet.finished"


ACTS: dict[str, Callable[[RunSheet, datetime], str]] = {
    Act.START: _start,
    Act.ON: _on,
    Act.BACK: _back,
    Act.MORE: _more,
    Act.PAUSE: _pause,
    Act.RESUME: _resume,
    Act.FINISH: _finish,
}


def _current(sheet: RunSheet) -> RunSheetItem:
    if sheet.current_id is None:
        raise CannotMove(_("It is over.") if sheet.ended_at else _("It has not begun."))
    return items.find(sheet, sheet.current_id)


def _leave(sheet: RunSheet, item: RunSheetItem, at: datetime) -> None:
    """Keep the time that was spent on an item."""
    item.spent_seconds += round(spent(sheet, at).total_seconds())
    item.save(update_fields=["spent_seconds"])


def _go_to(sheet: RunSheet, item: RunSheetItem, at: datetime) -> None:
    sheet.current, sheet.current_since, sheet.paused_at = item, at, None


def _last_run(sheet: RunSheet) -> RunSheetItem:
    """What the room was at when somebody finished: the last of what it has spent time on."""
    planned = sheet.items.filter(state=ItemState.PLANNED).order_by("position")
    last = planned.filter(spent_seconds__gt=0).last() or planned.last()
    if last is None:
        raise CannotMove(_("Nothing is planned."))
    return last
