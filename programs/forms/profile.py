"""A facilitator's profile."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


def words(label: object, help_text: object, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # translated when shown
        help_text=help_text,  # type: ignore[arg-type]
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ProfileForm(forms.Form):
    """What a facilitator brings: three things asked for, one that may be left out."""

    empathy = words(
        _("How you make people feel heard"),
        _("In a round where somebody is hesitant, or has just been told they were wrong."),
    )
    tension = words(
        _("How you hold emotion and tension"),
        _("When somebody is moved, or two people disagree about something that matters to both."),
    )
    knowledge = words(
        _("What you know of prevention"), _("Where you learnt it, and where you still look it up.")
    )
    about = words(_("Anything else about you"), "", required=False)
