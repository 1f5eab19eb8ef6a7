"""Dates in the program's zone and the viewer's (DOMAIN, worked example 2)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cop_platform.pages import dates, tags

MELBOURNE = ZoneInfo("Australia/Melbourne")
OCTOBER = datetime(2024, 10, 8, 23, 0, tzinfo=UTC)


@pytest.fixture
def viewer_in():
    yield timezone.activate
    timezone.deactivate()


def test_in_one_zone_the_moment_is_said_once(viewer_in):
    viewer_in("Australia/Melbourne")

    assert tags.when(OCTOBER, "Australia/Melbourne") == (
        '<time datetime="2024-10-09T10:00:00+11:00">'
        "Wed 9 October 2024, 10:00 am Melbourne time</time>"
    )


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Australia/Brisbane", "Wed 9 October 2024, 9:00 am Brisbane time"),
        ("Australia/Perth", "Wed 9 October 2024, 7:00 am Perth time"),
    ],
)
def test_elsewhere_the_viewers_clock_comes_first(viewer_in, zone, said):
    viewer_in(zone)
    shown = tags.when(OCTOBER, "Australia/Melbourne")

    assert said in shown
    assert shown.index(said) < shown.index("(10:00 am Melbourne time)")


def test_where_the_day_is_another_one_the_program_day_is_said_too(viewer_in):
    viewer_in("America/New_York")

    assert "(Wed 9 October 2024, 10:00 am Melbourne time)" in tags.when(
        OCTOBER, "Australia/Melbourne"
    )


def test_zones_whose_clocks_agree_are_not_said_twice(viewer_in):
    viewer_in("Australia/Sydney")

    assert "Sydney" not in tags.when(OCTOBER, "Australia/Melbourne")


def test_an_end_is_said_with_its_hour_alone(viewer_in):
    viewer_in("Australia/Melbourne")
    end = datetime(2024, 10, 9, 1, 0, tzinfo=UTC)

    assert "10:00 am to 12:00 pm Melbourne time" in tags.when(
        OCTOBER, "Australia/Melbourne", until=end
    )


def test_a_day_is_the_day_it_is_in_the_zone():
    assert tags.day(OCTOBER, "Australia/Melbourne") == (
        '<time datetime="2024-10-09">Wednesday 9 October 2024</time>'
    )
    assert tags.day(date(2024, 10, 9)) == (
        '<time datetime="2024-10-09">Wednesday 9 October 2024</time>'
    )


def test_plain_text_for_mails():
    assert tags.in_words(OCTOBER, "Australia/Melbourne") == (
        "Wed 9 October 2024, 10:00 am Melbourne time"
    )
    assert tags.clock(OCTOBER, "Australia/Perth") == "7:00 am"


def test_nothing_is_said_of_no_moment():
    assert (tags.when(None), tags.day(None), tags.in_words(None), tags.clock(None)) == ("",) * 4


def test_utc_is_called_utc():
    assert dates.zone_words(ZoneInfo("UTC")) == "UTC"
    assert dates.zone_words(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires time"
