"""Who is offered a seat: in order, as many as are free, unless something stands in the way."""

from datetime import UTC, datetime, timedelta

import pytest

from audit import history
from audit.models import Entry
from intakes import allocation, offers, queues, rounds
from intakes.models import CandidacyState, DeclineChoice, Offer
from notices.models import Notice
from programs import seats
from programs.models import CohortState, IntakeState, Role, SeatState
from tests.factories import CohortFactory, IntakeFactory, RoleFactory, UserFactory
from tests.intakes.making import (
    DAY,
    MONDAY,
    cohort_of,
    coordinator_of,
    live,
    offer_of,
    people_for,
    states,
    taken,
    ticks,
)

S = CandidacyState
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(is_superuser=True).pk


def make_offers(cohort, by, at=MONDAY, **what):
    return rounds.make_offers(cohort_id=cohort.pk, by=by, at=at, **what)


def promote(cohort, at=MONDAY, by=None):
    return allocation.promote(cohort_id=cohort.pk, at=at, by=by)


class TestARound:
    def test_made_twice_it_finds_nothing_left_to_do(self, by):
        cohort = cohort_of(2)
        people = people_for(cohort, 3)
        make_offers(cohort, by)
        entries, notices = Entry.objects.count(), Notice.objects.count()

        again = make_offers(cohort, by, at=MONDAY + HOUR)

        assert again.is_empty
        assert states(people) == [S.OFFERED, S.OFFERED, S.WAITLISTED]
        assert (Entry.objects.count(), Notice.objects.count()) == (entries, notices)

    def test_the_preview_does_nothing_and_says_what_would_be_done(self, by):
        cohort = cohort_of(2)
        people = people_for(cohort, 3)
        told = people_for(cohort, 1, S.UNSUCCESSFUL)

        found = rounds.preview(cohort, MONDAY)

        assert (found.offered, found.waitlisted, found.unsuccessful) == (
            people[:2],
            people[2:],
            told,
        )
        assert Offer.objects.count() == 0

    def test_a_round_that_was_shown_otherwise_is_not_made(self, by):
        cohort = cohort_of(2)
        people_for(cohort, 3)
        shown = rounds.preview(cohort, MONDAY).stamp
        people_for(cohort, 1)

        with pytest.raises(allocation.CannotOffer, match="Things have changed"):
            make_offers(cohort, by, shown=shown)

        assert Offer.objects.count() == 0

    def test_who_waits_since_an_earlier_round_comes_first(self, by):
        cohort = cohort_of(1)
        waits = people_for(cohort, 1, S.WAITLISTED)
        newer = people_for(cohort, 2)

        make_offers(cohort, by)

        assert states(waits + newer) == [S.OFFERED, S.WAITLISTED, S.WAITLISTED]

    def test_bands_come_before_time(self, by):
        cohort = cohort_of(1)
        first, second = people_for(cohort, 2)
        allocation.change_band(
            candidacy_id=second.pk, band=1, reason="Alone in a remote place.", by=by, at=MONDAY
        )

        make_offers(cohort, by)

        assert states([first, second]) == [S.WAITLISTED, S.OFFERED]

    def test_outside_office_hours_the_clock_starts_the_next_morning(self, by):
        cohort = cohort_of(1)
        people_for(cohort, 1)
        friday_night = datetime(2024, 7, 26, 11, 0, tzinfo=UTC)  # 21:00 in Melbourne

        make_offers(cohort, by, at=friday_night)

        offer, notice = Offer.objects.get(), Notice.objects.get()
        monday_eight = datetime(2024, 7, 28, 22, 0, tzinfo=UTC)
        assert (offer.sent_at, notice.due_at) == (monday_eight, monday_eight)
        assert offer.expires_at == datetime(2024, 8, 5, 7, 0, tzinfo=UTC)

    def test_somebody_unsuccessful_hears_it_once_nothing_else_of_theirs_is_open(self, by):
        cohort = cohort_of(1)
        other = CohortFactory(intake=cohort.intake)
        person = people_for(cohort, 1, S.UNSUCCESSFUL)[0]
        open_still = people_for(other, 1, S.IN_REVIEW, application=person.application, rank=2)[0]

        make_offers(cohort, by)
        before = Notice.objects.count()
        open_still.state = S.UNSUCCESSFUL
        open_still.save(update_fields=["state"])
        make_offers(other, by)

        assert before == 0
        assert list(Notice.objects.values_list("kind", "object_id")) == [
            ("intakes.unsuccessful", open_still.pk)
        ]

    def test_chosen_by_two_only_the_better_liked_one_is_offered(self, by):
        liked = cohort_of(1)
        other = CohortFactory(intake=liked.intake, capacity=1)
        first = people_for(liked, 1, rank=1)[0]
        second = people_for(other, 1, application=first.application, rank=2)[0]
        next_one = people_for(other, 1)[0]

        made = make_offers(other, by)
        before = states([first, second, next_one])
        make_offers(liked, by)

        assert [c.pk for c in made.offered] == [next_one.pk]
        assert before == [S.ELIGIBLE, S.WAITLISTED, S.OFFERED]
        assert states([first, second, next_one]) == [S.OFFERED, S.WAITLISTED, S.OFFERED]
        # Only the offers were written about: a waitlist would muddle the better news.
        assert Notice.objects.values_list("kind", flat=True).distinct().get() == "intakes.offer"

    def test_not_chosen_by_the_better_liked_one_after_all_they_get_the_other_seat(self, by):
        liked = cohort_of(1)
        other = CohortFactory(intake=liked.intake, capacity=1)
        ahead = people_for(liked, 1)[0]
        first = people_for(liked, 1, rank=1)[0]
        first.eligible_since = MONDAY
        first.save(update_fields=["eligible_since"])
        second = people_for(other, 1, application=first.application, rank=2)[0]

        make_offers(other, by)
        before = (states([second]), taken(other), queues.queue_state(other, MONDAY).elsewhere)
        make_offers(liked, by)
        meanwhile = states([second])
        allocation.promote_all(MONDAY + rounds.MAILS_WAIT)

        assert before == ([S.WAITLISTED], (0, 0), 1)
        assert meanwhile == [S.WAITLISTED]
        assert states([ahead, first, second]) == [S.OFFERED, S.WAITLISTED, S.OFFERED]


class TestWhatBlocks:
    def test_without_a_facilitator_no_seat_is_offered(self, by):
        cohort = cohort_of(1)
        people_for(cohort, 1)
        Role.objects.filter(cohort=cohort).delete()

        with pytest.raises(allocation.CannotOffer) as refusal:
            make_offers(cohort, by)

        state = queues.queue_state(cohort, MONDAY)
        assert (state.motion, state.why) == ("blocked", str(refusal.value))
        assert state.why == "This cohort has no facilitator yet."

    @pytest.mark.parametrize("over", ["cohort", "intake"])
    def test_what_is_over_offers_nothing(self, by, over):
        cohort = cohort_of(1)
        people_for(cohort, 1, S.WAITLISTED)
        if over == "cohort":
            cohort.state = CohortState.CLOSED
            cohort.save(update_fields=["state"])
        else:
            cohort.intake.state = IntakeState.FINAL
            cohort.intake.save(update_fields=["state"])

        assert promote(cohort) == []
        assert allocation.promote_all(MONDAY) == []
        state = queues.queue_state(cohort, MONDAY)
        assert (state.motion, state.why) == ("over", "This intake is over.")

    def test_after_the_cut_off_a_seat_stays_empty(self, by):
        cohort = cohort_of(1, backfill_until=MONDAY)
        people_for(cohort, 1, S.WAITLISTED)

        assert (promote(cohort), promote(cohort, by=by)) == ([], [])
        assert queues.queue_state(cohort, MONDAY).motion == "over"
        with pytest.raises(allocation.CannotOffer):
            make_offers(cohort, by)

    def test_with_less_than_a_day_left_somebody_phones_and_offers_by_hand(self, by):
        cohort = cohort_of(1, backfill_until=MONDAY + DAY - timedelta(seconds=1))
        people_for(cohort, 1, S.WAITLISTED)

        by_itself = promote(cohort)
        state = queues.queue_state(cohort, MONDAY)
        by_hand = promote(cohort, by=by)

        assert (by_itself, state.motion, state.phone, state.next_offers) == ([], "blocked", True, 1)
        assert [offer.expires_at for offer in by_hand] == [cohort.backfill_until]

    def test_with_a_day_left_an_offer_goes_out_and_ends_with_the_cut_off(self):
        cohort = cohort_of(1, backfill_until=MONDAY + DAY)
        people_for(cohort, 1, S.WAITLISTED)

        assert [offer.expires_at for offer in promote(cohort)] == [MONDAY + DAY]


class TestPromotion:
    def test_exactly_as_many_as_are_free_and_again_nothing(self):
        cohort = cohort_of(2)
        people = people_for(cohort, 3, S.WAITLISTED)

        first, again = promote(cohort), promote(cohort)

        assert [offer.candidacy for offer in first] == people[:2]
        assert again == []
        assert states(people) == [S.OFFERED, S.OFFERED, S.WAITLISTED]
        assert [n.kind for n in Notice.objects.all()] == ["intakes.promoted"] * 2

    def test_only_who_waits_is_promoted(self):
        cohort = cohort_of(5)
        for state in (S.CHOSEN, S.IN_REVIEW, S.ELIGIBLE, S.UNSUCCESSFUL, S.LEFT, S.DECLINED):
            people_for(cohort, 1, state)

        assert promote(cohort) == []

    def test_paused_it_stops_says_by_whom_and_goes_on_when_resumed(self, by):
        cohort = cohort_of(1)
        people = people_for(cohort, 2, S.WAITLISTED)
        pauser = UserFactory(display_name="Robin")
        for reason in ("Two of them are in one team.", "again"):
            allocation.pause(cohort_id=cohort.pk, by=pauser.pk, at=MONDAY, reason=reason)
        cohort.refresh_from_db()

        paused = (promote(cohort), allocation.promote_all(MONDAY))
        state = queues.queue_state(cohort, MONDAY)
        resumed = allocation.resume(cohort_id=cohort.pk, by=by, at=MONDAY + HOUR)
        again = allocation.resume(cohort_id=cohort.pk, by=by, at=MONDAY + HOUR)

        assert paused == ([], [])
        assert (state.motion, state.why, state.paused_by) == (
            "paused",
            "Paused by Robin.",
            pauser,
        )
        assert [offer.candidacy for offer in resumed] == people[:1]
        assert again == []
        assert Entry.objects.filter(verb__in=("cohort.paused", "cohort.resumed")).count() == 2

    def test_a_paused_queue_can_be_moved_by_hand(self, by):
        cohort = cohort_of(1)
        people_for(cohort, 1, S.WAITLISTED)
        allocation.pause(cohort_id=cohort.pk, by=by, at=MONDAY)

        assert len(promote(cohort, by=by)) == 1

    def test_the_safety_net_looks_at_every_cohort(self):
        cohorts = [cohort_of(1), cohort_of(2)]
        for cohort in cohorts:
            people_for(cohort, 3, S.WAITLISTED)

        first, again = allocation.promote_all(MONDAY), allocation.promote_all(MONDAY)

        assert (len(first), again) == (3, [])
        assert [taken(cohort) for cohort in cohorts] == [(1, 0), (2, 0)]

    def test_who_holds_a_seat_elsewhere_is_passed_over_until_they_let_go(self, by):
        here, there = cohort_of(1), None
        there = CohortFactory(intake=here.intake, capacity=1)
        offered = people_for(there, 1)[0]
        make_offers(there, by)
        waits = people_for(here, 1, S.WAITLISTED, application=offered.application, rank=2)[0]

        passed_over = promote(here)
        offers.decline(
            offer_id=offer_of(offered).pk,
            choice=DeclineChoice.OTHER,
            other_candidacy_id=waits.pk,
            at=MONDAY + HOUR,
            by=None,
        )

        assert passed_over == []
        assert states([offered, waits]) == [S.DECLINED, S.OFFERED]


class TestOneOffer:
    def test_nobody_who_waits_is_passed_over(self, by):
        cohort = cohort_of(1)
        waits = people_for(cohort, 1, S.WAITLISTED)[0]
        newcomer = people_for(cohort, 1)[0]

        with pytest.raises(allocation.CannotOffer, match="Somebody waits before"):
            allocation.offer_seat(candidacy_id=newcomer.pk, by=by, at=MONDAY)

        assert allocation.offer_seat(candidacy_id=waits.pk, by=by, at=MONDAY).candidacy == waits

    @pytest.mark.parametrize("state", [S.IN_REVIEW, S.OFFERED, S.LEFT])
    def test_only_who_is_suitable_can_be_offered_a_seat(self, by, state):
        candidacy = people_for(cohort_of(1), 1, state)[0]

        with pytest.raises(allocation.CannotOffer):
            allocation.offer_seat(candidacy_id=candidacy.pk, by=by, at=MONDAY)


class TestWhatACoordinatorSets:
    def test_more_places_are_offered_at_once(self, by):
        cohort = cohort_of(1)
        people = people_for(cohort, 3, S.WAITLISTED)
        promote(cohort)

        made = allocation.change_capacity(
            cohort_id=cohort.pk, capacity=3, by=by, at=MONDAY, reason="A larger room."
        )

        assert [offer.candidacy for offer in made] == people[1:]
        assert taken(cohort) == (3, 0)

    def test_nobody_is_evicted(self, by):
        cohort = cohort_of(3)
        people_for(cohort, 2, S.WAITLISTED)
        promote(cohort)

        with pytest.raises(seats.CannotChange, match="2 places are held"):
            allocation.change_capacity(
                cohort_id=cohort.pk, capacity=1, by=by, at=MONDAY, reason="A smaller room."
            )

    def test_an_extra_seat_goes_to_who_waits(self, by):
        cohort = cohort_of(1)
        people = people_for(cohort, 2, S.WAITLISTED)
        promote(cohort)
        seats.add_extra_seat(cohort_id=cohort.pk, reason="A long way to go.", by=by, at=MONDAY)

        promote(cohort)
        offers.rescind(offer_id=offer_of(people[1]).pk, reason="Moved away.", at=MONDAY, by=by)

        assert states(people) == [S.OFFERED, S.RESCINDED]
        assert list(cohort.seats.values_list("number", "state")) == [(1, SeatState.HELD)]

    def test_a_band_needs_a_reason_and_is_kept_with_it(self, by):
        candidacy = people_for(cohort_of(1), 1, S.WAITLISTED)[0]

        for band, reason in ((1, " "), (0, "why"), (10, "why")):
            with pytest.raises(allocation.CannotChange):
                allocation.change_band(
                    candidacy_id=candidacy.pk, band=band, reason=reason, by=by, at=MONDAY
                )
        allocation.change_band(
            candidacy_id=candidacy.pk, band=2, reason="Alone there.", by=by, at=MONDAY
        )

        entry = history.about(candidacy).get()
        assert (entry.verb, entry.reason.text) == (
            "candidacy.band_changed",
            "Band 2. Alone there.",
        )

    def test_the_band_of_who_has_an_offer_is_as_it_is(self, by):
        candidacy = people_for(cohort_of(1), 1, S.OFFERED)[0]

        with pytest.raises(allocation.CannotChange):
            allocation.change_band(
                candidacy_id=candidacy.pk, band=2, reason="why", by=by, at=MONDAY
            )


def test_a_look_that_finds_nothing_free_does_not_grow(django_assert_num_queries):
    def looked_at(waiting):
        cohort = cohort_of(1)
        people_for(cohort, waiting, S.WAITLISTED)
        promote(cohort)
        with django_assert_num_queries(5):
            assert promote(cohort) == []

    looked_at(2)
    looked_at(12)


def test_everything_is_kept_in_the_audit(by):
    cohort = cohort_of(1)
    RoleFactory(user=coordinator_of(cohort.intake.program), program=IntakeFactory().program)
    people = people_for(cohort, 2)
    make_offers(cohort, by)
    offers.accept(offer_id=live(cohort)[0].offers.get().pk, ticks=ticks(cohort), at=MONDAY, by=None)

    told = history.in_cohorts([cohort.pk]).order_by("pk")
    assert [(e.verb, e.object_id) for e in told if e.object_type == "intakes.candidacy"] == [
        ("candidacy.offered", people[0].pk),
        ("candidacy.waitlisted", people[1].pk),
        ("candidacy.accepted", people[0].pk),
    ]
