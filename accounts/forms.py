"""The shapes of what people type about themselves."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

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
