"""Opinions: each by themselves, with a reason, seen by others only once one's own is given."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from audit import history
from audit.models import Entry
from intakes import board, conflicts, criteria, opinions, review
from intakes.models import Application, Candidacy, CandidacyState, Conflict, Opinion, ReaderNote
from programs import roles
from programs.models import RoleKind
from tests.factories import UserFactory
from tests.intakes.making import DAY, MONDAY, cohort_of, coordinator_of, people_for
from tests.races import race

S = CandidacyState


def reviewer_of(program):
    user = UserFactory()
    roles.grant(
        user_id=user.pk,
        kind=RoleKind.REVIEWER,
        program_id=program.pk,
        by=None,
        at=MONDAY - 30 * DAY,
    )
    user.refresh_from_db()
    return user


@pytest.fixture
def candidacy(db):
    return people_for(cohort_of(), 1, S.IN_REVIEW)[0]


@pytest.fixture
def program(candidacy):
    return candidacy.cohort.intake.program


@pytest.fixture
def ruth(program):
    return reviewer_of(program)


@pytest.fixture
def sam(program):
    return reviewer_of(program)


@pytest.fixture
def coordinator(program):
    return coordinator_of(program)


def give(candidacy, who, verdict="yes", reason="Fits.", at=MONDAY):
    return opinions.give(
        candidacy_id=candidacy.pk, verdict=verdict, reason=reason, by=who.pk, at=at
    )


def seen(candidacy, who):
    return opinions.about(Candidacy.objects.get(pk=candidacy.pk), who, MONDAY)


class TestWhoReads:
    def test_a_reviewer_is_let_in_at_the_desk_with_a_second_factor(self, ruth):
        assert (ruth.is_staff, ruth.holds_staff_role) == (True, True)

    def test_a_reviewer_reads_what_was_sent_to_their_program_alone(self, candidacy, ruth):
        people_for(candidacy.cohort, 1, S.CHOSEN)
        people_for(cohort_of(), 1, S.IN_REVIEW)

        assert list(board.readable(ruth, MONDAY)) == [candidacy]

    def test_a_role_that_has_ended_reads_nothing(self, candidacy, ruth):
        roles.end(role_id=ruth.roles.get().pk, by=None, at=MONDAY)

        assert list(board.readable(ruth, MONDAY)) == []
        with pytest.raises(opinions.CannotSay):
            give(candidacy, ruth)

    def test_somebody_else_has_no_opinion(self, candidacy):
        with pytest.raises(opinions.CannotSay):
            give(candidacy, UserFactory())

    def test_nobody_reads_their_own_application(self, candidacy, program):
        applicant = candidacy.application.applicant
        roles.grant(
            user_id=applicant.pk,
            kind=RoleKind.REVIEWER,
            program_id=program.pk,
            by=None,
            at=MONDAY - DAY,
        )

        assert list(board.readable(applicant, MONDAY)) == []
        with pytest.raises(opinions.CannotSay):
            give(candidacy, applicant)

    def test_a_reviewer_does_not_decide(self, candidacy, ruth):
        with pytest.raises(review.CannotDecide):
            review.decide(
                candidacy_id=candidacy.pk, outcome=S.ELIGIBLE, reason="x", by=ruth.pk, at=MONDAY
            )


class TestGiving:
    def test_an_opinion_is_kept_with_its_reason(self, candidacy, ruth):
        opinion = give(candidacy, ruth, "maybe", " Perhaps later. ")

        assert (opinion.verdict, opinion.reason, opinion.given_at) == (
            "maybe",
            "Perhaps later.",
            MONDAY,
        )

    @pytest.mark.parametrize(("verdict", "reason"), [("yes", " "), ("perhaps", "x"), ("", "x")])
    def test_without_a_verdict_and_a_reason_there_is_none(self, candidacy, ruth, verdict, reason):
        with pytest.raises(opinions.CannotSay):
            give(candidacy, ruth, verdict, reason)

        assert Opinion.objects.count() == 0

    def test_thinking_again_leaves_what_was_said_before_in_the_audit(self, candidacy, ruth):
        give(candidacy, ruth, "yes", "Fits.")
        again = give(candidacy, ruth, "no", "Too far away.", at=MONDAY + DAY)
        for _press in range(2):
            give(candidacy, ruth, "no", "Too far away.", at=MONDAY + 2 * DAY)

        assert (again.given_at, again.changed_at) == (MONDAY, MONDAY + DAY)
        assert [(e.verb, e.reason.text) for e in history.about(again)] == [
            ("opinion.no", "Too far away."),
            ("opinion.yes", "Fits."),
        ]

    def test_opinions_are_in_no_cohorts_history(self, candidacy, ruth):
        """It is read by coordinators who may be readers themselves."""
        give(candidacy, ruth)

        assert [*history.in_cohorts([candidacy.cohort_id])] == []

    def test_what_was_decided_takes_no_more_opinions(self, candidacy, ruth, coordinator):
        review.decide(
            candidacy_id=candidacy.pk, outcome=S.ELIGIBLE, reason="x", by=coordinator.pk, at=MONDAY
        )

        with pytest.raises(opinions.CannotSay, match="decided meanwhile"):
            give(candidacy, ruth)

    def test_the_database_keeps_one_opinion_for_each_reader(self, candidacy, ruth):
        give(candidacy, ruth)

        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.create(
                candidacy=candidacy, reader=ruth, verdict="no", reason="x", given_at=MONDAY
            )


class TestBlind:
    def test_others_are_hidden_until_ones_own_is_given(self, candidacy, ruth, sam):
        give(candidacy, ruth, "yes")
        opinions.note(candidacy_id=candidacy.pk, words="I met them once.", by=ruth.pk, at=MONDAY)

        before = seen(candidacy, sam)
        give(candidacy, sam, "no", "Too early.")
        after = seen(candidacy, sam)

        assert (before.hidden, before.others, before.notes) == (True, [], [])
        assert (after.hidden, [o.verdict for o in after.others], len(after.notes)) == (
            False,
            ["yes"],
            1,
        )

    def test_the_board_tells_no_more(self, candidacy, ruth, sam):
        give(candidacy, ruth, "yes")

        before = opinions.summary([candidacy.pk], sam, MONDAY)[candidacy.pk]
        give(candidacy, sam, "no", "Too early.")
        after = opinions.summary([candidacy.pk], sam, MONDAY)[candidacy.pk]

        assert before == opinions.Summary(hidden=True)
        assert after == opinions.Summary(own="no", yes=1, no=1)

    def test_whoever_decides_sees_all(self, candidacy, ruth, coordinator):
        give(candidacy, ruth, "yes")

        assert [o.verdict for o in seen(candidacy, coordinator).others] == ["yes"]
        assert opinions.summary([candidacy.pk], coordinator, MONDAY)[candidacy.pk].yes == 1

    def test_ones_own_notes_are_never_hidden(self, candidacy, sam):
        for _press in range(2):
            opinions.note(candidacy_id=candidacy.pk, words="Ask about March.", by=sam.pk, at=MONDAY)

        assert [note.words for note in seen(candidacy, sam).notes] == ["Ask about March."]

    def test_the_audit_keeps_that_a_note_was_written_never_its_words(self, candidacy, sam):
        opinions.note(candidacy_id=candidacy.pk, words="Ask about March.", by=sam.pk, at=MONDAY)

        entry = Entry.objects.get(verb="reader_note.written")
        assert (entry.actor, entry.reason) == (sam, None)
        with pytest.raises(opinions.CannotSay):
            opinions.note(candidacy_id=candidacy.pk, words=" ", by=sam.pk, at=MONDAY)


class TestConflicts:
    def declare(self, candidacy, who, reason="We work together."):
        return conflicts.declare(
            application_id=candidacy.application_id, reason=reason, by=who.pk, at=MONDAY
        )

    def test_who_declares_one_reads_nothing_of_it_any_more(self, candidacy, ruth, sam):
        give(candidacy, sam)
        give(candidacy, ruth)
        self.declare(candidacy, ruth)

        assert list(board.readable(ruth, MONDAY)) == []
        assert seen(candidacy, ruth) == opinions.Reading(own=None, hidden=True)
        assert opinions.summary([candidacy.pk], ruth, MONDAY)[candidacy.pk] == (
            opinions.Summary(hidden=True)
        )
        with pytest.raises(opinions.CannotSay):
            give(candidacy, ruth, "no", "x")

    def test_their_opinion_is_set_aside_for_the_others(self, candidacy, ruth, coordinator):
        give(candidacy, ruth)
        self.declare(candidacy, ruth)

        reading = seen(candidacy, coordinator)
        assert (reading.others, reading.set_aside) == ([], 1)
        assert opinions.summary([candidacy.pk], coordinator, MONDAY)[candidacy.pk].given == 0

    def test_declared_twice_it_stands_once_with_a_reason(self, candidacy, ruth):
        for _press in range(2):
            self.declare(candidacy, ruth)
        with pytest.raises(conflicts.CannotDeclare):
            self.declare(candidacy, ruth, " ")

        assert Conflict.objects.count() == 1
        assert [e.verb for e in history.about(candidacy.application)] == ["conflict.declared"]

    def test_a_coordinator_who_declares_one_does_not_decide(self, candidacy, coordinator):
        self.declare(candidacy, coordinator)

        with pytest.raises(review.CannotDecide, match="Somebody else decides"):
            review.decide(
                candidacy_id=candidacy.pk,
                outcome=S.ELIGIBLE,
                reason="x",
                by=coordinator.pk,
                at=MONDAY,
            )

    def test_somebody_else_lifts_it_with_a_reason(self, candidacy, ruth, coordinator):
        declared = self.declare(candidacy, ruth)

        for by, reason in ((ruth, "a slip"), (coordinator, " ")):
            with pytest.raises(conflicts.CannotDeclare):
                conflicts.lift(conflict_id=declared.pk, reason=reason, by=by.pk, at=MONDAY)
        for _press in range(2):
            conflicts.lift(conflict_id=declared.pk, reason="A slip.", by=coordinator.pk, at=MONDAY)

        assert list(board.readable(ruth, MONDAY)) == [candidacy]


class TestCriteria:
    def test_the_usual_ones_stand_until_a_program_has_its_own(self, program, coordinator):
        def change(*words):
            return criteria.change(
                program_id=program.pk, words=list(words), by=coordinator.pk, at=MONDAY
            )

        assert criteria.of(program.pk) == criteria.usual()
        assert change("Works in the country", " ", "New to it") == [
            "Works in the country",
            "New to it",
        ]
        change("Works in the country", "New to it")
        assert Entry.objects.filter(verb="criteria.changed").count() == 1
        assert change("", " ") == criteria.usual()

    def test_not_more_than_one_can_keep_in_mind(self, program, coordinator):
        with pytest.raises(criteria.CannotChange):
            criteria.change(
                program_id=program.pk,
                words=[f"One {n}" for n in range(criteria.MOST + 1)],
                by=coordinator.pk,
                at=MONDAY,
            )


# ------------------------------------------------- at once


@pytest.mark.django_db(transaction=True)
def test_one_reader_from_eight_devices_gives_one_opinion():
    candidacy = people_for(cohort_of(), 1, S.IN_REVIEW)[0]
    ruth = reviewer_of(candidacy.cohort.intake.program)

    race(*[partial(give, candidacy, ruth) for _n in range(8)])

    assert Opinion.objects.count() == 1
    assert Application.objects.count() == 1
    assert ReaderNote.objects.count() == 0
