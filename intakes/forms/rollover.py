"""Whether somebody keeps their place, and until when a coordinator asks it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget


class KeepForm(forms.Form):
    """One of two buttons."""

    keep = forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        error_messages={
            "required": _("Please choose yes or no."),
            "invalid_choice": _("Please choose yes or no."),
        },
    )


class AskForm(forms.Form):
    """The one day by which everybody replies."""

    reply_on = forms.DateField(
        label=_("Reply by"),
        help_text=_("Until 17:00 on that day, in the program's time."),
        widget=UnfoldAdminDateWidget,
        error_messages={"invalid": _("Please give a day, such as 2024-12-13.")},
    )
