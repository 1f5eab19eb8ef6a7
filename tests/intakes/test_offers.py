"""What can happen to an offer; each answer given twice is the same answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.http import Http404

from audit.models import Entry
from intakes import allocation, departures, interests, offers, standing
from intakes.access import own_offer
from intakes.models import CandidacyState, DeclineChoice, Interest, Offer, OfferState
from intakes.offers import Ticks
from notices import kinds as notice_kinds
from notices.models import Notice, NoticeState
from programs import memberships
from programs.models import Membership, MembershipState, SeatState
from tests.factories import CohortFactory, PledgeFactory, SessionFactory, UserFactory
from tests.intakes.making import (
    DAY,
    MONDAY,
    cohort_of,
    offer_of,
    people_for,
    states,
    taken,
    ticks,
)

S = CandidacyState
E = OfferState
END = datetime(2024, 8, 5, 7, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return cohort_of(1)


@pytest.fixture
def people(cohort):
    """The first holds an offer, the second waits."""
    people = people_for(cohort, 2, S.WAITLISTED)
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)
    Notice.objects.all().delete()
    return people


@pytest.fixture
def offer(people):
    return offer_of(people[0])


def accept(offer, at=MONDAY + DAY, **what):
    given = {"ticks": ticks(offer.cohort)} | what
    return offers.accept(offer_id=offer.pk, at=at, by=None, **given)


def decline(offer, choice=DeclineChoice.LEAVE, at=MONDAY + DAY, **what):
    return offers.decline(offer_id=offer.pk, choice=choice, at=at, by=None, **what)


def kinds():
    return sorted(Notice.objects.values_list("kind", flat=True))


class TestAccepting:
    def test_the_seat_is_theirs_and_they_are_a_member_under_this_pledge(self, offer, cohort):
        accepted = accept(offer)

        member = Membership.objects.get()
        assert (accepted.state, accepted.settled_at) == (E.ACCEPTED, MONDAY + DAY)
        assert (member.user, member.state, member.pledge, member.joined_at) == (
            offer.candidacy.application.applicant,
            MembershipState.ACTIVE,
            cohort.community.pledges.get(),
            MONDAY + DAY,
        )
        assert taken(cohort) == (0, 1)
        assert kinds() == ["intakes.accepted"]

    def test_twice_it_is_the_same_answer_even_after_the_deadline(self, offer):
        first = accept(offer)
        entries = Entry.objects.count()

        again = accept(offer, at=END + DAY, ticks=Ticks(False, None, False))

        assert (again.pk, again.state, again.settled_at) == (first.pk, E.ACCEPTED, MONDAY + DAY)
        assert (Entry.objects.count(), Membership.objects.count(), kinds()) == (
            entries,
            1,
            ["intakes.accepted"],
        )

    @pytest.mark.parametrize("missing", ["notice", "pledge_id", "dates"])
    def test_every_tick_is_needed(self, offer, missing):
        given = ticks(offer.cohort).__dict__ | {missing: None}
        SessionFactory(cohort=offer.cohort)

        with pytest.raises(offers.CannotAccept):
            accept(offer, ticks=Ticks(**given))

        assert Offer.objects.get(pk=offer.pk).state == E.SENT
        assert Membership.objects.count() == 0

    def test_dates_that_are_not_published_are_not_asked_about(self, offer, cohort):
        called_off = SessionFactory(cohort=cohort, state="cancelled")

        assert not offers.dates_known(called_off.cohort)
        taken = accept(offer, ticks=replace(ticks(cohort), dates=False))
        assert taken.state == E.ACCEPTED

    def test_a_pledge_renewed_meanwhile_is_read_again(self, offer, cohort):
        old = ticks(cohort)
        PledgeFactory(community=cohort.community, version=2)

        with pytest.raises(offers.CannotAccept, match="renewed"):
            accept(offer, ticks=old)

        assert accept(offer).state == E.ACCEPTED
        assert Membership.objects.get().pledge.version == 2

    def test_a_cut_off_that_was_moved_since_ends_it_earlier(self, offer, cohort):
        cohort.backfill_until = MONDAY + DAY
        cohort.save(update_fields=["backfill_until"])

        with pytest.raises(offers.OfferGone):
            accept(offer, at=MONDAY + DAY)
        assert [gone.pk for gone in offers.expire_due(MONDAY + DAY)] == [offer.pk]

    def test_ended_before_its_mail_could_leave_its_person_waits_as_before(self, cohort):
        evening, one = MONDAY + timedelta(hours=12), people_for(cohort, 1, S.WAITLISTED)
        allocation.promote(cohort_id=cohort.pk, at=evening)
        cohort.backfill_until = evening + timedelta(hours=1)
        cohort.save(update_fields=["backfill_until"])

        offers.expire_due(cohort.backfill_until)

        assert states(one) == [S.WAITLISTED]
        assert list(cohort.seats.values_list("state", flat=True)) == [SeatState.FREE]
        assert list(Notice.objects.values_list("kind", "state")) == [
            ("intakes.promoted", NoticeState.CANCELLED)
        ]

    @pytest.mark.parametrize(
        ("end", "state"),
        [
            (lambda o: decline(o), E.DECLINED),
            (lambda o: offers.expire(offer_id=o.pk, at=END), E.EXPIRED),
            (
                lambda o: offers.rescind(
                    offer_id=o.pk, reason="why", at=MONDAY, by=UserFactory().pk
                ),
                E.RESCINDED,
            ),
        ],
    )
    def test_what_has_ended_says_how(self, offer, end, state):
        end(offer)

        with pytest.raises(offers.OfferGone) as refusal:
            accept(offer)

        assert refusal.value.state == state

    def test_one_who_was_removed_speaks_with_the_coordinator_first(self, offer, cohort):
        Membership.objects.create(
            cohort=cohort,
            user=offer.candidacy.application.applicant,
            state=MembershipState.REMOVED,
            joined_at=MONDAY,
            left_at=MONDAY,
            excluded_at=MONDAY,
        )

        with pytest.raises(offers.CannotAccept):
            accept(offer)

        assert taken(cohort) == (1, 0)

    @pytest.mark.parametrize(("keep", "expected"), [(False, S.LEFT), (True, S.WAITLISTED)])
    def test_other_waits_are_left_or_kept_as_they_say(self, offer, cohort, keep, expected):
        other = CohortFactory(intake=cohort.intake, capacity=1)
        elsewhere = people_for(
            other, 1, S.WAITLISTED, application=offer.candidacy.application, rank=2
        )

        accept(offer, keep_waiting=keep)

        assert states(elsewhere) == [expected]
        # One seat at most: it can't be promoted while this seat is held.
        assert allocation.promote(cohort_id=other.pk, at=MONDAY + DAY) == []


class TestDeclining:
    def test_the_seat_goes_to_the_next(self, offer, people, cohort):
        declined = decline(offer)

        assert (declined.state, declined.seat, declined.decline_choice) == (
            E.DECLINED,
            None,
            "leave",
        )
        assert states(people) == [S.DECLINED, S.OFFERED]
        assert kinds() == ["intakes.declined", "intakes.promoted"]
        assert Interest.objects.count() == 0

    def test_twice_it_is_the_first_answer(self, offer, people):
        decline(offer)

        again = decline(offer, DeclineChoice.NEXT_INTAKE, at=END + DAY)

        assert (again.decline_choice, Interest.objects.count()) == ("leave", 0)
        assert Offer.objects.count() == 2

    def test_kept_for_the_next_intake_they_are_in_the_pool(self, offer, people):
        decline(offer, DeclineChoice.NEXT_INTAKE)

        (interest,) = interests.live(offer.candidacy.application.applicant_id)
        assert interest.hopes == offer.candidacy.application.hopes
        assert [c.community for c in interests.choices_of(interest)] == [offer.cohort.community]

    def test_another_community_is_waited_for_where_they_are_suitable(self, offer, cohort):
        other = CohortFactory(intake=cohort.intake, capacity=1)
        people_for(other, 1, S.WAITLISTED)
        allocation.promote(cohort_id=other.pk, at=MONDAY)
        suitable = people_for(other, 1, application=offer.candidacy.application, rank=2)[0]

        decline(offer, DeclineChoice.OTHER, other_candidacy_id=suitable.pk)

        assert states([suitable]) == [S.WAITLISTED]

    def test_what_is_still_being_read_is_read_on(self, offer, cohort):
        other = CohortFactory(intake=cohort.intake)
        application = offer.candidacy.application
        read = people_for(other, 1, S.IN_REVIEW, application=application, rank=2)[0]

        decline(offer, DeclineChoice.OTHER, other_candidacy_id=read.pk)

        assert states([read]) == [S.IN_REVIEW]

    @pytest.mark.parametrize("which", ["none", "ended", "somebody else's"])
    def test_nowhere_else_can_be_waited_for(self, offer, cohort, which):
        other = CohortFactory(intake=cohort.intake)
        application = offer.candidacy.application
        theirs = people_for(other, 1, S.WITHDRAWN, application=application, rank=2)[0]
        pk = {
            "none": None,
            "ended": theirs.pk,
            "somebody else's": people_for(other, 1)[0].pk,
        }[which]

        with pytest.raises(offers.CannotDecline):
            decline(offer, DeclineChoice.OTHER, other_candidacy_id=pk)

        assert Offer.objects.get(pk=offer.pk).state == E.SENT

    def test_at_the_deadline_it_is_over(self, offer):
        with pytest.raises(offers.OfferGone):
            decline(offer, at=END)


class TestExpiring:
    def test_a_first_time_asks_and_a_yes_goes_to_the_end_of_the_line(self, offer, people, cohort):
        more = people_for(cohort, 1, S.WAITLISTED, band=6)[0]
        offers.expire_due(END)
        asked = kinds()

        for _press in range(2):
            back = offers.rejoin(offer_id=offer.pk, at=END + DAY, by=None)

        assert asked == ["intakes.expired", "intakes.promoted"]
        assert (back.state, back.requeued) == (S.WAITLISTED, True)
        assert back.eligible_since == people[0].eligible_since
        assert list(cohort.candidacies.waiting()) == [back, more]  # within a band, at the end

    def test_a_second_time_they_are_kept_in_the_pool(self, offer, people, cohort):
        offers.expire_due(END)
        offers.rejoin(offer_id=offer.pk, at=END + DAY, by=None)
        decline(offer_of(people[1]), at=END + DAY)
        second = offer_of(people[0])

        offers.expire_due(END + 30 * DAY)

        assert second.pk != offer.pk
        assert kinds().count("intakes.expired_again") == 1
        assert len(interests.live(people[0].application.applicant_id)) == 1
        with pytest.raises(offers.CannotRejoin):
            offers.rejoin(offer_id=second.pk, at=END + 31 * DAY, by=None)

    def test_by_the_clock_they_can_come_back_though_no_job_has_run(self, offer, people):
        offers.rejoin(offer_id=offer.pk, at=END, by=None)

        assert states(people) == [S.WAITLISTED, S.OFFERED]

    def test_while_it_can_be_answered_there_is_nothing_to_come_back_to(self, offer):
        with pytest.raises(offers.CannotRejoin):
            offers.rejoin(offer_id=offer.pk, at=MONDAY + DAY, by=None)

    def test_after_the_cut_off_nobody_comes_back(self, offer, cohort):
        offers.expire_due(END)
        cohort.backfill_until = END + DAY
        cohort.save(update_fields=["backfill_until"])

        with pytest.raises(offers.CannotRejoin, match="Nobody joins"):
            offers.rejoin(offer_id=offer.pk, at=END + DAY, by=None)

    def test_before_its_time_nothing_ends(self, offer):
        assert offers.expire(offer_id=offer.pk, at=END - timedelta(seconds=1)).state == E.SENT


class TestTakingBack:
    def test_it_needs_a_reason_and_frees_the_seat(self, offer, people):
        by = UserFactory().pk
        with pytest.raises(offers.ReasonNeeded):
            offers.rescind(offer_id=offer.pk, reason=" ", at=MONDAY, by=by)

        for _press in range(2):
            offers.rescind(offer_id=offer.pk, reason="Works for us now.", at=MONDAY, by=by)

        assert states(people) == [S.RESCINDED, S.OFFERED]
        entry = Entry.objects.get(verb="candidacy.rescinded")
        assert (entry.actor_id, entry.reason.text) == (by, "Works for us now.")
        assert kinds() == ["intakes.promoted", "intakes.rescinded"]

    def test_before_its_mail_could_leave_its_person_hears_of_no_offer(self, cohort, frozen):
        """They waited, and read that it is not this time when the mail would have come."""
        evening, due = MONDAY + timedelta(hours=12), MONDAY + timedelta(hours=22)
        first = people_for(cohort, 1, S.WAITLISTED, told_at=MONDAY)[0]
        offer = allocation.promote(cohort_id=cohort.pk, at=evening)[0]
        offers.rescind(offer_id=offer.pk, reason="A slip.", at=evening, by=UserFactory().pk)
        first.refresh_from_db()
        owed = Notice.objects.exclude(kind="intakes.promoted").get()
        frozen.move_to(due)

        assert (owed.kind, owed.due_at, notice_kinds.get(owed.kind).still_true(owed)) == (
            *("intakes.unsuccessful", due),
            True,
        )
        assert [standing.state_of(first, at) for at in (evening, due)] == [
            S.WAITLISTED,
            S.UNSUCCESSFUL,
        ]
        with pytest.raises(Http404):
            own_offer(first.application.applicant, offer.pk)

    def test_what_was_accepted_is_not_taken_back(self, offer):
        accept(offer)

        with pytest.raises(offers.OfferGone):
            offers.rescind(offer_id=offer.pk, reason="why", at=MONDAY + DAY, by=1)


class TestGivingUp:
    def test_the_membership_ends_and_the_seat_is_offered_on(self, offer, people, cohort):
        accept(offer)

        for _press in range(2):
            departures.give_up(offer_id=offer.pk, at=MONDAY + 2 * DAY, by=None, reason="Ill")

        assert Membership.objects.get().state == MembershipState.WITHDRAWN
        assert states(people) == [S.WITHDRAWN, S.OFFERED]
        assert taken(cohort) == (1, 0)
        assert kinds() == ["intakes.accepted", "intakes.gave_up", "intakes.promoted"]

    def test_what_was_never_accepted_can_not_be_given_up(self, offer):
        with pytest.raises(offers.OfferGone):
            departures.give_up(offer_id=offer.pk, at=MONDAY, by=None)

    @pytest.mark.parametrize("how", ["leave", "remove"])
    def test_a_member_who_is_gone_is_followed_and_the_seat_offered_on(
        self, offer, people, cohort, how
    ):
        accept(offer)
        getattr(memberships, how)(
            cohort_id=cohort.pk,
            user_id=offer.candidacy.application.applicant_id,
            by=None,
            at=MONDAY + 2 * DAY,
            reason="why",
        )

        found = [departures.follow_members(MONDAY + 2 * DAY) for _sweep in range(2)]

        assert found == [1, 0]
        assert states(people) == [S.WITHDRAWN, S.OFFERED]

    def test_a_seat_freed_elsewhere_is_offered_on_before_anybody_follows(
        self, offer, people, cohort
    ):
        accept(offer)
        memberships.leave(
            cohort_id=cohort.pk,
            user_id=offer.candidacy.application.applicant_id,
            by=None,
            at=MONDAY + 2 * DAY,
        )

        allocation.promote_all(MONDAY + 2 * DAY)

        seat = cohort.seats.get()
        assert (seat.state, seat.holder) == (SeatState.HELD, people[1].application.applicant)
        assert [o.seat for o in Offer.objects.order_by("pk")] == [None, seat]


def test_the_sweep_asks_as_much_for_many_offers_as_for_few(django_assert_max_num_queries):
    cohort = cohort_of(9)
    people_for(cohort, 9, S.WAITLISTED)
    allocation.promote(cohort_id=cohort.pk, at=MONDAY)

    with django_assert_max_num_queries(4):
        offers.expire_due(MONDAY + DAY)
