"""A coordinator words a question of an intake's form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from intakes.forms.fields import Words
from intakes.models import Question, QuestionKind


class QuestionForm(forms.Form):
    """What is asked, how it is answered, and whether it must be."""

    words = Words(
        label=_("The question"),
        max_length=300,
        help_text=_("As you would say it to somebody you like."),
        widget=UnfoldAdminTextInputWidget,
    )
    help_words = Words(
        label=_("A word of help"),
        max_length=500,
        required=False,
        help_text=_("Why you ask, or an example. It stands below the question."),
        widget=UnfoldAdminTextInputWidget,
    )
    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=QuestionKind.choices,
        widget=UnfoldAdminSelectWidget,
    )
    options = Words(
        label=_("The choices"),
        max_length=4000,
        required=False,
        help_text=_(
            "One a line, for one or any of several. For a scale: two lines, what 1 means and what "
            "5 means."
        ),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
    )
    needed = forms.BooleanField(
        label=_("Nobody can send the form without an answer"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )

    @classmethod
    def starting_with(cls, question: Question) -> dict[str, Any]:
        """Initial values of a question that stands."""
        return {name: getattr(question, name) for name in cls.base_fields}
