"""A wall-clock time is one moment or it is refused, whatever the zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import local_times
from sessions.local_times import NoOneTime, Twice

MELBOURNE = ZoneInfo("Australia/Melbourne")


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2024, 8, 14), datetime(2024, 8, 14, 0, tzinfo=UTC)),
        (date(2024, 10, 9), datetime(2024, 10, 8, 23, tzinfo=UTC)),
        (date(2025, 2, 12), datetime(2025, 2, 11, 23, tzinfo=UTC)),
        (date(2025, 4, 9), datetime(2025, 4, 9, 0, tzinfo=UTC)),
    ],
)
def test_ten_in_the_morning_follows_daylight_saving(day, utc):
    assert local_times.moment(day, time(10), MELBOURNE) == utc


@pytest.mark.parametrize("clock", [time(2), time(2, 30), time(2, 59)])
def test_a_time_the_clocks_skip_is_refused(clock):
    with pytest.raises(NoOneTime) as refusal:
        local_times.moment(date(2024, 10, 6), clock, MELBOURNE)

    assert "the clocks go forward" in str(refusal.value)
    assert "Sunday 6 October 2024" in str(refusal.value)


@pytest.mark.parametrize("clock", [time(2), time(2, 30), time(2, 59)])
def test_of_a_time_shown_twice_it_is_asked_which(clock):
    with pytest.raises(Twice) as refusal:
        local_times.moment(date(2025, 4, 6), clock, MELBOURNE)
    first, second = (
        local_times.moment(date(2025, 4, 6), clock, MELBOURNE, fold) for fold in (0, 1)
    )

    assert "comes twice" in str(refusal.value)
    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize("fold", [0, 1])
def test_the_answer_does_not_make_a_skipped_time_one(fold):
    with pytest.raises(NoOneTime):
        local_times.moment(date(2024, 10, 6), time(2, 30), MELBOURNE, fold)


@pytest.mark.parametrize("day", [date(2024, 10, 6), date(2025, 4, 6)])
@pytest.mark.parametrize("clock", [time(1, 59), time(3)])
def test_the_minutes_before_and_after_a_change_are_well(day, clock):
    assert local_times.moment(day, clock, MELBOURNE).astimezone(MELBOURNE).time() == clock


def test_half_an_hour_of_daylight_saving_counts_too():
    with pytest.raises(NoOneTime):
        local_times.moment(date(2024, 10, 6), time(2, 15), ZoneInfo("Australia/Lord_Howe"))


@pytest.mark.parametrize("name", ["Australia/Nowhere", "", "../etc/passwd", "Etc/\0", "é"])
def test_a_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(NoOneTime):
        local_times.zone_named(name)


def test_a_day_after_all_known_rules_is_refused():
    with pytest.raises(NoOneTime):
        local_times.moment(date(9999, 12, 31), time(23), MELBOURNE)


ZONES = st.sampled_from(
    ["Australia/Melbourne", "Australia/Lord_Howe", "Europe/Sofia", "Europe/London"]
)
# Both changes of every zone above lie in these weeks of each year.
AROUND_A_CHANGE = st.one_of(
    st.dates(date(2024, 3, 25), date(2024, 4, 10)),
    st.dates(date(2024, 10, 1), date(2024, 11, 5)),
    st.dates(date(2025, 3, 25), date(2025, 4, 10)),
)
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 59]))


@given(day=AROUND_A_CHANGE, clock=CLOCKS, zone=ZONES)
def test_what_is_not_refused_reads_the_same_on_the_wall_and_is_the_only_such_moment(
    day, clock, zone
):
    there = ZoneInfo(zone)
    try:
        found = local_times.moment(day, clock, there)
    except NoOneTime:
        assert _moments_showing(day, clock, there) != 1
    else:
        assert found.astimezone(there).replace(tzinfo=None) == datetime.combine(day, clock)
        assert _moments_showing(day, clock, there) == 1


def _moments_showing(day, clock, zone):
    """How many minutes within two days of UTC show that wall clock in the zone."""
    wanted = datetime.combine(day, clock)
    around = datetime.combine(day, clock, UTC)
    minutes = (around + timedelta(minutes=15 * n) for n in range(-15 * 4, 15 * 4 + 1))
    return sum(m.astimezone(zone).replace(tzinfo=None) == wanted for m in minutes)
