"""The forms of a person's own calendar."""

from django import forms


class AddressForm(forms.Form):
    """Make the address anew: what the page said when it was opened."""

    seed = forms.RegexField(r"^[\w-]{20,80}$")
    turns = forms.IntegerField(min_value=0, max_value=1_000_000)


class InvitationsForm(forms.Form):
    """Dates by mail, or none."""

    wanted = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes"
    )
