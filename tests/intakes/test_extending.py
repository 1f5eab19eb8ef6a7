"""More time to answer, and a place out of turn: each with a reason, neither past its limits."""

from datetime import UTC, datetime, timedelta

import pytest

from audit.models import Entry
from intakes import allocation, apart, extra_places, offers, queues, reminders, settling
from intakes.models import CandidacyState, DeclineChoice, OfferState
from notices.models import Notice
from programs import grants
from programs.models import Grant
from tests.factories import UserFactory
from tests.intakes.making import DAY, MONDAY, cohort_of, live, offer_of, people_for, states, taken
from tests.intakes.making import ticks as all_ticked

S = CandidacyState
END = MONDAY + 7 * DAY + timedelta(hours=7)  # Monday 5 August, 17:00

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(is_superuser=True).pk


def offered(cohort):
    people = people_for(cohort, 1, S.WAITLISTED)
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)
    return offer_of(people[0])


def extend(offer, by, days=2, reason="Away at a funeral.", at=MONDAY + DAY, **more):
    return offers.extend(offer_id=offer.pk, business_days=days, reason=reason, at=at, by=by, **more)


class TestMoreTime:
    def test_counts_business_days_from_the_old_deadline_and_says_so(self, by):
        offer = offered(cohort_of(1))

        longer = extend(offer, by)

        assert longer.expires_at == END + 2 * DAY
        mail = Notice.objects.get(kind="intakes.extended")
        assert (mail.expires_at, mail.recipient) == (
            END + 2 * DAY,
            offer.candidacy.application.applicant,
        )
        entry = Entry.objects.get(verb="offer.extended")
        assert (entry.actor_id, entry.reason.text) == (by, "Away at a funeral.")

    def test_the_old_deadline_passes_and_the_new_one_ends_it(self, by):
        offer = extend(offered(cohort_of(1)), by)

        assert offers.expire_due(END) == []
        assert offers.expire_due(END + 2 * DAY) == [offer]

    def test_pressed_twice_on_the_same_page_it_is_given_once(self, by):
        offer = offered(cohort_of(1))

        twice = [extend(offer, by, ends=END), extend(offer, by, ends=END)]

        assert [o.expires_at for o in twice] == [END + 2 * DAY] * 2

    def test_never_past_the_cut_off(self, by):
        cut_off = END + timedelta(hours=20)
        offer = offered(cohort_of(1, backfill_until=cut_off))

        assert extend(offer, by).expires_at == cut_off
        with pytest.raises(offers.CannotExtend):
            extend(offer, by)

    @pytest.mark.parametrize("days", [0, 11])
    def test_a_sane_number_of_days(self, by, days):
        with pytest.raises(offers.CannotExtend):
            extend(offered(cohort_of(1)), by, days=days)

    def test_a_reason_is_needed(self, by):
        with pytest.raises(offers.ReasonNeeded):
            extend(offered(cohort_of(1)), by, reason="  ")

    def test_what_is_over_or_answered_stays_so(self, by):
        offer = offered(cohort_of(1))

        with pytest.raises(settling.OfferGone):
            extend(offer, by, at=END)

    def test_reminders_follow_the_new_deadline(self, by):
        offer = offered(cohort_of(1))
        reminders.plan(END - timedelta(hours=7))
        extend(offer, by, at=END - timedelta(hours=6))

        moment = END - timedelta(hours=6)
        while moment < END + 3 * DAY:
            reminders.plan(moment)
            moment += timedelta(hours=1)

        found = Notice.objects.filter(kind__startswith="intakes.offer_").order_by("due_at")
        assert list(found.values_list("kind", "due_at")) == [
            ("intakes.offer_last_day", END - timedelta(hours=8)),
            ("intakes.offer_last_day", END + 2 * DAY - timedelta(hours=8)),
        ]


class TestAnExtraSeat:
    def give(self, candidacy, by, at=MONDAY, reason="The only one from the Mallee."):
        return extra_places.offer_place(candidacy_id=candidacy.pk, reason=reason, by=by, at=at)

    def test_is_one_persons_and_goes_with_them(self, by):
        cohort = cohort_of(1)
        first, second, third = people_for(cohort, 3, S.WAITLISTED)
        allocation.promote(cohort_id=cohort.pk, at=MONDAY)

        offer = self.give(third, by)
        seats_then = cohort.seats.count()
        offers.decline(offer_id=offer.pk, choice=DeclineChoice.LEAVE, at=MONDAY, by=None)

        assert (offer.seat.number, seats_then, cohort.seats.count()) == (2, 2, 1)
        assert states([first, second, third]) == [S.OFFERED, S.WAITLISTED, S.DECLINED]
        assert Entry.objects.get(verb="seat.extra_added").reason.text.startswith("The only one")

    def test_can_be_accepted(self, by):
        cohort = cohort_of(1)
        people = people_for(cohort, 2, S.WAITLISTED)
        allocation.promote(cohort_id=cohort.pk, at=MONDAY)
        offer = self.give(people[1], by)

        offers.accept(offer_id=offer.pk, ticks=all_ticked(cohort), at=MONDAY + DAY, by=None)

        assert taken(cohort) == (1, 1)

    def test_more_places_take_it_in_first(self, by):
        cohort = cohort_of(1)
        people = people_for(cohort, 4, S.WAITLISTED)
        allocation.promote(cohort_id=cohort.pk, at=MONDAY)
        self.give(people[3], by)

        allocation.change_capacity(
            cohort_id=cohort.pk, capacity=3, by=by, at=MONDAY, reason="A larger room."
        )

        assert live(cohort) == [people[0], people[3], people[1]]
        assert (cohort.seats.count(), taken(cohort)) == (3, (3, 0))

    def test_not_while_a_seat_is_free(self, by):
        cohort = cohort_of(1)
        people = people_for(cohort, 2, S.WAITLISTED)

        with pytest.raises(extra_places.CannotOffer, match="A seat is free"):
            self.give(people[1], by)

    def test_not_without_a_reason(self, by):
        with pytest.raises(extra_places.CannotOffer, match="Please say why"):
            self.give(people_for(cohort_of(1), 1, S.WAITLISTED)[0], by, reason=" ")

    def test_not_for_who_holds_a_seat(self, by):
        cohort = cohort_of(1)
        first = people_for(cohort, 1, S.WAITLISTED)[0]
        allocation.promote(cohort_id=cohort.pk, at=MONDAY)

        with pytest.raises(extra_places.CannotOffer):
            self.give(first, by)

    def test_who_waits_for_a_decision_is_named_so(self, by):
        one, other = people_for(cohort_of(1), 2, S.WAITLISTED)
        person, meant = one.application.applicant, other.application.applicant
        apart.say(person_id=person.pk, words=meant.display_name, at=MONDAY, by=person.pk)

        with pytest.raises(extra_places.CannotOffer, match="not in one room with"):
            self.give(one, by)


class TestJoiningLate:
    """After the cut-off nobody joins unless there is a reason and the cohort has agreed."""

    LATE = datetime(2024, 9, 23, 0, 0, tzinfo=UTC)

    @pytest.fixture
    def cohort(self):
        return cohort_of(2, backfill_until=MONDAY + 40 * DAY)

    @pytest.fixture
    def waits(self, cohort):
        return people_for(cohort, 1, S.WAITLISTED)[0]

    def give(self, candidacy, by):
        return extra_places.offer_place(
            candidacy_id=candidacy.pk, reason="A teacher, as they wished.", by=by, at=self.LATE
        )

    def test_refused_while_the_cohort_has_not_agreed(self, cohort, waits, by):
        with pytest.raises(extra_places.CannotOffer, match="has agreed to it"):
            self.give(waits, by)

        assert taken(cohort) == (0, 0)

    def test_with_their_consent_the_seat_that_stayed_free_is_offered_in_full_time(
        self, cohort, waits, by
    ):
        Grant.objects.create(
            cohort=cohort, matter=grants.LATE_JOIN, value="with a reason", since=MONDAY
        )

        offer = self.give(waits, by)
        kept = offers.expire_due(self.LATE + DAY)
        offers.accept(offer_id=offer.pk, ticks=all_ticked(cohort), at=self.LATE + DAY, by=None)

        assert (offer.late, kept, offer.seat.number, cohort.seats.count()) == (True, [], 1, 2)
        # Five business days: Friday before the Grand Final is none.
        assert offer.expires_at == datetime(2024, 10, 1, 7, 0, tzinfo=UTC)
        assert offer_of(waits).state == OfferState.ACCEPTED

    def test_automatic_offers_stay_away_all_the_same(self, cohort, waits):
        Grant.objects.create(
            cohort=cohort, matter=grants.LATE_JOIN, value="with a reason", since=MONDAY
        )

        assert allocation.promote(cohort_id=cohort.pk, at=self.LATE) == []
        assert queues.queue_state(cohort, self.LATE).next_step == "empty"
