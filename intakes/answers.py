"""What a form asks of its applicant, step by step, and what they wrote.

The core is fixed (DOMAIN 3.1.1); what an intake asks beside it is in `questions`. The part that is
kept apart, safety and access, is no part of this: nothing of it is ever among `written`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from intakes import questions
from intakes.models import Answer, Application, Question, QuestionKind

K = QuestionKind
Words = str | Promise

ABOUT, WISHES, HOPES, FURTHER = "about", "wishes", "hopes", "further"
# Each step's answers that are kept with the application, and what they are called.
OF_STEP: dict[str, dict[str, Promise]] = {
    ABOUT: {
        "role": gettext_lazy("Your role"),
        "organisation": gettext_lazy("Where you work"),
        "organisation_type": gettext_lazy("The kind of organisation"),
        "setting": gettext_lazy("The setting"),
        "region": gettext_lazy("Your region"),
        "career_stage": gettext_lazy("Where you are in this work"),
        "sole_worker": gettext_lazy("On your own"),
        "previous_cop": gettext_lazy("Communities of practice before"),
    },
    WISHES: {
        "availability": gettext_lazy("When you can"),
        "meeting_format": gettext_lazy("Online or in person"),
        "can_commit": gettext_lazy("The dates"),
    },
    HOPES: {
        "hopes": gettext_lazy("What you hope for"),
        "topics": gettext_lazy("What you would like to talk about"),
        "contribution": gettext_lazy("What you bring"),
        "source": gettext_lazy("How you heard of us"),
    },
}
ANSWERS = tuple(name for step in OF_STEP.values() for name in step)
NEEDED: dict[str, Promise] = {
    "role": gettext_lazy("your role"),
    "organisation": gettext_lazy("where you work"),
    "hopes": gettext_lazy("what you hope for"),
}
TICKED: dict[str, Promise] = {
    "sole_worker": gettext_lazy("The only one doing this work where you are"),
    "can_commit": gettext_lazy("Work for you, as far as you can tell"),
}


class Reworded(Exception):
    """The question changed while the person wrote; worded for them."""

    def __init__(self, question: Question) -> None:
        self.question_id = question.pk
        super().__init__(
            gettext_lazy(
                "A question was reworded while you wrote. Please read it again; your answer is "
                "still there."
            )
        )


# ------------------------------------------------- what is missing, what was written


@dataclass(frozen=True)
class Written:
    """One answer as its writer reads it; '' where there is none. `step` is where to change it."""

    step: str
    label: Words
    words: str


def missing(application: Application) -> dict[str, Words]:
    """What the form needs before it can be sent: field names, and what they ask for."""
    lacking: dict[str, Words] = {
        name: asks for name, asks in NEEDED.items() if not getattr(application, name)
    }
    if not application.candidacies.exists():
        lacking["preferences"] = gettext_lazy("at least one community")
    for question in unanswered(application):
        lacking[field_of(question)] = f"\u201c{question.words}\u201d"
    return lacking


def field_of(question: Question) -> str:
    """What the field of a further question is called."""
    return f"question_{question.pk}"


def step_of(name: str) -> str:
    """The step that asks for what `missing` calls by this name."""
    if name.startswith("question_"):
        return FURTHER
    asked = (step for step, fields in OF_STEP.items() if name in fields)
    return WISHES if name == "preferences" else next(asked, ABOUT)


def written(application: Application) -> list[Written]:
    """Everything that was asked and answered, in the order of the steps; without the communities,
    which mails don't name, and without the part kept apart."""
    core = [
        Written(step, label, _shown(application, name))
        for step, fields in OF_STEP.items()
        for name, label in fields.items()
    ]
    more = [
        Written(FURTHER, question.words, words) for question, words in questions.said(application)
    ]
    return [*core, *more]


def _shown(application: Application, name: str) -> str:
    value = getattr(application, name)
    if name in TICKED:
        return str(TICKED[name]) if value else ""
    display = getattr(application, f"get_{name}_display", None)
    return capfirst(str(display())) if display else str(value)


# ------------------------------------------------- further questions, answered


def kept(application_id: int) -> dict[int, str]:
    """By question, what was answered, as it is kept: for a form to begin with."""
    return dict(Answer.objects.filter(application=application_id).values_list("question", "words"))


def unanswered(application: Application) -> list[Question]:
    """Those that need an answer and have none."""
    needed = application.intake.questions.filter(retired_at=None, needed=True)
    return list(needed.exclude(answers__application=application).order_by("order", "pk"))


def keep(
    application: Application, given: Mapping[int, str], *, shown: Mapping[int, str] | None = None
) -> None:
    """Keep answers to an application's questions; '' takes one back. Inside somebody's act, with
    the application locked. What was retired meanwhile is left as it is.

    :param given: by question, the words; several choices one a line, a day as ISO 8601.
    :param shown: by question, the `digest` of what the person read.
    :raises Reworded: a question changed after it was read.
    """
    asked = [
        question for question in questions.of_intake(application.intake_id) if question.pk in given
    ]
    for question in asked:
        words = given[question.pk].strip()
        if words and _fits(question, words):
            Answer.objects.update_or_create(
                application=application,
                question=question,
                defaults={"words": words},
                create_defaults={"words": words, "intake_id": application.intake_id},
            )
        else:
            Answer.objects.filter(application=application, question=question).delete()
    if shown is not None:
        _check_unchanged(asked, shown)


def _check_unchanged(asked: Iterable[Question], shown: Mapping[int, str]) -> None:
    """Read again, now that the answers hold the questions still (migration 0002)."""
    for question in Question.objects.filter(pk__in=[question.pk for question in asked]):
        if question.pk in shown and shown[question.pk] != questions.digest(question):
            raise Reworded(question)


def _fits(question: Question, words: str) -> bool:
    """Whether an answer is one that could be given."""
    if question.kind in questions.WITH_OPTIONS:
        chosen = words.splitlines() if question.kind == K.SEVERAL else [words]
        return {*chosen} <= {*question.lines()}
    if question.kind == K.SCALE:
        return words in {str(number) for number in range(1, questions.SCALE + 1)}
    if question.kind == K.DATE:
        try:
            date.fromisoformat(words)
        except ValueError:
            return False
    return True
