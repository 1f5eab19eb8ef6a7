"""Naming a manager, or saying why not; and the manager's own answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intakes import support
from intakes.forms.fields import Words
from intakes.models import SupportState

ASK = "ask"
CHOICES = (
    (ASK, _("Ask my manager")),
    (SupportState.NOT_NEEDED, _("Nobody's support is needed where I work")),
    (SupportState.RATHER_NOT, _("I would rather not involve a manager")),
)


class SupportForm(forms.Form):
    """Whether a manager is asked. Nothing about it is needed for a seat."""

    choice = forms.ChoiceField(
        label=_("What would you like?"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    name = Words(
        label=_("Your manager's name"),
        max_length=80,
        required=False,
        help_text=_("Only if you ask them."),
    )
    email = forms.EmailField(
        label=_("Your manager's work email"),
        max_length=254,
        required=False,
        help_text=_("One mail goes there, and one reminder after a week. Nothing else, ever."),
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    knows = forms.BooleanField(
        label=_("I know that my manager will learn that I applied"), required=False
    )
    why = Words(
        label=_("Why nobody is needed"),
        max_length=300,
        required=False,
        help_text=_("A word is plenty: self-employed, a volunteer, the manager yourself."),
    )

    def clean(self) -> None:
        choice = self.cleaned_data.get("choice")
        if choice == ASK:
            self._clean_asking()
        elif choice == SupportState.NOT_NEEDED and not (
            self.cleaned_data.get("why") or "why" in self.errors
        ):
            self.add_error("why", _("A word why, please."))

    def _clean_asking(self) -> None:
        said = self.cleaned_data
        if not said.get("name") and "name" not in self.errors:
            self.add_error("name", _("How should we call them?"))
        elif support.NO_NAME.search(said.get("name") or ""):
            self.add_error("name", _("Please write the name alone."))
        if not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Where can we write to them?"))
        if not said.get("knows"):
            self.add_error("knows", _("Please tick this, so that it is no surprise to you."))


class AnswerForm(forms.Form):
    """A manager's yes or not now."""

    supports = forms.TypedChoiceField(
        label=_("Can they take part, as far as you are concerned?"),
        choices=[
            ("yes", _("Yes, I support it")),
            ("no", _("Not now")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    word = Words(
        label=_("Anything you would like to add"),
        rows=3,
        max_length=1000,
        required=False,
        help_text=_("Your colleague and the program's coordinators read it. Nobody else does."),
    )
