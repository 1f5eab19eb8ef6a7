"""Answering an offer."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from intakes.forms.fields import Tick, Words
from intakes.forms.interest import READ
from intakes.models import Candidacy, DeclineChoice
from programs.models import Pledge


class AcceptForm(forms.Form):
    """Three ticks (DOMAIN 3.1.3); the pledge's version travels with its own. Where no dates are
    published yet there is nothing to agree to: they follow."""

    notice = Tick(_("I have read what happens to my words"), READ)
    pledge = Tick(
        _("I share the purpose, and I make this pledge"),
        _("Please tick this if you can make the pledge."),
    )
    dates = Tick(
        _("I know the dates, and have them in my calendar"),
        _("Please tick this once you have looked at the dates."),
    )
    pledge_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    keep_waiting = forms.TypedChoiceField(
        label=_("You also wait elsewhere. What should become of that?"),
        choices=[
            ("no", _("Take me off the other lists")),
            ("yes", _("Leave me on them; I know that only one seat can be mine")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        pledge: Pledge | None,
        others: list[Candidacy],
        dates_known: bool = True,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"pledge_id": pledge.pk if pledge else None}
        super().__init__(*args, **kwargs)
        if not dates_known:
            del self.fields["dates"]
        if not others:
            del self.fields["keep_waiting"]
        else:
            names = ", ".join(other.cohort.community.name for other in others)
            self.fields["keep_waiting"].help_text = escape(names)


class DeclineForm(forms.Form):
    """What should become of the rest (DOMAIN 0.7)."""

    choice = forms.ChoiceField(
        label=_("And then?"),
        choices=DeclineChoice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one, so that we know what you would like.")},
    )
    other = forms.TypedChoiceField(
        label=_("The community you would rather wait for"),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, places: list[Candidacy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places:
            self.fields["other"].choices = [  # type: ignore[attr-defined]
                ("", _("Please choose")),
                *((place.pk, place.cohort.community.name) for place in places),
            ]
            return
        del self.fields["other"]
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            option for option in DeclineChoice.choices if option[0] != DeclineChoice.OTHER
        ]

    def clean(self) -> None:
        wants_other = self.cleaned_data.get("choice") == DeclineChoice.OTHER
        if wants_other and not self.cleaned_data.get("other") and not self.errors.get("other"):
            self.add_error("other", _("Please choose one you could wait for."))


class GiveUpForm(forms.Form):
    """A word for the coordinator, if they like."""

    reason = Words(
        label=_("Would you like to tell the coordinator why?"),
        rows=3,
        max_length=500,
        required=False,
    )
