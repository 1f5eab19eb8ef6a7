"""An intake's form at the desk: questions are worded, moved and retired there."""

import pytest
from django.urls import reverse

from intakes import answers, questions
from intakes.models import Question
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TYPED = {"words": "What would help?", "help_words": "", "kind": "short", "options": ""}


@pytest.fixture
def intake(world):
    return world.intakes["open"]


@pytest.fixture
def desk(client, world):
    sign_in(client, world.people["coordinator"])
    return client


def form_of(intake):
    return reverse("admin:intakes_intakeform_change", args=[intake.pk])


def new(intake):
    return reverse("admin:intakes_intakeform_question", args=[intake.pk])


def one(question):
    return reverse(
        "admin:intakes_intakeform_question_change", args=[question.intake_id, question.pk]
    )


def answered(world, question):
    draft = world.applications["drafting"]
    answers.keep(draft, {question.pk: "A poster"})


def test_a_question_is_added_worded_anew_moved_and_retired(desk, intake):
    before = questions.of_intake(intake.pk)

    desk.post(new(intake), TYPED)
    added = questions.of_intake(intake.pk)[-1]
    desk.post(one(added), TYPED | {"words": "What would you try?", "needed": "on"})
    for act in ("up", "up", "up", "up", "down", "retire", "retire", "back"):
        desk.post(form_of(intake), {"act": act, "question": added.pk})

    added.refresh_from_db()
    assert (added.words, added.needed, added.retired_at) == ("What would you try?", True, None)
    assert questions.of_intake(intake.pk) == [before[0], added, *before[1:]]
    page = desk.get(form_of(intake)).content.decode()
    assert "What would you try?" in page
    assert "question.retired" in page or "retired" in page


def test_what_somebody_lived_through_is_refused_kindly_and_what_was_typed_stays(desk, intake):
    page = desk.post(new(intake), TYPED | {"words": "Do you have lived experience?"})

    assert page.status_code == 200
    assert "We never do" in page.content.decode()
    assert page.context["form"]["words"].value() == "Do you have lived experience?"


@pytest.mark.parametrize(
    "change", [{"words": ""}, {"words": "x" * 301}, {"kind": "essay"}, {"kind": "choice"}]
)
def test_what_needs_doing_is_said(desk, intake, change):
    page = desk.post(new(intake), TYPED | change)

    assert page.status_code == 200
    assert page.context["form"].errors != {}
    assert Question.objects.filter(words="What would help?").count() == 0


def test_one_that_was_answered_offers_no_wording_and_takes_none(desk, intake, world):
    question = questions.of_intake(intake.pk)[0]
    answered(world, question)

    page = desk.get(one(question))
    refused = desk.post(one(question), TYPED)

    question.refresh_from_db()
    assert "its words stand" in page.content.decode()
    assert refused.status_code == 200
    assert question.words == "What would you try first?"
    assert one(question) not in desk.get(form_of(intake)).content.decode()


def test_what_was_answered_stands_on_the_applications_page(desk, world, intake):
    answered(world, questions.of_intake(intake.pk)[0])
    draft = world.applications["drafting"]

    page = desk.get(reverse("admin:intakes_application_change", args=[draft.pk]))

    assert "What would you try first?" in page.content.decode()
    assert "A poster" in page.content.decode()


def test_words_of_a_coordinator_are_words_on_every_page(desk, client, world, intake):
    desk.post(new(intake), TYPED | {"words": "<b>Bold?</b>", "help_words": "<i>Help</i>"})
    sign_in(client, world.people["drafting"])

    page = client.get(
        reverse("intakes:step", args=[world.applications["drafting"].pk, "further"])
    ).content.decode()

    assert ("<b>Bold" in page, "<i>Help" in page) == (False, False)
    assert "&lt;b&gt;Bold?" in page


def test_a_question_of_another_intake_is_not_there(desk, world, intake):
    elsewhere = Question.objects.create(
        intake=world.intakes["offering"], kind="short", words="Elsewhere?", made_at=world.at
    )
    foreign = Question.objects.create(
        intake=world.intakes["foreign"], kind="short", words="Foreign?", made_at=world.at
    )
    wrong = reverse("admin:intakes_intakeform_question_change", args=[intake.pk, elsewhere.pk])

    assert desk.get(wrong).status_code == 404
    assert desk.get(one(foreign)).status_code == 404
    for pk in (elsewhere.pk, "x", "9" * 40, "", "\u0661"):
        answer = desk.post(form_of(intake), {"act": "retire", "question": pk})
        assert answer.status_code == 404
    assert desk.post(form_of(intake), {"act": "burn", "question": 1}).status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_asks_the_same_however_many_questions_there_are(
    desk, intake, world, count, django_assert_max_num_queries
):
    for n in range(count):
        questions.add(
            intake_id=intake.pk,
            kind="short",
            words=f"Question {n}?",
            by=world.people["coordinator"].pk,
            at=world.at,
        )
    desk.get(form_of(intake))

    with django_assert_max_num_queries(14):
        desk.get(form_of(intake))
