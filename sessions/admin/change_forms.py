"""What a coordinator types to change sessions. `version` is the session as they saw it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from sessions.admin.forms import AsksWhich, choice, clock, day, number, which_of_the_two
from sessions.models import Session

HERE = _("On the clocks of the cohort's time zone.")
WEEK = 7


def why() -> forms.CharField:
    """A reason, for the record."""
    return forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("For the record alone; it is not sent."),
        widget=UnfoldAdminTextareaWidget({"rows": 2}),
    )


def version() -> forms.IntegerField:
    """The version the asker saw."""
    return forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class MoveForm(AsksWhich):
    """Where one session moves to."""

    day = day(_("Day"))
    start = clock(_("Starts at"), HERE)
    fold = which_of_the_two()
    minutes = number(_("Minutes"), 15, 600)
    reason = why()
    version = version()

    @classmethod
    def of(cls, session: Session, data: Any = None) -> "MoveForm":
        """For this session as it stands."""
        names = ("day", "start", "minutes", "version")
        return cls(data, initial={name: getattr(session, name) for name in names})


class CancelForm(forms.Form):
    """Why a session is called off."""

    reason = why()
    version = version()


class AddForm(AsksWhich):
    """When a session takes place that is added."""

    day = day(_("Day"))
    start = clock(_("Starts at"), HERE)
    fold = which_of_the_two()
    minutes = number(_("Minutes"), 15, 600)
    reason = why()


class SplitForm(AsksWhich):
    """How much of a session stays where it is, and when the second part takes place."""

    first_minutes = number(_("Minutes of the first part"), 15, 600, _("It begins as it did."))
    day = day(_("Day of the second part"))
    start = clock(_("The second part starts at"), HERE)
    fold = which_of_the_two()
    minutes = number(_("Minutes of the second part"), 15, 600)
    reason = why()
    version = version()

    @classmethod
    def of(cls, session: Session, data: Any = None) -> "SplitForm":
        """Two halves, a week apart, unless somebody says otherwise."""
        half = max(session.minutes // 2, 15)
        return cls(
            data,
            initial={
                "first_minutes": half,
                "day": session.day + timedelta(days=WEEK),
                "start": session.start,
                "minutes": half,
                "version": session.version,
            },
        )


class ShiftForm(AsksWhich):
    """How far a session moves with all that follow it."""

    by = number(_("How far"), 1, 366)
    unit = choice(_("Counted in"), [("weeks", _("weeks")), ("days", _("days"))])
    way = choice(_("Which way"), [("later", _("later")), ("earlier", _("earlier"))])
    fold = which_of_the_two()
    reason = why()
    version = version()
    # The day as the asker saw it: pressed twice, it has moved once.
    seen = forms.DateField(input_formats=["%Y-%m-%d"], widget=forms.HiddenInput)

    @classmethod
    def of(cls, session: Session, data: Any = None) -> "ShiftForm":
        """A week later, unless somebody says otherwise."""
        return cls(
            data,
            initial={
                "by": 1,
                "version": session.version,
                "seen": session.day.isoformat(),
            },
        )

    def clean(self) -> dict[str, Any]:
        """Put the day it comes to as `to`."""
        said = super().clean() or self.cleaned_data
        seen, by = said.pop("seen", None), said.pop("by", None)
        unit, way = said.pop("unit", ""), said.pop("way", "")
        if seen is None or by is None:
            return said
        days = by * (WEEK if unit == "weeks" else 1) * (-1 if way == "earlier" else 1)
        try:
            said["to"] = seen + timedelta(days=days)
        except OverflowError:
            self.add_error("by", _("That is too far."))
        return said


def typed(form: forms.Form) -> str:
    """What was typed, as one word: what was looked at belongs to it."""
    said: dict[str, date | str] = {
        name: value for name, value in form.cleaned_data.items() if name != "reason"
    }
    return "|".join(f"{name}={value}" for name, value in sorted(said.items()))
