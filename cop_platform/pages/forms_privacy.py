"""The shapes of what people ask about their data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.data_requests import LONGEST
from accounts.models import CameBy, RequestKind
from audit import clock
from cop_platform import retention


class CorrectForm(forms.Form):
    """What is wrong, and how it should be."""

    words = forms.CharField(
        label=_("What is not right, and how should it be?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A coordinator of your program reads this. Leave out what is not theirs."),
    )


class EraseForm(forms.Form):
    """A yes to being erased, and where there is a seat, a yes to giving it up."""

    give_up = forms.BooleanField(label=_("I give this up"), required=False)
    sure = forms.BooleanField(
        label=_("I have read what goes and what stays. Please erase me."),
        error_messages={"required": _("Please tick this, if you are sure.")},
    )

    def __init__(self, *args: Any, holds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if holds:
            self.fields["give_up"].required = True
            self.fields["give_up"].label = _("I give up %s") % ", ".join(holds)
            self.fields["give_up"].error_messages["required"] = _(
                "You cannot be erased and keep it. Please tick this, or go back."
            )
        else:
            del self.fields["give_up"]


# -- At the desk -----------------------------------------------------------------------------------


class NobodyThere(Exception):
    """A refusal, worded for the coordinator who will read it."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody in your programs has this address. Then there is nothing held to find here.")
        )


def _text(
    label: Any, help_text: Any = "", *, rows: int = 3, needed: bool = True
) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST, widget=area, required=needed
    )


class OutcomeForm(forms.Form):
    """What was done about it."""

    outcome = _text(_("What was done"), _("The person reads it."))


class RefuseForm(forms.Form):
    """Why not."""

    reason = _text(
        _("Why not"), _("The person reads it. Name the law or the duty that asks for it.")
    )


class SureForm(forms.Form):
    """A yes to something that cannot be undone."""

    sure = forms.BooleanField(label=_("I am sure. This cannot be undone."))


class EnterForm(forms.Form):
    """One that came by phone, letter or mail."""

    email = forms.CharField(label=_("Their email"), max_length=254)
    kind = forms.ChoiceField(label=_("They ask for"), choices=RequestKind.choices)
    came_by = forms.ChoiceField(
        label=_("It came by"),
        choices=[one for one in CameBy.choices if one[0] != CameBy.SITE],
    )
    received_on = forms.DateField(
        label=_("It came on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    words = _text(_("In their words"), needed=False)
    gives_up_seat = forms.BooleanField(
        label=_("They were asked, and give up the seat they have with it"), required=False
    )

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > retention.today(clock.now()):
            raise forms.ValidationError(_("This day is still to come."))
        if day.year < 2000:
            raise forms.ValidationError(_("That is too long ago. Please look at the year."))
        return day


class PeriodForm(forms.Form):
    """For how many days a program keeps one kind of thing."""

    program = forms.IntegerField(widget=forms.HiddenInput, max_value=2**62, required=False)
    category = forms.CharField(widget=forms.HiddenInput, max_length=40)
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=36500, required=False)


class HoldForm(forms.Form):
    """What may not be erased, and why."""

    email = forms.CharField(
        label=_("Email of the person"),
        max_length=254,
        required=False,
        help_text=_("Empty: the whole program."),
    )
    program = forms.IntegerField(label=_("Program"), required=False, max_value=2**62)
    reason = _text(_("Why"), _("Those who work at the desk read it. The person sees it too."))


class LiftForm(forms.Form):
    hold = forms.IntegerField(widget=forms.HiddenInput, max_value=2**62)
