"""The shape of what people type about sessions. Rules live elsewhere."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from sessions.attendance import CONFIRMABLE, Expected, Mark
from sessions.models import Detail, Presence

PRESENCES = [(presence.value, Presence(presence).label) for presence in CONFIRMABLE]


class ListForm(forms.Form):
    """Who was there: two answers for each person, and the version of the list they looked at."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, people: list[Expected], version: int, data: Any = None) -> None:
        super().__init__(data, initial={"version": version})
        self.people = people
        for one in people:
            mark = one.mark
            self.fields[f"presence_{one.user.pk}"] = forms.ChoiceField(
                label=str(one.user),
                choices=PRESENCES,
                widget=forms.RadioSelect,
                initial=mark.presence,
                error_messages={"required": _("Please choose one.")},
            )
            self.fields[f"detail_{one.user.pk}"] = forms.ChoiceField(
                label=_("In detail"),
                choices=[("", _("nothing to add")), *Detail.choices],
                required=False,
                initial=mark.detail,
            )

    def marks(self) -> dict[int, Mark]:
        """What was chosen, by user id."""
        return {
            one.user.pk: Mark(
                self.cleaned_data[f"presence_{one.user.pk}"],
                self.cleaned_data[f"detail_{one.user.pk}"],
            )
            for one in self.people
        }

    def rows(self) -> list[tuple[Expected, BoundField, BoundField, Mark | None]]:
        """For each person: what is known, the two fields, and what stands where it differs."""
        return [
            (one, self[f"presence_{one.user.pk}"], self[f"detail_{one.user.pk}"], self._other(one))
            for one in self.people
        ]

    def _other(self, one: Expected) -> Mark | None:
        if not self.is_bound or not (one.attendance and one.attendance.confirmed_at):
            return None
        chosen = Mark(
            str(self[f"presence_{one.user.pk}"].value()),
            str(self[f"detail_{one.user.pk}"].value() or ""),
        )
        return None if chosen == one.mark else one.mark
