"""Fields that every form here is made of."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise
CHOICES = ("first", "second", "third")


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing; None where nothing was asked for yet."""
    return request.POST if request.method == "POST" else None


class Words(forms.CharField):
    """A line or a few, without what no keyboard makes; too long is said, never cut."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
            kwargs.setdefault("max_length", 4000)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return "".join(c for c in text or "" if c in "\n\r\t" or ord(c) >= 32).strip()


class Tick(forms.BooleanField):
    """A tick that has to be there, with words for when it isn't."""

    def __init__(self, label: "Label", missing: "Label", **kwargs: Any) -> None:
        super().__init__(label=label, error_messages={"required": missing}, **kwargs)


class NewcomerForm(forms.Form):
    """Who somebody is who has not signed in, so that what they write can be kept for them."""

    display_name = Words(
        label=_("Your name, as others may see it"),
        max_length=80,
        help_text=_("It need not be your legal name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your email"),
        max_length=254,
        help_text=_("We send a code there, to see that it is yours. Choose one only you read."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class RankedChoices(forms.Form):
    """First, second and third choice, as plain selects. Mixed into a form that knows the list."""

    def offer(self, options: Iterable[tuple[int, str]], what: "dict[str, Label]") -> None:
        """Add as many selects as there are options, three at most; the first is needed."""
        listed = list(options)
        for place in CHOICES[: len(listed)]:
            needed = place == "first"
            none = ("", _("Please choose") if needed else _("No other"))
            self.fields[place] = forms.TypedChoiceField(
                label=what[place],
                choices=[none, *listed],
                coerce=int,
                empty_value=None,
                required=needed,
                error_messages={
                    "required": _("Please choose at least one."),
                    "invalid_choice": _("This one is not on offer any more. Please choose again."),
                },
            )

    def check_twice(self) -> None:
        """Say beside the field that the same was chosen before."""
        seen: set[int] = set()
        for place in CHOICES:
            chosen = self.cleaned_data.get(place)
            if chosen in seen:
                self.add_error(place, _("You have chosen this one above already."))
            elif chosen:
                seen.add(chosen)

    def ranked(self) -> list[int]:
        """The ids chosen, the one they would like most first."""
        chosen = (self.cleaned_data.get(place) for place in CHOICES)
        return [pk for pk in chosen if pk]

    @staticmethod
    def starting_with(ids: Iterable[int]) -> dict[str, int]:
        """Initial values for ids in order."""
        return dict(zip(CHOICES, ids, strict=False))
