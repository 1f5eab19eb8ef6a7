"""The shape of what people keep of a session. Rules live elsewhere."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.afterwards.debriefs import Words
from sessions.forms.runsheets import MOST_VERSIONS, KeyedForm, named
from sessions.models import Debrief, Load, RunSheetItem

LONG, LINE = 4000, 300


class NoteForm(KeyedForm):
    """A note, of the whole session or of one item. Case advice is not among them."""

    item = forms.ChoiceField(label=_("Of what"), required=False)
    words = forms.CharField(
        label=_("Note"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, items: Iterable[RunSheetItem], data: Any = None) -> None:
        super().__init__(data, prefix="note")
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            ("", _("the session as a whole")),
            *((str(one.pk), one.title) for one in items if not one.is_case_advice),
        ]

    @property
    def item_id(self) -> int | None:
        chosen = self.cleaned_data["item"]
        return int(chosen) if chosen else None


class ChangedNoteForm(forms.Form):
    """A note, written anew."""

    words = forms.CharField(
        label=_("Note"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 5})
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS, required=False
    )


class ActionForm(KeyedForm):
    """Who does what."""

    words = forms.CharField(label=_("What"), max_length=LINE)
    owner = forms.ChoiceField(label=_("Who"))

    def __init__(self, people: Iterable[User], mine: int, data: Any = None) -> None:
        super().__init__(data, prefix="action", initial={"owner": mine})
        self.fields["owner"].choices = named(people)  # type: ignore[attr-defined]


class WinForm(KeyedForm):
    """A small win."""

    words = forms.CharField(
        label=_("What changed, however small"),
        max_length=LINE,
        help_text=_("No names of clients or colleagues, please."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="win")


class DebriefForm(forms.Form):
    """What a facilitator writes down for facilitators alone."""

    load = forms.ChoiceField(
        label=_("In a word, how heavy was it?"), choices=Load.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What was hard"),
        help_text=_("Yours and your co-facilitators' to read; nobody else's."),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    handed_to = forms.ChoiceField(label=_("Hand something over to"), required=False)
    handed_words = forms.CharField(
        label=_("What they are to pick up"),
        help_text=_("It stands among their next steps until they say they have it."),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS, initial=0, required=False
    )

    def __init__(self, others: Iterable[User], kept: Debrief | None, data: Any = None) -> None:
        names = ("load", "words", "handed_words", "version")
        start = {name: getattr(kept, name) for name in names} if kept else {}
        super().__init__(data, initial={**start, "handed_to": (kept and kept.handed_to_id) or ""})
        stood = [kept.handed_to] if kept and kept.handed_to else []
        choices = named(dict.fromkeys([*others, *stood]))
        if choices:
            self.fields["handed_to"].choices = [("", _("nobody")), *choices]  # type: ignore[attr-defined]
        else:  # who facilitates alone has nobody to hand over to
            del self.fields["handed_to"], self.fields["handed_words"]

    def said(self) -> Words:
        """What was typed."""
        said = self.cleaned_data
        chosen = said.get("handed_to", "")
        return Words(
            load=said["load"],
            words=said["words"].replace("\r\n", "\n"),
            handed_to_id=int(chosen) if chosen else None,
            handed_words=said.get("handed_words", "").replace("\r\n", "\n"),
        )
