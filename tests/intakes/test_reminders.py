"""Reminders go once, in time, to those who still owe an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from intakes import allocation, offers, reminders
from intakes.models import ApplicationState, CandidacyState, DeclineChoice
from notices.models import Notice
from tests.factories import ApplicationFactory, IntakeFactory
from tests.intakes.making import DAY, MONDAY, cohort_of, offer_of, people_for

S = CandidacyState
MORNING = 23  # 09:00 in Melbourne, in winter, on the day before in UTC

pytestmark = pytest.mark.django_db


def at(month, day, hour, minute=0):
    return datetime(2024, month, day, hour, minute, tzinfo=UTC)


def owed():
    return list(
        Notice.objects.exclude(kind="intakes.promoted")
        .order_by("due_at")
        .values_list("kind", "due_at")
    )


class TestOffers:
    """Made Monday 29 July, 10:00; it ends Monday 5 August, 17:00."""

    @pytest.fixture
    def candidacy(self):
        cohort = cohort_of(1)
        candidacy = people_for(cohort, 1, S.WAITLISTED)[0]
        allocation.promote(cohort_id=cohort.pk, at=MONDAY)
        return candidacy

    def test_two_business_days_before_and_on_the_last_morning(self, candidacy):
        moment = MONDAY
        while moment < at(8, 6, 0):
            reminders.plan(moment)
            moment += timedelta(minutes=30)

        assert owed() == [
            ("intakes.offer_reminder", at(7, 31, MORNING)),  # Thursday 1 August, 9:00
            ("intakes.offer_last_day", at(8, 4, MORNING)),  # Monday 5 August, 9:00
        ]

    def test_planned_again_nothing_is_added(self, candidacy):
        first, again = reminders.plan(at(8, 1, 0)), reminders.plan(at(8, 1, 0))

        assert (first, again) == (1, 0)

    def test_late_by_a_day_only_the_later_one_is_owed(self, candidacy):
        reminders.plan(at(8, 5, 0))

        assert [kind for kind, _due in owed()] == ["intakes.offer_last_day"]

    def test_who_has_answered_is_not_reminded(self, candidacy):
        offers.decline(
            offer_id=offer_of(candidacy).pk, choice=DeclineChoice.LEAVE, at=MONDAY, by=None
        )

        assert reminders.plan(at(8, 1, 0)) == 0

    def test_over_is_over(self, candidacy):
        assert reminders.plan(at(8, 5, 7)) == 0

    def test_a_short_offer_gets_the_last_morning_alone(self):
        cohort = cohort_of(1, backfill_until=MONDAY + DAY + timedelta(hours=5))
        people_for(cohort, 1, S.WAITLISTED)
        allocation.promote(cohort_id=cohort.pk, at=MONDAY)

        reminders.plan(MONDAY + timedelta(hours=1))
        reminders.plan(MONDAY + DAY)

        assert owed() == [("intakes.offer_last_day", at(7, 29, MORNING))]


class TestDrafts:
    """Saved Wednesday 10 July, 10:00; the intake closes Friday 26 July, 17:00."""

    @pytest.fixture
    def draft(self, now):
        return ApplicationFactory(
            intake=IntakeFactory(),
            state=ApplicationState.DRAFT,
            submitted_at=None,
            started_at=now,
            saved_at=now,
        )

    def test_after_three_business_days_and_a_day_before_the_close(self, draft, now):
        moment = now
        while moment < at(7, 27, 0):
            reminders.plan(moment)
            moment += timedelta(hours=1)

        assert owed() == [
            ("intakes.draft_waits", at(7, 14, MORNING)),  # Monday 15 July, 9:00
            ("intakes.draft_last_day", at(7, 24, MORNING)),  # Thursday 25 July, 9:00
        ]

    def test_saved_again_they_are_not_nagged_again(self, draft):
        reminders.plan(at(7, 15, 0))
        draft.saved_at = at(7, 15, 1)
        draft.save(update_fields=["saved_at"])

        reminders.plan(at(7, 19, 0))

        assert [kind for kind, _due in owed()] == ["intakes.draft_waits"]

    def test_what_was_sent_needs_no_reminder(self, draft):
        draft.state, draft.submitted_at = ApplicationState.SUBMITTED, draft.saved_at
        draft.save(update_fields=["state", "submitted_at"])

        assert reminders.plan(at(7, 15, 0)) == 0

    def test_a_weekend_is_the_business_day_before(self, draft):
        draft.intake.closes_at = at(7, 22, 7)  # Monday 22 July, 17:00
        draft.intake.save(update_fields=["closes_at"])

        reminders.plan(at(7, 19, 1))

        assert owed() == [("intakes.draft_last_day", at(7, 18, MORNING))]  # Friday 19 July

    def test_a_closing_date_that_was_moved_is_spoken_of_anew(self, draft):
        reminders.plan(at(7, 25, 1))
        draft.intake.closes_at += 7 * DAY
        draft.intake.save(update_fields=["closes_at"])

        reminders.plan(at(8, 1, 1))

        assert [kind for kind, _due in owed()] == ["intakes.draft_last_day"] * 2


def test_many_ask_as_much_as_one(django_assert_max_num_queries):
    cohort = cohort_of(9)
    people_for(cohort, 9, S.WAITLISTED)
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)
    reminders.plan(at(8, 1, 0))

    with django_assert_max_num_queries(11):
        assert reminders.plan(at(8, 1, 0)) == 0
