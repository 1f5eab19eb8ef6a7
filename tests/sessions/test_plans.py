"""The generator: DOMAIN 3.2, worked examples 1 to 4, and what never happens."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions import plans, recurrence
from sessions.models import Schedule
from sessions.plans import Inputs, Outline
from sessions.recurrence import Calendar

TEN = time(10)
SUMMER = (date(2024, 12, 1), date(2025, 1, 31))
SKIP, NEXT_WEEK = Schedule.Conflict.SKIP, Schedule.Conflict.NEXT_WEEK


def summer_break(day):
    return "Summer break" if SUMMER[0] <= day <= SUMMER[1] else ""


def days(*named):
    return {date.fromisoformat(day): "a holiday" for day in named}


def calendar(blocked=None):
    return Calendar(summer_break, lambda day: (blocked or {}).get(day, ""))


def outline(first_day=date(2024, 8, 14), *, window=None, first_number=1, **inputs):
    window = window or (date(2024, 8, 1), date(2025, 5, 31))
    asked = Inputs(first_day=first_day, start=inputs.pop("start", TEN), **inputs)
    return Outline(asked, window[0], window[1], "Australia/Melbourne", first_number)


def dates_of(plan):
    return [dated.day.isoformat() for dated in plan.dates]


EXAMPLE_1 = [
    "2024-08-14", "2024-09-11", "2024-10-09", "2024-11-13",
    "2025-02-12", "2025-03-12", "2025-04-09", "2025-05-14",
]  # fmt: skip


def test_example_1_eight_second_wednesdays_with_summer_left_out():
    plan = plans.lay_out(outline(), calendar())

    assert dates_of(plan) == EXAMPLE_1
    assert plan.trouble == ()
    assert [(skipped.day.isoformat(), skipped.why) for skipped in plan.skipped] == [
        ("2024-12-11", "Summer break"),
        ("2025-01-08", "Summer break"),
    ]


def test_example_2_the_same_starts_in_utc_and_for_viewers_elsewhere():
    plan = plans.lay_out(outline(), calendar())

    assert [dated.starts_at.isoformat() for dated in plan.dates] == [
        "2024-08-14T00:00:00+00:00",
        "2024-09-11T00:00:00+00:00",
        "2024-10-08T23:00:00+00:00",
        "2024-11-12T23:00:00+00:00",
        "2025-02-11T23:00:00+00:00",
        "2025-03-11T23:00:00+00:00",
        "2025-04-09T00:00:00+00:00",
        "2025-05-14T00:00:00+00:00",
    ]
    october = plan.dates[2].starts_at
    assert october.astimezone(ZoneInfo("Australia/Brisbane")).time() == time(9)
    assert october.astimezone(ZoneInfo("Australia/Perth")).time() == time(7)


@pytest.mark.parametrize(
    ("first_day", "expected"),
    [
        (
            date(2024, 8, 14),
            ["2024-08-14", "2024-08-28", "2024-09-11", "2024-09-25",
             "2024-10-09", "2024-10-23", "2024-11-06", "2024-11-20"],
        ),
        (
            date(2025, 2, 5),
            ["2025-02-05", "2025-02-19", "2025-03-05", "2025-03-19",
             "2025-04-02", "2025-04-16", "2025-04-30", "2025-05-14"],
        ),
    ],
)  # fmt: skip
def test_example_3_every_other_wednesday(first_day, expected):
    plan = plans.lay_out(outline(first_day, rhythm="weeks", every=2), calendar())

    assert dates_of(plan) == expected


def test_example_4_a_blocked_day_moves_on_week_by_week_until_it_is_clear():
    first, last = date(2025, 4, 5), date(2025, 4, 21)
    school = {first + timedelta(n): "School holidays" for n in range((last - first).days + 1)}

    plan = plans.lay_out(outline(), calendar(school))

    assert dates_of(plan) == [*EXAMPLE_1[:6], "2025-04-23", "2025-05-14"]
    assert plan.dates[6].moved_from == date(2025, 4, 9)
    assert plan.dates[6].why == "School holidays"


def test_a_blocked_day_that_reaches_the_next_of_the_grid_is_left_out():
    blocked = days("2024-08-28", "2024-09-04")

    plan = plans.lay_out(outline(rhythm="weeks", every=2, count=3), calendar(blocked))

    assert dates_of(plan) == ["2024-08-14", "2024-09-11", "2024-09-25"]
    assert [skipped.day.isoformat() for skipped in plan.skipped] == ["2024-08-28"]


def test_every_week_a_blocked_day_can_only_be_left_out():
    plan = plans.lay_out(outline(rhythm="weeks", every=1, count=3), calendar(days("2024-08-21")))

    assert dates_of(plan) == ["2024-08-14", "2024-08-28", "2024-09-04"]


def test_with_skip_a_blocked_day_is_left_out():
    plan = plans.lay_out(outline(conflict=SKIP, count=3), calendar(days("2024-09-11")))

    assert dates_of(plan) == ["2024-08-14", "2024-10-09", "2024-11-13"]
    assert [skipped.why for skipped in plan.skipped] == ["a holiday"]


def test_a_day_in_a_break_never_moves_even_when_it_is_a_holiday_too():
    plan = plans.lay_out(outline(), calendar(days("2024-12-11")))

    assert dates_of(plan) == EXAMPLE_1


def test_a_blocked_day_does_not_move_into_a_break():
    plan = plans.lay_out(
        outline(date(2024, 11, 27), rhythm="weeks", every=12, count=2),
        calendar(days("2024-11-27")),
    )

    assert dates_of(plan) == ["2025-02-05", "2025-02-19"]
    assert plan.dates[0].moved_from == date(2024, 11, 27)


def test_the_first_day_moves_too():
    plan = plans.lay_out(outline(count=1), calendar(days("2024-08-14")))

    assert dates_of(plan) == ["2024-08-21"]


def test_the_last_wednesday_of_each_month():
    plan = plans.lay_out(outline(date(2024, 8, 28), rhythm="last", count=4), calendar())

    assert dates_of(plan) == ["2024-08-28", "2024-09-25", "2024-10-30", "2024-11-27"]


def test_a_fifth_weekday_is_asked_about():
    plan = plans.lay_out(outline(date(2024, 10, 30)), calendar())

    assert [(t.field, t.words) for t in plan.trouble] == [
        ("rhythm", "Not every month has a fifth Wednesday. Choose the last one of each month.")
    ]


def test_a_day_that_is_not_the_last_of_its_month_is_asked_about():
    plan = plans.lay_out(outline(rhythm="last"), calendar())

    assert [t.field for t in plan.trouble] == ["first_day"]


def test_a_window_that_is_passed_says_what_would_fit():
    plan = plans.lay_out(outline(window=(date(2024, 8, 1), date(2024, 11, 30))), calendar())

    assert [(t.field, t.words) for t in plan.trouble] == [
        (
            "count",
            "4 sessions go past the window, which ends on Saturday 30 November 2024. It would "
            "fit with: a window until Wednesday 14 May 2025, or 4 sessions, or a session every 2 "
            "weeks.",
        )
    ]
    assert [dated.beyond for dated in plan.dates] == [False] * 4 + [True] * 4


@pytest.mark.parametrize("change", ["window", "count", "rhythm"])
def test_each_way_that_is_named_does_fit(change):
    short = (date(2024, 8, 1), date(2024, 11, 30))
    ways = {
        "window": outline(window=(short[0], date(2025, 5, 14))),
        "count": outline(window=short, count=4),
        "rhythm": outline(window=short, rhythm="weeks", every=2),
    }

    assert plans.lay_out(ways[change], calendar()).trouble == ()


def test_a_day_before_a_needed_one_is_not_enough():
    plan = plans.lay_out(outline(window=(date(2024, 8, 1), date(2025, 5, 13))), calendar())

    assert [t.field for t in plan.trouble] == ["count"]


def test_a_calendar_without_a_clear_day_is_no_endless_search():
    never = Calendar(lambda day: "A very long break", recurrence.nothing)

    plan = plans.lay_out(outline(), never)

    assert plan.dates == ()
    assert [t.field for t in plan.trouble] == ["count"]


@pytest.mark.parametrize("first_day", [date(2024, 7, 31), date(2025, 6, 1)])
def test_a_first_day_outside_the_window_is_asked_about(first_day):
    plan = plans.lay_out(outline(first_day), calendar())

    assert [t.field for t in plan.trouble] == ["first_day"]


def test_a_window_at_the_end_of_dates_is_refused_kindly():
    plan = plans.lay_out(
        outline(date(9999, 12, 31), window=(date(2024, 8, 1), date.max)), calendar()
    )

    assert [t.words for t in plan.trouble] == [
        "Nobody knows yet how clocks will go then. Plan up to 2097."
    ]


def test_a_start_that_the_clocks_skip_names_the_day():
    sunday = outline(date(2024, 9, 1), start=time(2, 30), count=3)

    plan = plans.lay_out(sunday, calendar())

    assert [(t.field, t.words) for t in plan.trouble] == [
        (
            "start",
            "On Sunday 6 October 2024 the clocks go forward: there is no 2:30 am that day.",
        )
    ]


AUTUMN = {"first_day": date(2025, 3, 23), "start": time(2, 30), "rhythm": "weeks", "count": 3}


def test_a_start_that_comes_twice_is_asked_about():
    plan = plans.lay_out(outline(**AUTUMN, every=1), calendar())

    assert [(t.field, t.words) for t in plan.trouble] == [
        (
            "fold",
            "On Sunday 6 April 2025 the clocks go back: 2:30 am comes twice. Say which of the two.",
        )
    ]


@pytest.mark.parametrize(("fold", "hour"), [(0, 15), (1, 16)])
def test_the_answer_counts_on_that_day_alone(fold, hour):
    plan = plans.lay_out(outline(**AUTUMN, every=1, fold=fold), calendar())

    assert plan.trouble == ()
    assert [dated.fold for dated in plan.dates] == [0, 0, fold]
    assert plan.dates[2].starts_at == datetime(2025, 4, 5, hour, 30, tzinfo=UTC)
    assert plan.dates[1].starts_at == datetime(2025, 3, 29, 15, 30, tzinfo=UTC)


def chosen(*named, **more):
    found = tuple(date.fromisoformat(day) for day in named)
    return outline(found[0], rhythm="chosen", days=found, count=len(found), **more)


def test_chosen_days_are_what_they_are():
    plan = plans.lay_out(chosen("2024-08-14", "2024-09-02", "2025-02-20"), calendar())

    assert dates_of(plan) == ["2024-08-14", "2024-09-02", "2025-02-20"]
    assert plan.trouble == ()


def test_a_chosen_day_in_a_break_is_named():
    plan = plans.lay_out(chosen("2024-08-14", "2024-12-11", "2025-02-20"), calendar())

    assert [(t.field, t.words) for t in plan.trouble] == [
        (
            "days",
            "Nothing can be on Wednesday 11 December 2024: Summer break. Choose another day.",
        )
    ]


def test_a_chosen_day_that_is_a_holiday_moves_before_the_next_or_is_named():
    named = ("2024-08-14", "2024-08-28", "2024-09-04")
    moved = plans.lay_out(chosen(*named), calendar(days("2024-08-14")))
    stuck = plans.lay_out(chosen(*named), calendar(days("2024-08-28")))

    assert dates_of(moved) == ["2024-08-21", "2024-08-28", "2024-09-04"]
    assert [t.field for t in stuck.trouble] == ["days"]


def test_chosen_days_outside_the_window_are_refused():
    plan = plans.lay_out(chosen("2024-08-14", "2025-06-02"), calendar())

    assert [t.field for t in plan.trouble] == ["days"]
    assert [dated.beyond for dated in plan.dates] == [False, True]


def test_numbers_leave_out_what_was_added():
    inputs = Inputs(date(2024, 8, 14), TEN, rhythm="weeks", every=1, count=4)
    around = Outline(
        inputs, date(2024, 8, 1), date(2025, 5, 31), "Australia/Melbourne", 2, frozenset({3, 4})
    )

    plan = plans.lay_out(around, calendar())

    assert [dated.number for dated in plan.dates] == [2, 5, 6]
    assert [around.place_of(number) for number in (1, 2, 5, 6)] == [1, 2, 3, 4]


def test_what_is_not_known_of_a_day_is_said_once():
    unknown = Calendar(summer_break, recurrence.nothing, lambda day: f"Nothing on {day.year}.")

    plan = plans.lay_out(outline(), unknown)

    assert [(t.field, t.words) for t in plan.trouble] == [
        ("avoid_school_holidays", "Nothing on 2024."),
        ("avoid_school_holidays", "Nothing on 2025."),
    ]


def test_a_zone_that_does_not_exist_is_said():
    lost = Outline(Inputs(date(2024, 8, 14), TEN), date(2024, 8, 1), date(2025, 5, 31), "Moon/Base")

    assert [t.words for t in plans.lay_out(lost, calendar()).trouble] == [
        "No time zone is called “Moon/Base”."
    ]


def test_later_sessions_can_have_a_rhythm_of_their_own():
    plan = plans.lay_out(
        outline(date(2025, 2, 5), rhythm="weeks", every=2, first_number=5), calendar()
    )

    assert [(dated.number, dated.day.isoformat()) for dated in plan.dates] == [
        (5, "2025-02-05"), (6, "2025-02-19"), (7, "2025-03-05"), (8, "2025-03-19"),
    ]  # fmt: skip


def test_dates_and_what_was_skipped_stand_in_the_order_of_the_calendar():
    plan = plans.lay_out(outline(), calendar())

    assert [line.day for line in plan.lines()] == sorted(line.day for line in plan.lines())
    assert len(plan.lines()) == 10


def as_typed(inputs):
    """Chosen days are as many sessions as there are days; another rhythm has none of them."""
    if inputs.rhythm == Schedule.Rhythm.CHOSEN and inputs.days:
        return replace(inputs, first_day=inputs.days[0], count=len(inputs.days))
    return replace(inputs, days=())


WINDOW = (date(2024, 1, 1), date(2026, 12, 31))
INPUTS = st.builds(
    Inputs,
    # Weeks in which Melbourne's clocks change are likely, and so is a start in the small hours.
    first_day=st.one_of(
        st.dates(date(2024, 1, 1), date(2025, 6, 1)),
        st.dates(date(2024, 9, 22), date(2024, 10, 13)),
        st.dates(date(2025, 3, 23), date(2025, 4, 13)),
    ),
    start=st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    rhythm=st.sampled_from(Schedule.Rhythm.values),
    every=st.integers(1, 6),
    count=st.integers(1, 14),
    conflict=st.sampled_from(Schedule.Conflict.values),
    days=st.lists(st.dates(date(2024, 1, 1), date(2026, 6, 1)), unique=True, max_size=9).map(
        lambda found: tuple(sorted(found))
    ),
    fold=st.sampled_from([None, 0, 1]),
).map(lambda found: as_typed(found))
BLOCKED = st.sets(st.dates(*WINDOW), max_size=60)


@settings(max_examples=300, deadline=None)
@given(inputs=INPUTS, blocked=BLOCKED)
def test_a_plan_without_trouble_keeps_every_promise(inputs, blocked):
    around = Outline(inputs, *WINDOW, "Australia/Melbourne")
    obstacles = Calendar(summer_break, lambda day: "blocked" if day in blocked else "")

    plan = plans.lay_out(around, obstacles)
    if plan.trouble:
        return

    found = [dated.day for dated in plan.dates]
    assert len(found) == inputs.count
    assert found == sorted(set(found))
    for dated in plan.dates:
        there = dated.starts_at.astimezone(ZoneInfo("Australia/Melbourne"))
        assert (there.date(), there.time()) == (dated.day, inputs.start)
        assert dated.starts_at.tzinfo == UTC
        assert dated.ends_at - dated.starts_at == timedelta(minutes=inputs.minutes)
        assert inputs.days or dated.day.weekday() == inputs.first_day.weekday()
        assert not obstacles.obstacle(dated.day)
        assert WINDOW[0] <= dated.day <= WINDOW[1]
    assert all(obstacles.obstacle(skipped.day) for skipped in plan.skipped)


@settings(max_examples=100, deadline=None)
@given(inputs=INPUTS, blocked=BLOCKED)
def test_a_plan_is_the_same_every_time(inputs, blocked):
    around = Outline(inputs, *WINDOW, "Australia/Melbourne")
    obstacles = Calendar(summer_break, lambda day: "blocked" if day in blocked else "")

    assert plans.lay_out(around, obstacles) == plans.lay_out(around, obstacles)


@given(first=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_grid_of_months_keeps_weekday_and_place_in_the_month(first):
    grid = recurrence.monthly(first)
    found = [next(grid) for _n in range(30)]

    assert {day.weekday() for day in found} == {first.weekday()}
    assert {recurrence.nth_of_month(day) for day in found} == {recurrence.nth_of_month(first)}
    assert found[0] == first
