"""What a live run-sheet shows one person.

Screens are shared in a meeting, so names stand nowhere unless a facilitator asks for them on
their own device, and what is private is read in `private.py` alone, for a window of its own. Hosts
and guests see what the room is at, what is next, and their own items (DOMAIN 4).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sessions import attendance
from sessions.attendance import Expected
from sessions.joining import Standing
from sessions.models import (
    ItemState,
    Presence,
    RunSheet,
    RunSheetItem,
    Session,
    SessionState,
    SmallWin,
)
from sessions.runsheets import items, live, sheets
from sessions.runsheets.live_page import LivePage, Phase, Room, Row, Shown, sees_agenda

MOST_WINS = 6
ENDED = (Phase.OVER, Phase.CANCELLED)


def read(
    session: Session,
    standing: Standing,
    user_id: int,
    *,
    at: datetime,
    with_names: bool = False,
) -> LivePage:
    """The live run-sheet for one person at `at` (aware); five queries.

    :param with_names: asked for by a facilitator; nobody else gets them.
    """
    with_names = with_names and standing.is_facilitator
    sheet = sheets.of(session.pk)
    listed = list(items.of(session.pk)) if sheet else []
    rows = [_row(item, standing, user_id, with_names) for item in listed]
    shown = Shown(
        **_state(session, sheet, listed, rows, at),
        agenda=tuple(_agenda(sheet, listed, rows, standing)),
        cut=tuple(row for row in rows if row.place == "cut") if standing.is_facilitator else (),
        room=_room(attendance.expected(session), with_names),
        question=sheet.standing_question if sheet else "",
        wins=_wins(session),
        with_names=with_names,
    )
    return LivePage(session, standing, shown, at)


def _row(item: RunSheetItem, standing: Standing, user_id: int, with_names: bool) -> Row:
    is_mine = user_id in (item.lead_id, item.co_lead_id)
    leads = standing.is_facilitator or is_mine
    who = [str(one) for one in (item.lead, item.co_lead) if one] if with_names else []
    return Row(
        id=item.pk,
        place="cut" if item.state == ItemState.CUT else "ahead",
        kind=item.kind,
        kind_words=item.get_kind_display(),
        title=item.title,
        minutes=item.minutes + item.extra_minutes,
        content=item.content,
        who=" · ".join(who),
        is_mine=is_mine,
        method=item.method if leads else "",
        materials=item.materials if leads else "",
    )


# -- Where the room is -----------------------------------------------------------------------------


def _phase(
    session: Session, sheet: RunSheet | None, ahead: Sequence[RunSheetItem], at: datetime
) -> Phase:
    if session.state == SessionState.CANCELLED:
        return Phase.CANCELLED
    if at >= session.ends_at + live.RUNS_OVER or (sheet and sheet.ended_at):
        return Phase.OVER
    if sheet is None or sheet.current_id is None:
        early = Phase.AHEAD if ahead else Phase.BARE
        return early if at < session.ends_at else Phase.OVER
    return Phase.PAUSED if sheet.paused_at else Phase.ON


def planned(listed: Sequence[RunSheetItem]) -> list[RunSheetItem]:
    """What the session is to go through, of all its items."""
    return [item for item in listed if item.state == ItemState.PLANNED]


def _state(
    session: Session,
    sheet: RunSheet | None,
    listed: Sequence[RunSheetItem],
    rows: Sequence[Row],
    at: datetime,
) -> dict[str, Any]:
    """The phase, the current item with its time, and what comes after it."""
    ahead = planned(listed)
    phase = _phase(session, sheet, ahead, at)
    current = next((one for one in ahead if sheet and one.pk == sheet.current_id), None)
    runs = sheet is not None and current is not None and phase in (Phase.ON, Phase.PAUSED)
    left = live.left(sheet, current, at) if runs and sheet and current else timedelta()
    after = [one for one in ahead if current is None or one.position > current.position]
    by_id = {row.id: row for row in rows}
    return {
        "phase": phase,
        "moves": sheet.moves if sheet else 0,
        "now": replace(by_id[current.pk], place="now") if runs and current else None,
        "next": by_id[after[0].pk] if after and phase not in ENDED else None,
        "ends_at": at + left if phase is Phase.ON else None,
        "left_s": round(left.total_seconds()) if phase is Phase.PAUSED else 0,
        "minutes_late": _late(sheet, left, after, at) if runs and sheet else 0,
        "began": bool(sheet and sheet.started_at),
        "ended": bool(sheet and sheet.ended_at),
        "is_first": current is not None and current == ahead[0],
    }


def _late(sheet: RunSheet, left: timedelta, after: Sequence[RunSheetItem], at: datetime) -> int:
    """How many minutes after the session's end the plan would end from here; 0: in time."""
    rest = sum((timedelta(minutes=one.minutes + one.extra_minutes) for one in after), timedelta())
    end = at + max(left, timedelta()) + rest
    return max(0, round((end - sheet.session.ends_at) / timedelta(minutes=1)))


def _agenda(
    sheet: RunSheet | None,
    listed: Sequence[RunSheetItem],
    rows: Sequence[Row],
    standing: Standing,
) -> list[Row]:
    """The planned items in order, each with its place."""
    known = {one.pk: one for one in planned(listed)}
    current = known.get(sheet.current_id or 0) if sheet else None
    found = []
    for row in (row for row in rows if row.id in known):
        if not sees_agenda(standing) and not row.is_mine:
            continue
        found.append(replace(row, place=place_of(known[row.id], current, sheet)))
    return found


def place_of(item: RunSheetItem, current: RunSheetItem | None, sheet: RunSheet | None) -> str:
    """Whether a planned item is done, now or ahead."""
    if sheet and sheet.ended_at:
        return "done"
    if current is None or item.position > current.position:
        return "ahead"
    return "now" if item.pk == current.pk else "done"


# -- Who, and what for -----------------------------------------------------------------------------


def _room(people: Sequence[Expected], with_names: bool) -> Room:
    here = [one for one in people if one.is_in]
    apologies = sum(one.presence == Presence.APOLOGY and not one.is_in for one in people)
    names = tuple(one.name for one in here) if with_names else ()
    return Room(len(here), len(people) - len(here) - apologies, apologies, names)


def _wins(session: Session) -> tuple[str, ...]:
    """Small wins of this session and of the one before it that has any."""
    found = list(
        SmallWin.objects.filter(session__cohort=session.cohort_id)
        .filter(session__starts_at__lte=session.starts_at)
        .order_by("-session__starts_at", "at", "pk")
        .values_list("session", "words")[: 2 * MOST_WINS]
    )
    before = [one for one, _words in found if one != session.pk][:1]
    return tuple(words for one, words in found if one in (session.pk, *before))[:MOST_WINS]
