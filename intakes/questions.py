"""Further questions of an intake's form, worded by its coordinators, and what was answered.

A question that somebody has answered stands as it is: it can change its place and be retired,
nothing else (a trigger in the database says the same). So can nobody's answer come to mean
something they never said.
"""

import hashlib
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record
from intakes import not_asked
from intakes.models import Answer, Application, Question, QuestionKind
from programs.models import Intake

K = QuestionKind
WITH_OPTIONS = (K.CHOICE, K.SEVERAL)
MOST_OPTIONS, MOST_QUESTIONS = 30, 30
SCALE = 5


class CannotAsk(Exception):
    """A refusal, worded for the coordinator who will read it."""


class Answered(Exception):
    """A question that stands; worded for the coordinator."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "Somebody has answered this already, so its words stand. You can retire it and "
                "ask another one."
            )
        )


# ------------------------------------------------- reading


def of_intake(intake_id: int) -> list[Question]:
    """The questions an intake's form asks now, in order."""
    return list(_in_order(intake_id).filter(retired_at=None))


def all_of(intake_id: int) -> list[Question]:
    """Every question the form ever asked, in order, each with `.said`: how many answered it."""
    return list(_in_order(intake_id).annotate(said=Count("answers")))


def _in_order(intake_id: int) -> QuerySet[Question]:
    return Question.objects.filter(intake=intake_id).order_by("order", "pk")


def answers_of(application_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """By application and question, what was answered, in words. One query."""
    found: dict[int, dict[int, str]] = {pk: {} for pk in application_ids}
    for answer in Answer.objects.filter(application__in=found).select_related("question"):
        found[answer.application_id][answer.question_id] = in_words(answer.question, answer.words)
    return found


def said(application: Application) -> list[tuple[Question, str]]:
    """The questions somebody was asked, retired ones only if they answered them, with their
    answers in words; '' where there is none."""
    answers = answers_of([application.pk])[application.pk]
    asked = _in_order(application.intake_id)
    return [
        (question, answers.get(question.pk, ""))
        for question in asked
        if question.retired_at is None or question.pk in answers
    ]


def in_words(question: Question, words: str) -> str:
    """An answer as people read it."""
    if question.kind == K.SEVERAL:
        return ", ".join(words.splitlines())
    if question.kind == K.SCALE:
        return _("%(number)s of %(most)d") % {"number": words, "most": SCALE}
    if question.kind == K.DATE:
        return date_format(date.fromisoformat(words), "j F Y")
    return words


def digest(question: Question) -> str:
    """A sign of what is asked; another one once it is worded anew."""
    asked = "\0".join((question.kind, question.words, question.help_words, question.options))
    return hashlib.sha256(asked.encode()).hexdigest()[:12]


# ------------------------------------------------- asking


@transaction.atomic
def add(
    *,
    intake_id: int,
    kind: str,
    words: str,
    by: int,
    at: datetime,
    help_words: str = "",
    options: str = "",
    needed: bool = False,
) -> Question:
    """Ask one more thing, after the others.

    :param options: one a line; of a scale, the words of its two ends.
    :raises CannotAsk: the options don't fit the kind, or there are too many questions.
    :raises not_asked.AsksWhatWeDoNot: it asks what somebody has lived through.
    """
    Intake.objects.select_for_update(no_key=True).get(pk=intake_id)
    _check(kind, words, help_words, options)
    standing = Question.objects.filter(intake=intake_id)
    if standing.filter(retired_at=None).count() >= MOST_QUESTIONS:
        raise CannotAsk(_("A form has %(most)d questions at most.") % {"most": MOST_QUESTIONS})
    question = Question.objects.create(
        intake_id=intake_id,
        kind=kind,
        words=words,
        help_words=help_words,
        options=_tidy(kind, options),
        needed=needed,
        order=(standing.aggregate(last=Max("order"))["last"] or 0) + 1,
        made_at=at,
    )
    record.record("question.added", question, at=at, by=by)
    return question


@transaction.atomic
def change(
    *,
    question_id: int,
    kind: str,
    words: str,
    by: int,
    at: datetime,
    help_words: str = "",
    options: str = "",
    needed: bool = False,
) -> Question:
    """Word a question anew that nobody has answered yet.

    :raises Answered: somebody has.
    :raises CannotAsk: the options don't fit the kind.
    :raises not_asked.AsksWhatWeDoNot: it asks what somebody has lived through.
    """
    question = _locked(question_id)
    _check(kind, words, help_words, options)
    if question.answers.exists():
        raise Answered
    question.kind, question.words, question.help_words = kind, words, help_words
    question.options, question.needed = _tidy(kind, options), needed
    question.save(update_fields=["kind", "words", "help_words", "options", "needed"])
    record.record("question.changed", question, at=at, by=by)
    return question


@transaction.atomic
def retire(*, question_id: int, by: int, at: datetime) -> Question:
    """Ask it no more; what was answered stays. Retired twice, it stays so."""
    question = _locked(question_id)
    if question.retired_at is None:
        question.retired_at = at
        question.save(update_fields=["retired_at"])
        record.record("question.retired", question, at=at, by=by)
    return question


@transaction.atomic
def bring_back(*, question_id: int, by: int, at: datetime) -> Question:
    """Ask a retired question again."""
    question = _locked(question_id)
    if question.retired_at is not None:
        question.retired_at = None
        question.save(update_fields=["retired_at"])
        record.record("question.brought_back", question, at=at, by=by)
    return question


@transaction.atomic
def move(*, question_id: int, up: bool, by: int, at: datetime) -> None:
    """Change places with the one before it (or after it); the first stays first."""
    intake_id = Question.objects.values_list("intake", flat=True).get(pk=question_id)
    Intake.objects.select_for_update(no_key=True).get(pk=intake_id)
    listed = of_intake(intake_id)
    here = next((n for n, question in enumerate(listed) if question.pk == question_id), None)
    if here is None:
        return
    there = here + (-1 if up else 1)
    if not 0 <= there < len(listed):
        return
    listed[here], listed[there] = listed[there], listed[here]
    for place, question in enumerate(listed, start=1):
        Question.objects.filter(pk=question.pk).exclude(order=place).update(order=place)
    record.record("question.moved", listed[there], at=at, by=by)


def _locked(question_id: int) -> Question:
    """Held against answers too: each of them holds its question while it is written."""
    return Question.objects.select_for_update(of=("self",), no_key=True).get(pk=question_id)


def _check(kind: str, words: str, help_words: str, options: str) -> None:
    if not words.strip() or kind not in K.values:
        raise CannotAsk(_("Please word the question, and say how it is answered."))
    not_asked.check(words, help_words, options)
    lines = _tidy(kind, options).splitlines()
    if kind in WITH_OPTIONS and not 2 <= len(lines) <= MOST_OPTIONS:
        raise CannotAsk(
            _("Please give between two and %(most)d choices, one a line.") % {"most": MOST_OPTIONS}
        )
    if kind == K.SCALE and len(lines) != 2:
        raise CannotAsk(_("Please say in two lines what 1 means, and what 5 means."))
    if max(map(len, lines), default=0) > 200:
        raise CannotAsk(_("Please keep each choice shorter than 200 characters."))


def _tidy(kind: str, options: str) -> str:
    """Each option once, one a line; none where the answer is not chosen."""
    if kind not in (*WITH_OPTIONS, K.SCALE):
        return ""
    lines = (" ".join(line.split()) for line in options.splitlines())
    return "\n".join(dict.fromkeys(line for line in lines if line))
