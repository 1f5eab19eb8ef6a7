"""What a coordinator types at the desk about dates and meetings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    SELECT_CLASSES,
    UnfoldBooleanWidget,
)

from sessions.admin.day_lists import DaysField
from sessions.admin.door import AddressForm
from sessions.drafts import Draft
from sessions.models import Fold, Schedule
from sessions.plans import Inputs

MOST_SESSIONS = 60
A_NUMBER = re.compile(r"day-([1-9][0-9]{0,2})")


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
    words = format_lazy(_("A whole number from {least} to {most}, please."), least=least, most=most)
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), words),
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


def tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    """A yes or no."""
    return forms.BooleanField(
        label=label, required=False, widget=UnfoldBooleanWidget(), help_text=help_text
    )


def which_of_the_two() -> forms.TypedChoiceField:
    """What is asked about an hour that comes twice; shown only where it was asked."""
    return forms.TypedChoiceField(
        label=_("Which of the two?"),
        choices=[("", _("not said yet")), *Fold.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select({"class": " ".join(SELECT_CLASSES)}),
    )


class AsksWhich(forms.Form):
    """A form about a time. Its question `fold` is shown once there is a reason to ask."""

    def shown(self) -> Iterator[BoundField]:
        """The fields to show, in order."""
        for field in self:
            if field.name != "fold" or field.errors or field.value() not in (None, ""):
                yield field


class ScheduleForm(AsksWhich):
    """The inputs of the generator. What one rhythm does not need is not asked of it."""

    rhythm = choice(_("Rhythm"), Schedule.Rhythm.choices)
    first_day = day(_("First session"))
    every = number(
        _("Every how many weeks"), 1, 26, _("Counts for a rhythm of weeks, not of months.")
    )
    count = number(_("How many sessions"), 1, MOST_SESSIONS)
    days = DaysField(
        most=MOST_SESSIONS,
        label=_("Days"),
        error_messages={"required": _("Choose at least one day.")},
        help_text=_("For chosen days: one a line, such as 14 August 2024."),
    )
    add_day = day(_("A day to put on the list"), required=False)
    start = clock(_("Starts at"), _("On the clocks of the cohort's time zone."))
    fold = which_of_the_two()
    minutes = number(_("Minutes"), 15, 600)
    conflict = choice(_("When a day is taken by a holiday"), Schedule.Conflict.choices)
    avoid_holidays = tick(
        _("Avoid public holidays"), _("Breaks of the program are always left out.")
    )
    avoid_school_holidays = tick(
        _("Avoid school holidays"), _("For people who work in or with schools.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self["rhythm"].value() == Schedule.Rhythm.CHOSEN
        for name in ("first_day", "every", "count"):
            self.fields[name].required = not chosen
        self.fields["days"].required = chosen

    def clean(self) -> dict[str, Any]:
        """Chosen days say which is the first and how many there are."""
        said = super().clean() or self.cleaned_data
        said.pop("add_day", None)
        if said.get("rhythm") != Schedule.Rhythm.CHOSEN:
            said["days"] = ()
        elif said.get("days"):
            for name in ("first_day", "every", "count"):
                self.errors.pop(name, None)
            said["first_day"], said["count"] = said["days"][0], len(said["days"])
            said["every"] = said.get("every") or 1
        return said

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

    @classmethod
    def posted(cls, data: QueryDict) -> "DaysForm":
        """As they were posted."""
        found = (A_NUMBER.fullmatch(name) for name in data)
        return cls(sorted({int(match[1]) for match in found if match}), data)

    def days(self) -> dict[int, date]:
        """What was chosen, by number."""
        return {
            int(name.removeprefix("day-")): chosen
            for name, chosen in self.cleaned_data.items()
            if chosen
        }


class MeetingForm(AddressForm):
    """A new joining address for a cohort."""
