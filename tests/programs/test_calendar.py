"""Business days and deadlines, with the worked examples of the domain notes (section 5)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs import calendar
from programs.calendar import Calendar
from programs.models import Break, CalendarDay, DayKind
from tests.factories import ProgramFactory

MELBOURNE = ZoneInfo("Australia/Melbourne")


@pytest.fixture
def program(db):
    """Summer break 1 December to 31 January, shutdown 24 December to 3 January."""
    program = ProgramFactory()
    Break.objects.create(
        program=program, name="Summer break", first=date(2024, 12, 1), last=date(2025, 1, 31)
    )
    Break.objects.create(
        program=program,
        name="Shutdown",
        first=date(2024, 12, 24),
        last=date(2025, 1, 3),
        shutdown=True,
    )
    return program


def melbourne(*when):
    return datetime(*when, tzinfo=MELBOURNE)


# ------------------------------------------------- worked examples 8 and 9


@pytest.mark.parametrize(
    ("sent", "expires"),
    [
        # Example 8: offers, the promotion after a decline, the promotions after two lapses.
        (melbourne(2024, 7, 29, 10), datetime(2024, 8, 5, 7, tzinfo=UTC)),
        (melbourne(2024, 7, 31, 10), datetime(2024, 8, 7, 7, tzinfo=UTC)),
        (melbourne(2024, 8, 5, 17, 1), datetime(2024, 8, 12, 7, tzinfo=UTC)),
        # Example 10.
        (melbourne(2024, 8, 20, 10), datetime(2024, 8, 27, 7, tzinfo=UTC)),
        # Example 9: over the change to daylight saving, Cup Day, the shutdown.
        (melbourne(2024, 10, 3, 10), datetime(2024, 10, 10, 6, tzinfo=UTC)),
        (melbourne(2024, 10, 31, 10), datetime(2024, 11, 8, 6, tzinfo=UTC)),
        (melbourne(2024, 12, 18, 10), datetime(2025, 1, 7, 6, tzinfo=UTC)),
        # Grand Final Friday, 27 September.
        (melbourne(2024, 9, 23, 10), datetime(2024, 10, 1, 7, tzinfo=UTC)),
    ],
)
def test_an_offer_lapses_at_five_in_the_afternoon_five_business_days_later(program, sent, expires):
    assert calendar.deadline(program, sent, 5) == expires
    assert expires.astimezone(MELBOURNE).time() == time(17)


def test_the_day_of_sending_is_the_programs_and_not_the_servers(program):
    late_on_sunday_in_utc = datetime(2024, 7, 28, 22, tzinfo=UTC)  # Monday 08:00 in Melbourne

    assert calendar.deadline(program, late_on_sunday_in_utc, 5) == datetime(
        2024, 8, 5, 7, tzinfo=UTC
    )


# ------------------------------------------------- days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 7, 29), True),
        (date(2024, 7, 27), False),  # a Saturday
        (date(2024, 9, 27), False),  # Friday before the Grand Final
        (date(2024, 11, 5), False),  # Cup Day
        (date(2024, 12, 2), True),  # the summer break stops sessions, not work
        (date(2024, 12, 24), False),  # the shutdown does stop work
        (date(2025, 1, 3), False),
        (date(2025, 1, 6), True),
    ],
)
def test_a_business_day_is_a_weekday_without_holiday_and_shutdown(program, day, works):
    assert calendar.is_business_day(program, day) == works


def test_a_correction_has_the_last_word_on_its_day(program):
    cup_day, show_day = date(2024, 11, 5), date(2024, 11, 4)
    for day, kind in ((cup_day, DayKind.WORKING), (show_day, DayKind.HOLIDAY)):
        CalendarDay.objects.create(program=program, day=day, kind=kind, name="Show Day")

    days = calendar.of(program)

    assert [days.is_business_day(day) for day in (cup_day, show_day)] == [True, False]
    assert [days.holiday(day) for day in (cup_day, show_day)] == [None, "Show Day"]


def test_a_program_without_a_country_has_no_public_holidays():
    assert Calendar(country="", region="").holiday(date(2024, 12, 25)) is None


@pytest.mark.parametrize(
    ("country", "region", "known"),
    [
        ("AU", "VIC", True),
        ("AU", "Victoria", True),
        ("AU", "", True),
        ("", "", True),
        ("AU", "ATLANTIS", False),
        ("XX", "", False),
        ("os", "", False),
    ],
)
def test_which_regions_are_known(country, region, known):
    assert calendar.knows(country, region) is known


@pytest.mark.parametrize(
    ("day", "n", "found"),
    [
        (date(2024, 8, 2), 1, date(2024, 8, 5)),
        (date(2024, 8, 5), -1, date(2024, 8, 2)),
        (date(2024, 8, 3), 0, date(2024, 8, 3)),
        (date(2025, 1, 6), -1, date(2024, 12, 23)),
    ],
)
def test_business_days_are_counted_in_both_directions(program, day, n, found):
    assert calendar.of(program).add_business_days(day, n) == found


def test_a_day_in_a_break_knows_its_name(program):
    days = [date(2024, 11, 30), date(2024, 12, 1), date(2025, 1, 31), date(2025, 2, 1)]
    rests = [calendar.of(program).pause(day) for day in days]

    assert [rest and rest.name for rest in rests] == [None, "Summer break", "Summer break", None]


# ------------------------------------------------- the moment something may leave


@pytest.mark.parametrize(
    ("decided", "leaves"),
    [
        (melbourne(2024, 7, 29, 8), melbourne(2024, 7, 29, 8)),
        (melbourne(2024, 7, 29, 18, 59, 59), melbourne(2024, 7, 29, 18, 59, 59)),
        (melbourne(2024, 7, 29, 19), melbourne(2024, 7, 30, 8)),
        (melbourne(2024, 7, 29, 7, 59), melbourne(2024, 7, 29, 8)),
        (melbourne(2024, 7, 26, 20), melbourne(2024, 7, 29, 8)),  # Friday evening
        (melbourne(2024, 10, 4, 20), melbourne(2024, 10, 7, 8)),  # over the clock change
        (melbourne(2024, 12, 23, 21), melbourne(2025, 1, 6, 8)),
    ],
)
def test_mail_leaves_in_office_hours_of_a_business_day(program, decided, leaves):
    assert calendar.sending_moment(program, decided) == leaves


# ------------------------------------------------- properties

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
counts = st.integers(-40, 40)


@st.composite
def calendars(draw):
    """Victoria with a few breaks, shutdowns and corrections."""
    breaks = tuple(
        Break(name="rest", first=first, last=first + timedelta(days=length), shutdown=shutdown)
        for first, length, shutdown in draw(
            st.lists(st.tuples(days, st.integers(0, 40), st.booleans()), max_size=4)
        )
    )
    corrections = {
        day: CalendarDay(day=day, kind=kind, name="corrected")
        for day, kind in draw(
            st.lists(st.tuples(days, st.sampled_from(DayKind.values)), max_size=10)
        )
    }
    return Calendar("AU", "VIC", breaks, corrections)


@given(calendars(), days, counts)
def test_counting_business_days_lands_on_one_and_passes_exactly_so_many(cal, day, n):
    found = cal.add_business_days(day, n)
    first, last = sorted((day, found))
    between = [first + timedelta(days=d) for d in range((last - first).days + 1)]

    assert sum(cal.is_business_day(one) for one in between if one != day) == abs(n)
    assert n == 0 or cal.is_business_day(found)


@given(calendars(), days, st.integers(1, 30))
def test_counting_there_and_back_returns_to_a_business_day(cal, day, n):
    start = cal.add_business_days(day, 1)

    assert cal.add_business_days(cal.add_business_days(start, n), -n) == start


@given(calendars(), days, st.integers(0, 20))
def test_more_business_days_never_end_sooner(cal, day, n):
    assert cal.add_business_days(day, n) < cal.add_business_days(day, n + 1)


@given(calendars(), days)
def test_no_business_day_is_a_holiday_or_in_a_shutdown_unless_corrected(cal, day):
    if cal.is_business_day(day) and day not in cal.corrections:
        assert day.weekday() < 5
        assert cal.holiday(day) is None
        assert not any(r.shutdown and r.first <= day <= r.last for r in cal.breaks)


def test_a_holiday_is_called_as_it_is_there_whatever_the_server_speaks(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "th")
    calendar.public_holidays.cache_clear()

    assert calendar.public_holidays("AU", "VIC", 2027)[date(2027, 3, 8)] == "Labour Day"
