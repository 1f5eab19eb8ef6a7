"""An intake's further questions as a step of the form."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from intakes import answers, questions
from intakes.forms.application import Step
from intakes.forms.fields import Words
from intakes.models import Question, QuestionKind

K = QuestionKind
SHOWN = "shown"  # beside each question: the sign of what was read


class FurtherForm(Step):
    """The questions of one intake, in order; what was shown travels with what is typed."""

    def __init__(
        self,
        *args: Any,
        asked: list[Question],
        kept: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        initial = {
            answers.field_of(question): _as_typed(question, kept[question.pk])
            for question in asked
            if question.pk in kept
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.asked = asked
        for question in asked:
            field = FIELDS[K(question.kind)](question)
            field.required = question.needed and not self.unfinished
            self.fields[answers.field_of(question)] = field

    def signs(self) -> list[tuple[str, str]]:
        """Hidden beside the fields: what each question was when it was read."""
        return [(f"{SHOWN}_{question.pk}", questions.digest(question)) for question in self.asked]

    def clean(self) -> None:
        """A question reworded while they wrote is asked again; what they typed stays."""
        for question in self.asked:
            read = self.data.get(f"{SHOWN}_{question.pk}")
            if read and read != questions.digest(question):
                self.add_error(
                    answers.field_of(question),
                    _("This was reworded while you wrote. Please read it again."),
                )

    def given(self) -> dict[int, str]:
        """By question, what was answered, as it is kept."""
        return {
            question.pk: _as_kept(self.cleaned_data.get(answers.field_of(question)))
            for question in self.asked
        }

    def shown(self) -> dict[int, str]:
        """By question, the sign of what was read."""
        read = {q.pk: self.data.get(f"{SHOWN}_{q.pk}", "") for q in self.asked}
        return {pk: sign for pk, sign in read.items() if sign}


def _as_kept(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _as_typed(question: Question, words: str) -> Any:
    return words.splitlines() if question.kind == K.SEVERAL else words


def _named(question: Question) -> dict[str, Any]:
    return {"label": question.words, "help_text": escape(question.help_words)}


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(line, line) for line in question.lines()]


def _scale(question: Question) -> list[tuple[str, str]]:
    """1 to 5, the ends in the coordinator's words."""
    numbers = [str(number) for number in range(1, questions.SCALE + 1)]
    low, high = [*question.lines(), "", ""][:2]
    ends = {numbers[0]: low, numbers[-1]: high}
    return [(n, f"{n}: {ends[n]}" if ends.get(n) else n) for n in numbers]


FIELDS: dict[QuestionKind, Callable[[Question], forms.Field]] = {
    K.SHORT: lambda q: Words(max_length=300, **_named(q)),
    K.LONG: lambda q: Words(rows=5, **_named(q)),
    K.CHOICE: lambda q: forms.ChoiceField(
        choices=_choices(q), widget=forms.RadioSelect, **_named(q)
    ),
    K.SEVERAL: lambda q: forms.MultipleChoiceField(
        choices=_choices(q), widget=forms.CheckboxSelectMultiple, **_named(q)
    ),
    K.SCALE: lambda q: forms.ChoiceField(choices=_scale(q), widget=forms.RadioSelect, **_named(q)),
    K.DATE: lambda q: forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **_named(q)
    ),
}
