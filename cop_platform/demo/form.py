"""What the demo's intakes ask beside the core of the form, and what demo people answer."""

from datetime import datetime

from accounts.models import User
from intakes import protected, questions
from intakes.models import Application, QuestionKind
from programs.models import Intake

ASKED = (
    (
        QuestionKind.SEVERAL,
        "Whom do you work with most?",
        "",
        "Children and young people\nColleagues\nCommunity leaders\nManagers and boards",
    ),
    (
        QuestionKind.LONG,
        "What is one thing you tried this year that did not go as you hoped?",
        "A sentence or two. It is often where the best conversations begin.",
        "",
    ),
    (
        QuestionKind.SCALE,
        "How easy is it for you to leave work for half a day?",
        "It helps us to set the dates.",
        "Hardly ever possible\nNo trouble at all",
    ),
)
TRIED = (
    "A workshop that nobody came to. I had asked for a Friday afternoon. (demo)",
    "A poster that made people laugh at the wrong thing. (demo)",
    "",
)
NEED = "A break every hour, and the papers a day before. (demo)"


def ask_more(intakes: list[Intake], *, coordinator: User, at: datetime) -> None:
    """The same further questions for each of these intakes."""
    for intake in intakes:
        for kind, words, help_words, options in ASKED:
            questions.add(
                intake_id=intake.pk,
                kind=kind,
                words=words,
                help_words=help_words,
                options=options,
                by=coordinator.pk,
                at=at,
            )


def answers_for(intake_id: int, place: int) -> dict[int, str]:
    """What the person at this place answers to an intake's questions."""
    said = {
        QuestionKind.LONG: TRIED[place % len(TRIED)],
        QuestionKind.SCALE: str(place % 5 + 1),
    }
    found = questions.of_intake(intake_id)
    return {
        question.pk: said.get(QuestionKind(question.kind))
        or "\n".join(question.lines()[place % 3 :][:2])
        for question in found
    }


def say_needs(application: Application, *, place: int, at: datetime) -> None:
    """Now and then somebody says what they need, in the part kept apart."""
    if place % 6 == 1:
        protected.keep(
            application_id=application.pk,
            contact={},
            needs={"access": NEED, "captions": True},
            apart_words="",
            at=at,
            by=application.applicant_id,
        )
