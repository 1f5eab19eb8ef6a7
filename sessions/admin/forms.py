"""What a coordinator types at the desk about dates and meetings."""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    SELECT_CLASSES,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanWidget,
)

from sessions.drafts import Draft
from sessions.models import Schedule, Session
from sessions.plans import Inputs

MOST_SESSIONS = 60


class DayInput(forms.DateInput):
    """The browser's own way to choose a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own way to choose a time, in hours and minutes."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__({"class": " ".join(INPUT_CLASSES)}, format="%H:%M")


def number(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    """A whole number within bounds."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.NumberInput({"class": " ".join(INPUT_CLASSES)}),
    )


def choice(label: Any, choices: Any, help_text: Any = "") -> forms.ChoiceField:
    """One of several."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        widget=forms.Select({"class": " ".join(SELECT_CLASSES)}),
    )


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label, widget=DayInput(), input_formats=["%Y-%m-%d"], required=required
    )


def clock(label: Any, help_text: Any = "") -> forms.TimeField:
    """A wall-clock time, to the minute."""
    return forms.TimeField(
        label=label,
        widget=ClockInput(),
        input_formats=["%H:%M", "%H:%M:00"],
        help_text=help_text,
    )


class ScheduleForm(forms.Form):
    """The inputs of the generator."""

    first_day = day(_("First session"))
    start = clock(_("Starts at"), _("On the clocks of the cohort's time zone."))
    minutes = number(_("Minutes"), 15, 600)
    rhythm = choice(_("Rhythm"), Schedule.Rhythm.choices)
    every = number(
        _("Every how many weeks"), 1, 26, _("Counts for a rhythm of weeks, not of months.")
    )
    count = number(_("How many sessions"), 1, MOST_SESSIONS)
    conflict = choice(_("On a public holiday"), Schedule.Conflict.choices)
    avoid_holidays = forms.BooleanField(
        label=_("Avoid public holidays"),
        required=False,
        widget=UnfoldBooleanWidget(),
        help_text=_("Breaks of the program are always left out."),
    )

    def inputs(self) -> Inputs:
        """As the rules take them."""
        return Inputs(**self.cleaned_data)


def signature(inputs: Inputs) -> str:
    """Inputs as one word: a preview belongs to what it was made from."""
    return "|".join(str(value) for value in astuple(inputs))


class DaysForm(forms.Form):
    """The days of a preview, each open to change."""

    def __init__(self, numbers: Iterable[int], data: Any) -> None:
        super().__init__(data)
        for found in numbers:
            label = _("Day of session %(number)s") % {"number": found}
            self.fields[f"day-{found}"] = day(label, required=False)

    @classmethod
    def of(cls, draft: Draft) -> "DaysForm":
        """As the draft has them."""
        found = {
            intent.number: intent.date.day.isoformat()
            for intent in draft.intents
            if intent.may_be_dated
        }
        return cls(found, {f"day-{number}": chosen for number, chosen in found.items()})

    def days(self) -> dict[int, date]:
        """What was chosen, by number."""
        return {
            int(name.removeprefix("day-")): chosen
            for name, chosen in self.cleaned_data.items()
            if chosen
        }


class MoveForm(forms.Form):
    """Where one session moves to. `version` is the session as the asker saw it."""

    day = day(_("Day"))
    start = clock(_("Starts at"), _("On the clocks of the cohort's time zone."))
    minutes = number(_("Minutes"), 15, 600)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("For the record alone; it is not sent."),
        widget=UnfoldAdminTextareaWidget({"rows": 2}),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    @classmethod
    def of(cls, session: Session, data: Any = None) -> "MoveForm":
        """For this session as it stands."""
        names = ("day", "start", "minutes", "version")
        return cls(data, initial={name: getattr(session, name) for name in names})


class CancelForm(forms.Form):
    """Why a session is called off."""

    reason = MoveForm.base_fields["reason"]
    version = MoveForm.base_fields["version"]


class MeetingForm(forms.Form):
    """A new joining address. What stands is never shown, so the fields begin empty."""

    url = forms.URLField(
        label=_("Joining address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Of the room where this cohort meets. It begins with https://"),
        widget=UnfoldAdminURLInputWidget({"autocomplete": "off"}),
    )
    dial_in = forms.CharField(
        label=_("Dial-in number"),
        required=False,
        max_length=80,
        widget=UnfoldAdminTextInputWidget({"autocomplete": "off"}),
    )
    passcode = forms.CharField(
        label=_("Passcode"),
        required=False,
        max_length=80,
        widget=UnfoldAdminTextInputWidget({"autocomplete": "off"}),
    )
