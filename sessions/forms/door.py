"""What people type around a session's door and its list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.policies import MOST as POLICY

WORD = 500


class ApologyForm(forms.Form):
    """An apology, with a word to the facilitators if somebody likes."""

    private_word = forms.CharField(
        label=_("A word to your facilitators"),
        help_text=_("They alone see it, and it is gone two weeks after the session."),
        max_length=WORD,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    change = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def said(self) -> str | None:
        """The words; None where an old page would take back what was said since."""
        words: str = self.cleaned_data["private_word"]
        return words if words or self.cleaned_data["change"] else None


class AskForm(forms.Form):
    """What should stand on the list instead."""

    words = forms.CharField(
        label=_("How was it?"),
        help_text=_("Your facilitators alone see it, until they have looked."),
        max_length=WORD,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Please say in a few words how it was.")},
    )


class CodeForm(forms.Form):
    """The code on the wall."""

    code = forms.CharField(
        label=_("The code on the wall"),
        max_length=40,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
        error_messages={"required": _("Please type the six signs you see there.")},
    )


class OneForm(forms.Form):
    """One person of a list, and what is to be done."""

    person = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    act = forms.ChoiceField()

    def __init__(self, acts: tuple[str, ...], data: Any) -> None:
        super().__init__(data)
        self.fields["act"].choices = [(act, act) for act in acts]  # type: ignore[attr-defined]


class PolicyForm(forms.Form):
    """What a cohort says about coming and not coming."""

    words = forms.CharField(
        label=_("Coming and not coming, in your words"),
        help_text=_("Left empty, the usual words stand."),
        max_length=POLICY,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
