"""What is typed while a site is set up. Ids are checked by the view against what is theirs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import ready_made


class BeginForm(forms.Form):
    email = forms.EmailField(
        label=_("Your email"),
        max_length=254,
        help_text=_("A code is sent there, to see that it is yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class ReadyMadeForm(forms.Form):
    name = forms.ChoiceField(label=_("Program"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name"].choices = [(one, one) for one in ready_made.names()]  # type: ignore[attr-defined]


class OfProgramForm(forms.Form):
    program = forms.IntegerField(min_value=1, max_value=2**62)


class OfCohortForm(forms.Form):
    cohort = forms.CharField(max_length=12)


class InviteForm(OfCohortForm):
    email = forms.EmailField(
        label=_("Their email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
