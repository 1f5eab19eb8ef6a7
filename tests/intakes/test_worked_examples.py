"""The worked examples 6 to 8, 10 and 11 (DOMAIN 5), by the clock of Melbourne."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from intakes import allocation, applications, departures, offers, review, rollovers, rounds
from intakes.models import (
    ApplicationState,
    CandidacyState,
    DeclineChoice,
    Interest,
    Offer,
    OfferState,
)
from notices.models import Notice
from programs.models import Break
from sessions.models import Session
from tests.factories import (
    ApplicationFactory,
    CandidacyFactory,
    CohortFactory,
    IntakeFactory,
    ProgramFactory,
)
from tests.intakes.making import (
    MONDAY,
    coordinator_of,
    live,
    offer_of,
    states,
    taken,
    ticks,
)

S = CandidacyState
CLOSE = datetime(2024, 7, 26, 7, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def at(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def program(db):
    program = ProgramFactory()
    Break.objects.create(
        program=program, name="Summer", first=date(2024, 12, 1), last=date(2025, 1, 31)
    )
    return program


@pytest.fixture
def intake(program):
    return IntakeFactory(program=program)


@pytest.fixture
def cohort(intake):
    return CohortFactory(intake=intake)


@pytest.fixture
def coordinator(program):
    return coordinator_of(program)


class TestExample6:
    """Close Fri 26 Jul 2024, 17:00 (07:00Z)."""

    def draft(self, cohort):
        application = ApplicationFactory(
            intake=cohort.intake, state=ApplicationState.DRAFT, submitted_at=None
        )
        CandidacyFactory(application=application, cohort=cohort, state=S.CHOSEN)
        return application

    def test_a_second_before_the_close_is_in_time(self, cohort):
        draft = self.draft(cohort)

        sent = applications.submit(
            application_id=draft.pk, at=CLOSE - SECOND, by=draft.applicant_id
        )

        assert (sent.application.state, sent.late, sent.interest) == ("submitted", False, None)
        assert states(list(draft.candidacies.all())) == [S.IN_REVIEW]
        assert list(Notice.objects.values_list("kind", flat=True)) == ["intakes.receipt"]

    def test_at_the_instant_itself_it_is_too_late_and_becomes_an_interest(self, cohort):
        draft = self.draft(cohort)

        sent = applications.submit(application_id=draft.pk, at=CLOSE, by=draft.applicant_id)

        interest = Interest.objects.get()
        assert (sent.application.state, sent.late, sent.interest) == ("closed", True, interest)
        assert (interest.person, interest.program) == (draft.applicant, cohort.intake.program)
        assert (interest.hopes, interest.state) == (draft.hopes, "submitted")
        assert [c.community for c in interest.choices.all()] == [cohort.community]
        assert states(list(draft.candidacies.all())) == [S.WITHDRAWN]
        assert list(Notice.objects.values_list("kind", flat=True)) == ["intakes.too_late"]


class TestExample7:
    """31 applications, 29 suitable: 25 offers, ranks 1 to 4 waitlisted, 2 unsuccessful."""

    def test_a_round(self, cohort, coordinator):
        read = CandidacyFactory.create_batch(31, cohort=cohort)
        for n, candidacy in enumerate(read):
            review.decide(
                candidacy_id=candidacy.pk,
                outcome=S.ELIGIBLE if n < 29 else S.UNSUCCESSFUL,
                reason="Read by two of us.",
                by=coordinator.pk,
                at=MONDAY - timedelta(days=3) + timedelta(minutes=n),
            )

        rounds.make_offers(cohort_id=cohort.pk, by=coordinator.pk, at=MONDAY)

        assert states(read) == [S.OFFERED] * 25 + [S.WAITLISTED] * 4 + [S.UNSUCCESSFUL] * 2
        assert live(cohort) == read[:25]
        assert [c.pk for c in cohort.candidacies.waiting()] == [c.pk for c in read[25:29]]
        assert taken(cohort) == (25, 0)
        kinds = Notice.objects.order_by("kind").values_list("kind", flat=True)
        assert {kind: list(kinds).count(kind) for kind in set(kinds)} == {
            "intakes.offer": 25,
            "intakes.waitlisted": 4,
            "intakes.unsuccessful": 2,
        }

    def test_the_26th_offer_is_refused_in_words(self, cohort, coordinator):
        people = CandidacyFactory.create_batch(26, cohort=cohort, state=S.ELIGIBLE)
        for candidacy in people[:25]:
            allocation.offer_seat(candidacy_id=candidacy.pk, by=coordinator.pk, at=MONDAY)

        with pytest.raises(allocation.CannotOffer, match=r"^Every seat is held\.$"):
            allocation.offer_seat(candidacy_id=people[25].pk, by=coordinator.pk, at=MONDAY)

        assert taken(cohort) == (25, 0)


class TestExample8:
    """Offers Mon 29 Jul end Mon 5 Aug, 17:00 (07:00Z); what is given up goes on, in order."""

    @pytest.fixture
    def read(self, cohort, coordinator):
        read = CandidacyFactory.create_batch(29, cohort=cohort, state=S.ELIGIBLE)
        rounds.make_offers(cohort_id=cohort.pk, by=coordinator.pk, at=MONDAY)
        return read

    def accept(self, candidacy, when):
        return offers.accept(
            offer_id=offer_of(candidacy).pk,
            ticks=ticks(candidacy.cohort),
            at=when,
            by=candidacy.application.applicant_id,
        )

    def run_to_the_5th(self, read):
        for candidacy in read[:22]:
            self.accept(candidacy, at(2024, 7, 30, 1))
        offers.decline(
            offer_id=offer_of(read[22]).pk,
            choice=DeclineChoice.LEAVE,
            at=at(2024, 7, 31, 2),
            by=read[22].application.applicant_id,
        )

    def test_offers_end_a_week_later_at_five(self, cohort, read):
        ends = set(Offer.objects.values_list("sent_at", "expires_at"))

        assert ends == {(MONDAY + rounds.MAILS_WAIT, at(2024, 8, 5, 7))}

    def test_a_decline_is_offered_to_the_first_who_waits(self, cohort, read):
        self.run_to_the_5th(read)

        promoted = offer_of(read[25])
        assert states(read[22:29]) == [
            S.DECLINED,
            S.OFFERED,
            S.OFFERED,
            S.OFFERED,
            S.WAITLISTED,
            S.WAITLISTED,
            S.WAITLISTED,
        ]
        assert promoted.expires_at == at(2024, 8, 7, 7)
        assert taken(cohort) == (3, 22)

    def test_what_lapses_is_offered_on_in_order(self, cohort, read):
        self.run_to_the_5th(read)

        assert offers.expire_due(at(2024, 8, 5, 7) - SECOND) == []
        ended = offers.expire_due(at(2024, 8, 5, 7))

        assert [offer.candidacy_id for offer in ended] == [read[23].pk, read[24].pk]
        assert states(read[23:29]) == [
            S.EXPIRED,
            S.EXPIRED,
            S.OFFERED,
            S.OFFERED,
            S.OFFERED,
            S.WAITLISTED,
        ]
        assert [offer_of(c).expires_at for c in read[26:28]] == [at(2024, 8, 12, 7)] * 2
        assert taken(cohort) == (3, 22)
        assert offers.expire_due(at(2024, 8, 5, 7, 1)) == []

    def test_at_the_deadline_it_is_too_late_though_no_job_has_run(self, cohort, read):
        with pytest.raises(offers.OfferGone) as refusal:
            self.accept(read[0], at(2024, 8, 5, 7))

        assert refusal.value.state == OfferState.EXPIRED
        assert self.accept(read[1], at(2024, 8, 5, 7) - SECOND).state == OfferState.ACCEPTED

    def test_example_10_a_seat_freed_before_session_2_is_offered_on(self, cohort, read):
        self.run_to_the_5th(read)
        offers.expire_due(at(2024, 8, 5, 7))
        for candidacy in read[25:28]:
            self.accept(candidacy, at(2024, 8, 6, 1))
        # Worked example 1: monthly, second Wednesday, 10:00; session 1 has been held.
        for number, (month, day) in enumerate([(8, 14), (9, 11)], start=1):
            start = at(2024, month, day, 0)
            Session.objects.create(
                cohort=cohort,
                number=number,
                day=date(2024, month, day),
                start=time(10),
                time_zone="Australia/Melbourne",
                starts_at=start,
                ends_at=start + timedelta(hours=2),
                dated_at=MONDAY,
            )

        departures.give_up(
            offer_id=offer_of(read[0]).pk,
            at=at(2024, 8, 20, 1),
            by=read[0].application.applicant_id,
        )

        assert states([read[0], read[28]]) == [S.WITHDRAWN, S.OFFERED]
        assert offer_of(read[28]).expires_at == at(2024, 8, 27, 7)
        assert taken(cohort) == (1, 24)


class TestExample11:
    """Invited Mon 2 Dec, reply by Fri 13 Dec, 17:00: confirmed prefilled; silence lapses."""

    ASKED = at(2024, 12, 1, 22)  # Monday, 9:00 in Melbourne
    REPLY_BY = at(2024, 12, 13, 6)  # Friday, 17:00

    @pytest.fixture
    def waiting(self, cohort, coordinator):
        """Example 8's waitlist at the year's end, session 2 long held."""
        cohort.backfill_until = at(2024, 9, 11, 0)
        cohort.save(update_fields=["backfill_until"])
        read = CandidacyFactory.create_batch(3, cohort=cohort, state=S.WAITLISTED)
        invited = rollovers.ask(
            intake_id=cohort.intake_id,
            reply_on=date(2024, 12, 13),
            by=coordinator.pk,
            at=self.ASKED,
        )
        assert invited == 3
        return read

    def answer(self, candidacy, when):
        return rollovers.answer(
            application_id=candidacy.application_id,
            keep=True,
            at=when,
            by=candidacy.application.applicant_id,
        )

    def test_confirmed_is_prefilled_in_the_next_intake_and_silence_lapses(self, cohort, waiting):
        december = IntakeFactory(
            program=cohort.intake.program,
            name="December intake",
            opens_at=at(2024, 11, 18, 0),
            closes_at=at(2025, 1, 17, 6),
        )
        there = CohortFactory(intake=december, community=cohort.community)

        self.answer(waiting[0], self.REPLY_BY - SECOND)
        with pytest.raises(rollovers.QuestionGone):
            self.answer(waiting[1], self.REPLY_BY)
        rollovers.sweep(self.REPLY_BY)

        assert states(waiting) == [S.ROLLED_OVER, S.LAPSED, S.LAPSED]
        carried = there.candidacies.get()
        old = waiting[0].application
        assert carried.eligible_since == waiting[0].eligible_since
        assert (carried.application.applicant, carried.application.state) == (
            old.applicant,
            "submitted",
        )
        assert (carried.application.role, carried.application.organisation) == (
            old.role,
            old.organisation,
        )
        assert carried.application.hopes == old.hopes

    def test_each_is_written_to_once_with_the_one_date(self, waiting):
        mails = Notice.objects.filter(kind="intakes.roll_over")

        assert mails.count() == 3
        assert set(mails.values_list("due_at", "expires_at")) == {(self.ASKED, self.REPLY_BY)}
