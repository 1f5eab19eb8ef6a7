"""The shapes of what people type about themselves."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.models import SafeChannel
from accounts.proofs import DIGITS


class CodeField(forms.CharField):
    """Digits; spaces that came along when they were copied don't matter."""

    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    )
    default_validators = [
        RegexValidator(rf"^[0-9]{{{DIGITS}}}$", _("The code has six digits, nothing else."))
    ]

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value) or "").split())


class CodeForm(forms.Form):
    code = CodeField(label=_("The code from your mail"), max_length=40)


class AddPasskeyForm(AddWebAuthnForm):
    """allauth's, which takes what no browser would send for a fault of the server."""

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValueError, TypeError, KeyError, AttributeError) as strange:
            raise forms.ValidationError(
                _("That key could not be read. Please try once more.")
            ) from strange
        return cleaned


LONG = 2000
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label=_("Name others see"),
        max_length=80,
        help_text=_("Any name you like to be called by. It need not be the one in your papers."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        required=False,
        help_text=_("Times are shown in it, beside the program's own."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", _("As the program")),
            *zones.by_region(),
        ]
        if len(settings.LANGUAGES) > 1:
            self.fields["language"].choices = [  # type: ignore[attr-defined]
                ("", _("As my browser asks")),
                *settings.LANGUAGES,
            ]
        else:
            del self.fields["language"]


class SafeContactForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("How may we reach you?"),
        choices=[
            (SafeChannel.EMAIL, _("By mail. Subjects never say what it is about.")),
            (SafeChannel.PHONE, _("Not by mail. The coordinator phones me instead.")),
        ],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label=_("A number that is safe to call"),
        max_length=40,
        required=False,
        validators=[
            RegexValidator(
                r"^\+?[0-9 ()./-]{6,}$", _("A number has digits, spaces and perhaps a +.")
            )
        ],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    hours_from = forms.TimeField(label=_("Safe to call from"), required=False, widget=TIME)
    hours_to = forms.TimeField(label=_("Safe to call until"), required=False, widget=TIME)
    voicemail_ok = forms.BooleanField(
        label=_("A voice message is fine. It says only that there is news."), required=False
    )
    sms_ok = forms.BooleanField(label=_("A text message is fine."), required=False)
    note = forms.CharField(
        label=_("Anything else to keep in mind"),
        max_length=300,
        required=False,
        help_text=_("For example: ask for me by my first name only."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("hours_from"), said.get("hours_to")
        if first and last and first >= last:
            self.add_error("hours_to", _("This is before the time you gave as the first."))
        return said


class OwnContactForm(SafeContactForm):
    """The same on a person's own page, where they can share it with facilitators too."""

    facilitators_may_call = forms.BooleanField(
        label=_("A facilitator may see this and call me when I am expected and not there."),
        required=False,
        help_text=_(
            "Otherwise only coordinators see it. Each time somebody looks, it is recorded."
        ),
    )


class AccessNeedForm(forms.Form):
    access = forms.CharField(
        label=_("What helps you take part"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example breaks, documents beforehand, a room without steps."),
    )
    captions = forms.BooleanField(label=_("I use captions"), required=False)
    auslan = forms.BooleanField(label=_("I use Auslan"), required=False)
    dietary = forms.CharField(
        label=_("Food and drink"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for meetings in person."),
    )
    caring = forms.CharField(
        label=_("Care for others that we should plan around"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    background = forms.CharField(
        label=_("Who you are"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Only if you like, and in your own words: for example culture, language, disability, "
            "gender or sexuality. It helps to see whom we reach."
        ),
    )
    share_adjustments = forms.BooleanField(
        label=_("A facilitator of my cohort may see what to prepare for me"), required=False
    )


class RenamePasskeyForm(EditWebAuthnForm):
    """allauth's, whose field has no words of its own."""

    name = forms.CharField(label=_("Name"), max_length=100)
