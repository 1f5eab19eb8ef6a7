"""A letter of invitation, as a coordinator writes it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from intakes import letters
from intakes.forms.fields import Words
from intakes.models import Letter
from programs.models import Intake


class LetterForm(forms.Form):
    """To whom, about which intake, and the words."""

    intake = forms.ModelChoiceField(
        label=_("Intake"),
        queryset=Intake.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label=None,
        error_messages={
            "required": _("Please choose an intake."),
            "invalid_choice": _("Please choose an intake of your programs."),
        },
    )
    organisation = Words(
        label=_("Organisation"),
        max_length=160,
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Who does it go to?")},
    )
    attention = Words(
        label=_("For the attention of (optional)"),
        max_length=160,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    address = Words(
        label=_("Postal address (optional)"),
        max_length=600,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    body = Words(
        label=_("The letter"),
        max_length=8000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 18}),
        help_text=_("An empty line begins a paragraph. Words in braces are filled for you."),
        error_messages={"required": _("A letter needs some words.")},
    )

    def __init__(self, *args: Any, intakes: QuerySet[Intake], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["intake"]
        choice.queryset = intakes  # type: ignore[attr-defined]
        choice.label_from_instance = lambda one: f"{one.program}: {one.name}"  # type: ignore[attr-defined]

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        if words := letters.unknown(body):
            named = ", ".join(f"{{{word}}}" for word in words)
            raise forms.ValidationError(
                _("We can't fill this: %(words)s. The list beside the letter shows what we can."),
                params={"words": named},
            )
        return body

    def said(self) -> dict[str, Any]:
        """What a rule takes."""
        found = {name: self.cleaned_data[name] for name in ("organisation", "attention", "body")}
        address = self.cleaned_data["address"].replace("\r\n", "\n")
        return found | {"address": address, "intake_id": self.cleaned_data["intake"].pk}

    @staticmethod
    def starting_with(letter: Letter) -> dict[str, Any]:
        """A kept letter, to go on with."""
        names = ("intake", "organisation", "attention", "address", "body")
        return {name: getattr(letter, name) for name in names}
