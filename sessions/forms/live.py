"""What is pressed and typed while a session runs."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.models import ItemKind
from sessions.runsheets.items import Draft
from sessions.runsheets.live import Act

CUT, BRING_BACK = "cut", "bring_back"


class ActForm(forms.Form):
    """One press, and how often the sheet had been moved when it was looked at."""

    act = forms.ChoiceField(choices=Act.choices)
    moves = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class ItemForm(forms.Form):
    """Leave an item out, or take it in again."""

    item = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    what = forms.ChoiceField(choices=[(CUT, ""), (BRING_BACK, "")])


class AddForm(forms.Form):
    """An item that is added on the spot: as little as one needs to say."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=ItemKind.choices, initial=ItemKind.DISCUSSION
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        required=False,
        help_text=_("Everybody sees it. Empty: the name of what it is."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, initial=10)
    content = forms.CharField(
        label=_("Content note"),
        max_length=300,
        required=False,
        help_text=_("What people may want to know before it begins."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def draft(self) -> Draft:
        """As an item that nobody leads yet."""
        said = self.cleaned_data
        return Draft(
            kind=said["kind"], minutes=said["minutes"], title=said["title"], content=said["content"]
        )
