"""The live run-sheet: what the room is at, for how long, and who moves it."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from sessions import rooms
from sessions.models import ItemKind, RunSheet, RunSheetItem
from sessions.runsheets import items, live, sheets
from sessions.runsheets.items import Draft
from sessions.runsheets.live import CannotMove
from tests.factories import CohortFactory, SessionFactory
from tests.races import race

MINUTE = timedelta(minutes=1)
PLAN = (("check_in", 10), ("case_advice", 25), ("break", 10), ("check_out", 8))


def planned(cohort):
    """A session with four items, and its facilitator."""
    session = SessionFactory(cohort=cohort, number=1)
    sheet = RunSheet.objects.create(session=session)
    for place, (kind, minutes) in enumerate(PLAN, start=1):
        RunSheetItem.objects.create(
            run_sheet=sheet, position=place, kind=kind, title=kind, minutes=minutes
        )
    return session


@pytest.fixture
def session(db):
    return planned(CohortFactory())


@pytest.fixture
def by(session):
    return session.cohort.roles.get().user_id


@pytest.fixture
def press(session, by):
    """Press one thing so many minutes after the start, on a page that is up to date."""

    def pressed(act: str, minute: float = 0, *, moves: int | None = None) -> bool:
        return live.do(
            session_id=session.pk,
            act=act,
            moves=sheet_of(session).moves if moves is None else moves,
            by=by,
            at=session.starts_at + minute * MINUTE,
        )

    return pressed


def sheet_of(session):
    return RunSheet.objects.select_related("current", "session").get(session=session)


def at_now(session) -> str:
    current = sheet_of(session).current
    return current.title if current else ""


def left_at(session, minute: float) -> float:
    """How many minutes are left of the current item."""
    sheet = sheet_of(session)
    return live.left(sheet, sheet.current, session.starts_at + minute * MINUTE) / MINUTE


def refused(press, *args) -> str:
    with pytest.raises(CannotMove) as caught:
        press(*args)
    return str(caught.value)


def test_a_session_goes_through_its_items_and_keeps_what_each_took(session, press):
    assert at_now(session) == ""
    press("start", 0)
    for minute in (11, 40, 50):
        press("on", minute)
    assert (at_now(session), left_at(session, 52)) == ("check_out", 6)
    assert refused(press, "on", 55) == "That was the last item. Finish when you are ready."
    press("finish", 57)

    sheet = sheet_of(session)
    assert (sheet.current, sheet.current_since) == (None, None)
    assert sheet.ended_at == session.starts_at + 57 * MINUTE
    spent = sheet.items.order_by("position").values_list("spent_seconds", flat=True)
    assert list(spent) == [11 * 60, 29 * 60, 10 * 60, 7 * 60]


def test_a_pause_takes_nothing_of_the_time(session, press):
    press("start", 0)
    press("pause", 4)
    assert (left_at(session, 4), left_at(session, 30)) == (6, 6)
    assert refused(press, "pause", 31) == "There is a pause already."
    press("resume", 34)
    assert left_at(session, 35) == 5
    press("pause", 36)
    press("on", 50)  # straight on from the pause

    assert RunSheetItem.objects.get(title="check_in").spent_seconds == 6 * 60
    assert (sheet_of(session).paused_at, left_at(session, 51)) == (None, 24)


def test_two_more_minutes_are_two_from_now_also_when_it_has_run_over(session, press):
    press("start", 0)
    press("more", 7)
    assert left_at(session, 7) == 5
    press("more", 15)

    assert left_at(session, 15) == 2
    assert sheet_of(session).current.minutes == 10  # the plan stands as it was


def test_one_can_go_back_to_before_the_start_and_from_the_end(session, press):
    press("start", 0)
    press("more", 1)
    press("back", 2)
    sheet = sheet_of(session)
    assert (sheet.current, sheet.started_at) == (None, None)
    assert RunSheetItem.objects.filter(spent_seconds=0, extra_minutes=0).count() == len(PLAN)

    press("start", 5)
    press("on", 15)
    press("back", 16)
    assert (at_now(session), left_at(session, 17)) == ("check_in", -1)
    press("finish", 18)
    press("back", 19)
    assert (at_now(session), sheet_of(session).ended_at) == ("case_advice", None)


def test_it_begins_when_the_door_is_open_and_not_after_the_end(session, press):
    assert refused(press, "start", -15.1) == "It can begin as soon as the door is open."
    assert refused(press, "start", 120) == "This session is over."
    assert refused(press, "on", 1) == "It has not begun."
    press("start", -15)
    assert refused(press, "start", 1) == "It has begun."
    assert at_now(session) == "check_in"


def test_there_is_nothing_to_start_without_items_or_when_it_was_called_off(session, press):
    RunSheetItem.objects.all().delete()
    assert refused(press, "start") == "Nothing is planned yet. Add an item first."


def test_what_is_cut_is_passed_over_and_what_is_added_comes_next(session, press, by):
    press("start", 0)
    advice = RunSheetItem.objects.get(title="case_advice")
    at = session.starts_at + MINUTE
    items.cut(session_id=session.pk, item_id=advice.pk, by=by, at=at)
    draft, key = Draft(kind=ItemKind.STORY, minutes=7, title="A story"), uuid4()
    for _twice in range(2):
        live.add_next(session_id=session.pk, draft=draft, key=key, by=by, at=at)

    press("on", 10)
    assert at_now(session) == "A story"
    assert RunSheetItem.objects.filter(added_live=True).count() == 1
    press("on", 17)
    assert at_now(session) == "break"


def test_every_press_is_written_down_and_seen_by_the_room(session, press, by):
    press("start", 0)
    press("on", 9)

    said = Entry.objects.order_by("pk").values_list("verb", "actor_id")
    assert list(said) == [("run_sheet.started", by), ("run_sheet.moved_on", by)]
    assert rooms.version(session.pk) == 2


def test_the_time_stops_an_hour_after_the_end_if_nobody_finishes(session, press):
    press("start", 110)
    press("finish", 500)

    assert RunSheetItem.objects.get(title="check_in").spent_seconds == 70 * 60


# -- At once ---------------------------------------------------------------------------------------


def test_a_press_on_a_page_of_before_does_nothing(session, press):
    press("start", 0, moves=0)
    assert press("on", 1, moves=1) is True
    assert press("on", 1, moves=1) is False
    assert press("more", 1, moves=1) is False

    assert (at_now(session), rooms.version(session.pk)) == ("case_advice", 2)


def pressed_by_ten(press) -> tuple[list, str]:
    """Ten presses of "Go on" at once, by people who all see the first item."""
    session = planned(CohortFactory())
    by, at = session.cohort.roles.get().user_id, session.starts_at
    live.do(session_id=session.pk, act="start", moves=0, by=by, at=at)
    outcomes = race(*[partial(press, session.pk, by, at)] * 10)
    return outcomes, at_now(session)


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_skip_nothing():
    def on(session_id, by, at):
        return live.do(session_id=session_id, act="on", moves=1, by=by, at=at)

    outcomes, current = pressed_by_ten(on)

    assert sorted(outcomes) == [False] * 9 + [True]
    assert current == "case_advice"


@pytest.mark.django_db(transaction=True)
def test_control_without_what_was_seen_they_run_through_the_list():
    @transaction.atomic
    def on(session_id, by, at):
        sheet = sheets.lock(session_id)
        live.ACTS["on"](sheet, at)
        sheet.save(update_fields=live.MOVED)

    _outcomes, current = pressed_by_ten(on)

    assert current == "check_out"


# -- What the database refuses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE cop_sessions_runsheet SET paused_at = started_at, current_id = NULL,"
        " current_since = NULL",
        "UPDATE cop_sessions_runsheet SET paused_at = current_since - interval '1 second'",
        "UPDATE cop_sessions_runsheet SET moves = -1",
        "UPDATE cop_sessions_runsheetitem SET extra_minutes = 601",
        "UPDATE cop_sessions_room SET version = 0",
        "UPDATE cop_sessions_room SET kind = 'No word'",
        "INSERT INTO cop_sessions_room (kind, object_id, version)"
        " SELECT kind, object_id, 1 FROM cop_sessions_room",
    ],
)
def test_the_database_refuses(session, press, wrong):
    press("start", 0)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(wrong)
