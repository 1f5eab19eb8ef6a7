"""Reminders across both changes of the clocks in Melbourne, for members in five cities: the very
moment each leaves, and the local time it speaks of (DOMAIN, worked example 5)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from notices import fates, kinds, letters, together
from notices.models import Notice, NoticeState
from programs.reminders import plans
from sessions import reminders, schedules
from sessions.plans import Inputs
from tests.factories import MembershipFactory
from tests.sessions.conftest import JULY

pytestmark = pytest.mark.django_db

CITIES = {
    "Melbourne": "Australia/Melbourne",
    "Brisbane": "Australia/Brisbane",
    "Perth": "Australia/Perth",
    "London": "Europe/London",
    "Sofia": "Europe/Sofia",
}
# Of each reminder: when it leaves in each city (UTC), and what the mail calls the moment.
OCTOBER = {  # 9 October 2024, 10:00 in Melbourne, whose clocks went forward on the 6th
    "Melbourne": ("2024-10-02 00:00", "2024-10-07 23:00", "9 October 2024, 10:00 am"),
    "Brisbane": ("2024-10-02 00:00", "2024-10-07 23:00", "9 October 2024, 9:00 am Brisbane time"),
    "Perth": ("2024-10-02 00:00", "2024-10-08 00:00", "9 October 2024, 7:00 am Perth time"),
    "London": ("2024-10-02 07:00", "2024-10-08 07:00", "9 October 2024, 12:00 am London time"),
    "Sofia": ("2024-10-02 05:00", "2024-10-08 05:00", "9 October 2024, 2:00 am Sofia time"),
}
APRIL = {  # 9 April 2025, 10:00 in Melbourne, whose clocks went back on the 6th
    "Melbourne": ("2025-04-01 23:00", "2025-04-08 00:00", "9 April 2025, 10:00 am"),
    "Brisbane": ("2025-04-01 23:00", "2025-04-08 00:00", "9 April 2025, 10:00 am"),
    "Perth": ("2025-04-02 00:00", "2025-04-08 00:00", "9 April 2025, 8:00 am Perth time"),
    "London": ("2025-04-02 07:00", "2025-04-08 07:00", "9 April 2025, 1:00 am London time"),
    "Sofia": ("2025-04-02 05:00", "2025-04-08 05:00", "9 April 2025, 3:00 am Sofia time"),
}


def leaves(notice):
    """When it leaves: at its due time, or when its reader's day begins."""
    kind = kinds.get(notice.kind)
    beside = together.gather([notice])
    fate = fates.before_sending(notice, kind, at=notice.due_at, beside=beside)
    if fate is None:
        return notice.due_at
    assert fate.state == NoticeState.PENDING
    assert fates.before_sending(notice, kind, at=fate.retry_at, beside=beside) is None
    return fate.retry_at


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize(
    ("day", "expected"), [(date(2024, 10, 9), OCTOBER), (date(2025, 4, 9), APRIL)]
)
def test_each_leaves_by_day_where_its_reader_is_and_speaks_their_time(cohort, city, day, expected):
    MembershipFactory(cohort=cohort, user__time_zone=CITIES[city])
    inputs = Inputs(first_day=day, start=time(10), count=1)
    schedules.publish(cohort_id=cohort.pk, by=None, at=JULY, inputs=inputs)

    midnight = datetime.combine(day, time(0), UTC)
    for days_before in (9, 2):
        plans.plan(midnight - timedelta(days=days_before), only=[reminders.REMINDER])
    seven, one = Notice.objects.filter(kind=reminders.REMINDER).order_by("due_at")

    found = [f"{leaves(notice).astimezone(UTC):%Y-%m-%d %H:%M}" for notice in (seven, one)]
    said = [str(letters.compose(n, kinds.get(n.kind), at=n.due_at).body) for n in (seven, one)]
    assert found == list(expected[city][:2])
    assert [expected[city][2] in words for words in said] == [True, True]
