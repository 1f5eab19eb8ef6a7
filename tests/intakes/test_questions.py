"""Further questions: asked by coordinators, answered by applicants, and then they stand."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from intakes import answers, applications, not_asked, questions
from intakes.models import Answer, Question, QuestionKind
from tests.factories import ApplicationFactory, CohortFactory, IntakeFactory, UserFactory

K = QuestionKind
AT = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)


@pytest.fixture
def intake(db):
    return IntakeFactory()


def ask(intake, words="What would you try?", kind=K.SHORT, **more):
    by = more.pop("by", None) or UserFactory().pk
    return questions.add(intake_id=intake.pk, kind=kind, words=words, by=by, at=AT, **more)


def draft_in(intake):
    return ApplicationFactory(intake=intake, state="draft", submitted_at=None)


def answer(application, given, **more):
    return applications.save_draft(
        application_id=application.pk, at=AT, by=application.applicant_id, further=given, **more
    )


def change(question, words="Anything else?", **more):
    return questions.change(
        question_id=question.pk,
        **{"kind": K.SHORT, "words": words, "by": UserFactory().pk, "at": AT} | more,
    )


class TestAsking:
    def test_they_stand_in_the_order_they_were_asked_and_can_change_places(self, intake):
        first, second, third = (ask(intake, f"Question {n}?") for n in range(3))
        by = UserFactory().pk

        questions.move(question_id=third.pk, up=True, by=by, at=AT)
        questions.move(question_id=first.pk, up=True, by=by, at=AT)
        questions.move(question_id=second.pk, up=False, by=by, at=AT)

        assert questions.of_intake(intake.pk) == [first, third, second]
        assert Entry.objects.filter(verb="question.moved").count() == 1

    def test_one_that_nobody_answered_can_be_worded_anew(self, intake):
        question = ask(intake)

        change(question, "Whom do you work with?", kind=K.CHOICE, options="Schools\nSport\nSport ")

        question.refresh_from_db()
        assert (question.words, question.lines()) == (
            "Whom do you work with?",
            ["Schools", "Sport"],
        )

        change(question, "Which day?", kind=K.DATE, options="Schools\nSport")

        question.refresh_from_db()
        assert question.lines() == []  # there is nothing to choose among any more

    def test_one_that_was_answered_can_be_retired_and_brought_back_and_nothing_else(self, intake):
        question = ask(intake)
        answer(draft_in(intake), {question.pk: "A poster"})
        by = UserFactory().pk

        with pytest.raises(questions.Answered):
            change(question)
        for _twice in range(2):
            questions.retire(question_id=question.pk, by=by, at=AT)
        retired = questions.of_intake(intake.pk)
        questions.bring_back(question_id=question.pk, by=by, at=AT)

        assert (retired, questions.of_intake(intake.pk)) == ([], [question])
        assert Entry.objects.filter(verb="question.retired").count() == 1

    @pytest.mark.parametrize(
        ("kind", "options"),
        [
            (K.CHOICE, ""),
            (K.CHOICE, "Only one"),
            (K.SEVERAL, "Same\nSame"),
            (K.SCALE, ""),
            (K.SCALE, "One\nTwo\nThree"),
            (K.CHOICE, "\n".join(map(str, range(31)))),
            (K.CHOICE, "x" * 201 + "\ny"),
            ("essay", ""),
        ],
    )
    def test_its_choices_must_fit_how_it_is_answered(self, intake, kind, options):
        with pytest.raises(questions.CannotAsk):
            ask(intake, kind=kind, options=options)

    def test_there_is_an_end_to_questions(self, intake):
        for n in range(questions.MOST_QUESTIONS):
            ask(intake, f"Question {n}?")

        with pytest.raises(questions.CannotAsk, match="30"):
            ask(intake)


class TestWhatIsNotAsked:
    @pytest.mark.parametrize(
        "words",
        [
            "Do you have lived experience?",
            "Tell us about your lived-experience of family violence",
            "Are you a survivor?",
            "Are you a victim-survivor of family violence?",
            "Have you ever experienced family violence?",
            "Have you experienced violence or abuse?",
            "Have you been abused?",
            "Were you ever subjected to sexual assault?",
            "What is your own experience of violence?",
            "Your personal history with trauma",
            "Has there been violence in your own home?",
            "Do you identify as a survivor?",
            "Has this ever happened to you?",
        ],
    )
    def test_what_somebody_lived_through_is_never_asked(self, intake, words):
        with pytest.raises(not_asked.AsksWhatWeDoNot):
            ask(intake, words)
        with pytest.raises(not_asked.AsksWhatWeDoNot):
            ask(intake, "And?", help_words=words)
        with pytest.raises(not_asked.AsksWhatWeDoNot):
            ask(intake, kind=K.CHOICE, options=f"{words}\nNo")

    @pytest.mark.parametrize(
        "words",
        [
            "How long have you worked in prevention?",
            "What is your experience of violence prevention work?",
            "Do you work with victim survivors?",
            "Have you experienced resistance at work?",
            "Have you lived in the region for long?",
            "Have you been in a community of practice?",
            "What would help you?",
        ],
    )
    def test_what_somebody_does_can_be_asked(self, intake, words):
        assert ask(intake, words).words == words


class TestAnswering:
    def test_each_kind_is_kept_and_read_in_words(self, intake):
        asked = {
            K.SHORT: ("A poster", "A poster"),
            K.LONG: ("One\nTwo", "One\nTwo"),
            K.CHOICE: ("Sport", "Sport"),
            K.SEVERAL: ("Schools\nSport", "Schools, Sport"),
            K.SCALE: ("4", "4 of 5"),
            K.DATE: ("2024-08-14", "14 August 2024"),
        }
        options = {K.CHOICE: "Schools\nSport", K.SEVERAL: "Schools\nSport", K.SCALE: "No\nYes"}
        made = {kind: ask(intake, kind=kind, options=options.get(kind, "")) for kind in asked}
        draft = draft_in(intake)

        answer(draft, {made[kind].pk: words for kind, (words, _read) in asked.items()})

        assert questions.answers_of([draft.pk])[draft.pk] == {
            made[kind].pk: read for kind, (_words, read) in asked.items()
        }

    def test_an_answer_is_kept_with_a_draft_changed_and_taken_back(self, intake):
        question, other = ask(intake), ask(intake)
        draft = draft_in(intake)

        answer(draft, {question.pk: "A poster", other.pk: "Two"})
        answer(draft, {question.pk: "A play"})
        changed = answers.kept(draft.pk)
        answer(draft, {question.pk: " "})

        assert changed == {question.pk: "A play", other.pk: "Two"}
        assert answers.kept(draft.pk) == {other.pk: "Two"}

    @pytest.mark.parametrize(
        ("kind", "words"),
        [(K.CHOICE, "Neither"), (K.SEVERAL, "Schools\nNeither"), (K.SCALE, "6"), (K.DATE, "soon")],
    )
    def test_what_could_not_be_answered_is_not_kept(self, intake, kind, words):
        options = "Low\nHigh" if kind == K.SCALE else "Schools\nSport"
        question = ask(intake, kind=kind, options=options)
        draft = draft_in(intake)

        answer(draft, {question.pk: words})

        assert answers.kept(draft.pk) == {}

    def test_a_question_of_another_intake_and_a_retired_one_are_left_out(self, intake):
        elsewhere, retired = ask(IntakeFactory()), ask(intake)
        questions.retire(question_id=retired.pk, by=UserFactory().pk, at=AT)
        draft = draft_in(intake)

        answer(draft, {elsewhere.pk: "Words", retired.pk: "Words", 10**12: "Words"})

        assert answers.kept(draft.pk) == {}

    def test_a_needed_one_without_an_answer_stops_the_form_until_it_is_retired(self, intake):
        question = ask(intake, needed=True)
        cohort = CohortFactory(intake=intake)
        draft = applications.start(person_id=UserFactory().pk, intake_id=intake.pk, at=AT, by=None)
        core = {"role": "Teacher", "organisation": "A school", "hopes": "To meet others"}
        answer(draft, {}, answers=core, cohort_ids=[cohort.pk])

        with pytest.raises(applications.CannotSubmit, match="What would you try"):
            applications.submit(application_id=draft.pk, at=AT, by=None)
        draft.refresh_from_db()
        missing = list(answers.missing(draft))
        questions.retire(question_id=question.pk, by=UserFactory().pk, at=AT)

        assert missing == [answers.field_of(question)]
        assert applications.submit(application_id=draft.pk, at=AT, by=None).application.submitted_at

    def test_one_reworded_after_it_was_read_is_not_answered(self, intake):
        question = ask(intake)
        read = {question.pk: questions.digest(question)}
        draft = draft_in(intake)
        change(question)

        with pytest.raises(answers.Reworded):
            answer(draft, {question.pk: "A poster"}, shown=read)

        assert answers.kept(draft.pk) == {}

    def test_many_applications_are_read_in_one_query(self, intake, django_assert_num_queries):
        question = ask(intake)
        drafts = [draft_in(intake) for _n in range(3)]
        for draft in drafts:
            answer(draft, {question.pk: "A poster"})

        with django_assert_num_queries(1):
            found = questions.answers_of([draft.pk for draft in drafts])

        assert list(found.values()) == [{question.pk: "A poster"}] * 3


class TestTheDatabase:
    @pytest.mark.parametrize(
        "change",
        [
            "words = 'Something else?'",
            "kind = 'long'",
            "help_words = 'Or this'",
            "options = 'a'",
            "needed = true",
        ],
    )
    def test_it_refuses_to_change_what_was_answered(self, intake, change):
        question = ask(intake)
        answer(draft_in(intake), {question.pk: "A poster"})

        with (
            pytest.raises(IntegrityError, match="retired, not changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE intakes_question SET {change} WHERE id = %s", [question.pk])

        Question.objects.filter(pk=question.pk).update(order=7, retired_at=AT)
        assert Question.objects.get().words == "What would you try?"

    def test_it_refuses_an_answer_to_another_intakes_question(self, intake):
        elsewhere = ask(IntakeFactory())

        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(
                application=draft_in(intake), question=elsewhere, intake=intake, words="Words"
            )
