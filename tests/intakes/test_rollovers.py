"""Who waits in vain is asked once; yes keeps the place, silence ends it by the clock."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from audit.models import Entry
from intakes import allocation, applications, carrying, reminders, rollovers
from intakes.models import Application, Candidacy, CandidacyState, Rollover, RolloverState
from notices.models import Notice
from programs.models import IntakeState
from sessions.models import Session
from tests.factories import (
    ApplicationFactory,
    CommunityFactory,
    IntakeFactory,
    ProgramFactory,
    UserFactory,
)
from tests.intakes.making import DAY, MONDAY, cohort_of, people_for, states, taken
from tests.races import race

S, R = CandidacyState, RolloverState
ASKED = datetime(2024, 12, 1, 22, 0, tzinfo=UTC)  # Monday 2 December, 9:00 in Melbourne
FRIDAY = date(2024, 12, 13)
REPLY_BY = datetime(2024, 12, 13, 6, 0, tzinfo=UTC)  # 17:00

pytestmark = pytest.mark.django_db


def over(capacity=1, **fields):
    """A cohort that nobody joins any more."""
    return cohort_of(capacity, backfill_until=MONDAY + 30 * DAY, **fields)


def next_cohort(cohort, **fields):
    """A cohort of the same community in the next intake."""
    intake = IntakeFactory(
        program=cohort.intake.program,
        state=IntakeState.PLANNED,
        opens_at=datetime(2024, 11, 1, tzinfo=UTC),
        closes_at=datetime(2025, 1, 20, tzinfo=UTC),
    )
    return cohort_of(2, intake=intake, community=cohort.community, **fields)


@pytest.fixture
def by():
    return UserFactory(is_superuser=True).pk


def ask(cohort, by, at=ASKED, reply_on=FRIDAY):
    return rollovers.ask(intake_id=cohort.intake_id, reply_on=reply_on, by=by, at=at)


def answer(candidacy, keep, at=ASKED + DAY):
    return rollovers.answer(
        application_id=candidacy.application_id,
        keep=keep,
        at=at,
        by=candidacy.application.applicant_id,
    )


class TestAsking:
    def test_each_who_waits_is_asked_once_with_one_reply_date(self, by):
        cohort = over()
        people = people_for(cohort, 3, S.WAITLISTED)

        counts = (ask(cohort, by), ask(cohort, by))

        assert counts == (3, 0)
        assert {r.reply_by for r in Rollover.objects.all()} == {REPLY_BY}
        mails = Notice.objects.filter(kind="intakes.roll_over")
        assert sorted(mails.values_list("recipient", flat=True)) == sorted(
            c.application.applicant_id for c in people
        )
        assert {m.expires_at for m in mails} == {REPLY_BY}
        assert Entry.objects.filter(verb="rollover.asked").count() == 3

    def test_who_waits_for_two_cohorts_is_asked_once(self, by):
        cohort = over()
        other = over(intake=cohort.intake)
        first = people_for(cohort, 1, S.WAITLISTED)[0]
        people_for(other, 1, S.WAITLISTED, application=first.application, rank=2)

        assert ask(cohort, by) == 1

    def test_who_may_still_be_offered_a_seat_elsewhere_is_not_asked_yet(self, by):
        cohort = over()
        running = cohort_of(1, intake=cohort.intake)
        first = people_for(cohort, 1, S.WAITLISTED)[0]
        people_for(running, 1, S.WAITLISTED, application=first.application, rank=2)

        assert ask(cohort, by) == 0

    def test_who_holds_a_seat_of_the_intake_is_not_asked(self, by):
        cohort = over()
        other = cohort_of(1, intake=cohort.intake)
        first = people_for(cohort, 1, S.WAITLISTED)[0]
        second = people_for(other, 1, S.WAITLISTED, application=first.application, rank=2)[0]
        allocation.promote(cohort_id=other.pk, at=MONDAY)

        assert states([second]) == [S.OFFERED]
        assert ask(cohort, by) == 0

    def test_before_the_cut_off_nobody_is_asked(self, by):
        cohort = cohort_of(1)
        people_for(cohort, 2, S.WAITLISTED)

        assert ask(cohort, by) == 0

    def test_an_intake_that_a_coordinator_has_ended_is_over_too(self, by):
        cohort = cohort_of(1, intake=IntakeFactory(state=IntakeState.FINAL))
        people_for(cohort, 1, S.WAITLISTED)

        assert ask(cohort, by) == 1

    @pytest.mark.parametrize(
        "day", [date(2024, 12, 14), date(2024, 12, 25), date(2024, 12, 2), date(2025, 6, 2)]
    )
    def test_the_reply_date_is_a_business_day_ahead(self, by, day):
        cohort = over()
        people_for(cohort, 1, S.WAITLISTED)

        with pytest.raises(rollovers.CannotAsk):
            ask(cohort, by, reply_on=day)

        assert Rollover.objects.count() == 0

    def test_the_usual_day_is_the_friday_of_the_next_week(self):
        cohort = over()
        people = people_for(cohort, 2, S.WAITLISTED)

        found = rollovers.preview(cohort.intake, ASKED)

        assert [a.pk for a in found.people] == [c.application_id for c in people]
        assert (found.cohorts, found.reply_on) == ([cohort], FRIDAY)

    @pytest.mark.parametrize("many", [1, 12])
    def test_it_asks_the_database_as_much_for_many_as_for_few(
        self, by, many, django_assert_num_queries
    ):
        cohort = over()
        people_for(cohort, many, S.WAITLISTED)

        with django_assert_num_queries(16):
            assert ask(cohort, by) == many


class TestAnswering:
    @pytest.fixture
    def asked(self, by):
        cohort = over()
        people = people_for(cohort, 3, S.WAITLISTED)
        ask(cohort, by)
        return people

    def test_yes_is_kept_until_there_is_a_next_intake(self, asked):
        said = answer(asked[0], keep=True)

        assert (said.state, said.successor) == (R.KEPT, None)
        assert states(asked) == [S.ROLLED_OVER, S.WAITLISTED, S.WAITLISTED]
        assert Notice.objects.filter(kind="intakes.kept").count() == 1

    def test_yes_twice_is_one_yes(self, asked):
        answers = [answer(asked[0], keep=True), answer(asked[0], keep=True)]

        assert [a.state for a in answers] == [R.KEPT, R.KEPT]
        assert Entry.objects.filter(verb="rollover.kept").count() == 1

    def test_no_leaves_the_list(self, asked):
        said = answer(asked[0], keep=False)

        assert (said.state, states(asked[:1])) == (R.DECLINED, [S.LEFT])
        with pytest.raises(rollovers.QuestionGone):
            answer(asked[0], keep=True)

    def test_a_yes_can_be_taken_back_until_the_next_intake_has_it(self, asked):
        answer(asked[0], keep=True)

        said = answer(asked[0], keep=False)

        assert (said.state, states(asked[:1])) == (R.DECLINED, [S.WITHDRAWN])

    def test_at_the_reply_date_itself_it_is_too_late_though_no_job_has_run(self, asked):
        with pytest.raises(rollovers.QuestionGone):
            answer(asked[0], keep=True, at=REPLY_BY)

        assert answer(asked[1], keep=True, at=REPLY_BY - timedelta(seconds=1)).state == R.KEPT

    def test_silence_lapses_once_and_nobody_is_written_to(self, asked):
        answer(asked[0], keep=True)
        before = Notice.objects.count()

        counts = [rollovers.sweep(REPLY_BY - timedelta(seconds=1)), rollovers.sweep(REPLY_BY)]

        assert [*counts, rollovers.sweep(REPLY_BY)] == [0, 2, 0]
        assert states(asked) == [S.ROLLED_OVER, S.LAPSED, S.LAPSED]
        assert Notice.objects.count() == before

    def test_who_left_the_list_meanwhile_has_nothing_to_keep(self, asked):
        applications.leave_list(candidacy_id=asked[0].pk, at=ASKED, by=None)

        with pytest.raises(rollovers.QuestionGone):
            answer(asked[0], keep=True)

    def test_nobody_asked_is_nothing_to_answer(self):
        candidacy = people_for(over(), 1, S.WAITLISTED)[0]

        with pytest.raises(rollovers.QuestionGone):
            answer(candidacy, keep=True)

    def test_reminders_two_business_days_before_and_on_the_last_morning(self, asked):
        answer(asked[0], keep=True)
        answer(asked[1], keep=False)
        moment = ASKED
        while moment < REPLY_BY + DAY:
            reminders.plan(moment)
            moment += timedelta(hours=1)

        kinds = Notice.objects.filter(kind__startswith="intakes.roll_over_")
        assert list(kinds.order_by("due_at").values_list("kind", "due_at")) == [
            ("intakes.roll_over_reminder", datetime(2024, 12, 10, 22, tzinfo=UTC)),
            ("intakes.roll_over_last_day", datetime(2024, 12, 12, 22, tzinfo=UTC)),
        ]


class TestTheNextIntake:
    def test_yes_stands_in_it_with_the_same_place_and_words(self, by):
        cohort = over()
        there = next_cohort(cohort)
        first, second = people_for(cohort, 2, S.WAITLISTED, band=3)
        ask(cohort, by)

        answer(first, keep=True)

        new = Candidacy.objects.get(cohort=there)
        old = Candidacy.objects.get(pk=first.pk)
        assert (new.state, new.band, new.eligible_since) == (S.ELIGIBLE, 3, old.eligible_since)
        assert (new.application.hopes, new.application.state) == ("To learn", "submitted")
        assert old.application.rollover.successor == new.application
        assert [n.kind for n in Notice.objects.filter(object_id=new.application_id)] == [
            "intakes.carried"
        ]
        assert states([second]) == [S.WAITLISTED]

    def test_a_kept_place_joins_when_there_is_one(self, by):
        cohort = over()
        people = people_for(cohort, 2, S.WAITLISTED)
        ask(cohort, by)
        answer(people[0], keep=True)
        before = rollovers.sweep(ASKED + 2 * DAY)

        there = next_cohort(cohort)

        assert (before, rollovers.sweep(ASKED + 3 * DAY), rollovers.sweep(ASKED + 3 * DAY)) == (
            0,
            1,
            0,
        )
        assert (
            there.candidacies.get().application.applicant_id == people[0].application.applicant_id
        )

    def test_next_years_program_of_the_same_people_counts(self, by):
        cohort = over()
        people = people_for(cohort, 1, S.WAITLISTED)
        ask(cohort, by)
        answer(people[0], keep=True)
        later = ProgramFactory(starts_on=date(2025, 7, 1), ends_on=date(2026, 6, 30))
        stranger = ProgramFactory(organisation="Another one")
        for program in (stranger, later):
            community = CommunityFactory(program=program, slug=cohort.community.slug)
            intake = IntakeFactory(program=program, opens_at=ASKED, closes_at=ASKED + 30 * DAY)
            cohort_of(2, intake=intake, community=community)

        rollovers.sweep(ASKED + 5 * DAY)

        carried = Application.objects.exclude(intake=cohort.intake).get()
        assert carried.intake.program == later

    def test_who_applied_there_too_is_read_no_second_time(self, by):
        cohort = over()
        there = next_cohort(cohort)
        first = people_for(cohort, 1, S.WAITLISTED)[0]
        again = ApplicationFactory(applicant=first.application.applicant, intake=there.intake)
        theirs = people_for(there, 1, S.IN_REVIEW, application=again)[0]
        ask(cohort, by)

        answer(first, keep=True)

        theirs.refresh_from_db()
        first.refresh_from_db()
        assert (theirs.state, theirs.eligible_since) == (S.ELIGIBLE, first.eligible_since)

    def test_a_form_begun_there_is_theirs_to_finish(self, by):
        cohort = over()
        there = next_cohort(cohort)
        first = people_for(cohort, 1, S.WAITLISTED)[0]
        ApplicationFactory(
            applicant=first.application.applicant,
            intake=there.intake,
            state="draft",
            submitted_at=None,
        )
        ask(cohort, by)

        assert answer(first, keep=True).successor is None
        assert there.candidacies.count() == 0

    def test_they_come_first_in_the_next_round_and_not_before(self, by):
        cohort = over()
        there = next_cohort(cohort)
        first = people_for(cohort, 1, S.WAITLISTED)[0]
        ask(cohort, by)
        answer(first, keep=True)

        allocation.promote_all(ASKED + DAY)

        assert taken(there) == (0, 0)

    def test_a_sweep_with_nothing_to_carry_asks_twice(self, by, django_assert_num_queries):
        cohort = over()
        ask(cohort, by)

        with django_assert_num_queries(2):
            rollovers.sweep(ASKED)

        assert carrying.due() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_eight_yeses_are_one_place(self):
        by = UserFactory(is_superuser=True).pk
        cohort = over()
        there = next_cohort(cohort)
        first = people_for(cohort, 1, S.WAITLISTED)[0]
        ask(cohort, by)

        outcomes = race(*[partial(answer, first, True)] * 8)

        assert [o for o in outcomes if isinstance(o, Exception)] == []
        assert there.candidacies.count() == 1

    def test_two_coordinators_ask_at_once(self):
        by = UserFactory(is_superuser=True).pk
        cohort = over()
        people_for(cohort, 5, S.WAITLISTED)

        outcomes = race(*[partial(ask, cohort, by)] * 8)

        assert sorted(outcomes) == [0] * 7 + [5]
        assert Notice.objects.count() == 5


def held_session(cohort, number, starts):
    return Session.objects.create(
        cohort=cohort, number=number, day=starts.date(), start=time(10),
        time_zone="Australia/Melbourne", starts_at=starts, ends_at=starts + timedelta(hours=2),
        dated_at=MONDAY,
    )  # fmt: skip


def test_after_the_second_session_has_begun_a_freed_seat_stays_empty_and_they_are_asked(by):
    cohort = cohort_of(1)
    held_session(cohort, 1, MONDAY + 10 * DAY)
    held_session(cohort, 2, MONDAY + 40 * DAY)
    people_for(cohort, 1, S.WAITLISTED)

    assert ask(cohort, by, at=MONDAY + 41 * DAY, reply_on=date(2024, 9, 20)) == 1
    assert allocation.promote(cohort_id=cohort.pk, at=MONDAY + 41 * DAY, by=by) == []
