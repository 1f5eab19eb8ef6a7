"""What a coordinator says about one reminder."""

import re
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from programs.models.reminders import EARLIEST, LATEST
from programs.reminder_rules import Rule, Trigger

NUMBERS = re.compile(r"[0-9]{1,4}(?:[,;\s]+[0-9]{1,4}){0,9}")


class Numbers(forms.CharField):
    """ "7, 1": whole numbers with commas between."""

    def clean(self, value: Any) -> list[int]:
        words = str(super().clean(value)).strip(" ,;")
        if not NUMBERS.fullmatch(words):
            raise forms.ValidationError(_("Whole numbers with commas between: 7, 1"))
        return [int(one) for one in re.split(r"[,;\s]+", words)]


class RuleForm(forms.Form):
    """On which days, at which time, or off; `shown` is the sign of the rule it began with."""

    offsets = Numbers(
        max_length=40,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("How many days? Or turn it off.")},
    )
    clock = forms.TimeField(
        label=_("At what time"),
        required=False,
        widget=forms.TimeInput(
            format="%H:%M",
            attrs={"type": "time", "class": UnfoldAdminTextInputWidget().attrs["class"]},
        ),
        error_messages={"invalid": _("A time such as 09:00.")},
    )
    off = forms.BooleanField(label=_("Do not send it"), required=False)
    shown = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, trigger: Trigger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trigger = trigger
        unit, what = trigger.unit.label, trigger.what
        side = trigger.side.label
        self.fields["offsets"].label = _("How many %(unit)s %(side)s %(what)s") % {
            "unit": unit,
            "side": side,
            "what": what,
        }
        several = _("One number.") if trigger.most == 1 else _("Several with commas: 7, 1")
        self.fields["offsets"].help_text = several
        self.fields["clock"].help_text = (
            _("Between 08:00 and 18:30. Left empty, it is the time of day of the thing itself.")
            if trigger.clock is None
            else _("Between 08:00 and 18:30.")
        )
        if not trigger.may_be_off:
            del self.fields["off"]

    @classmethod
    def of(cls, trigger: Trigger, rule: Rule) -> "RuleForm":
        """As the rule stands."""
        return cls(
            trigger=trigger,
            initial={
                "offsets": ", ".join(str(n) for n in rule.offsets),
                "clock": rule.clock,
                "off": rule.off,
            },
        )

    def clean_clock(self) -> time | None:
        clock: time | None = self.cleaned_data["clock"]
        if clock is None and self.trigger.clock is not None:
            raise forms.ValidationError(_("At what time? 09:00, for one."))
        if clock is not None and not EARLIEST <= clock <= LATEST:
            raise forms.ValidationError(_("Between 08:00 and 18:30."))
        return clock

    def said(self) -> dict[str, Any]:
        """What was said, for the rule."""
        found = self.cleaned_data
        return {
            "offsets": found["offsets"],
            "clock": found["clock"],
            "off": found.get("off", False),
        }
