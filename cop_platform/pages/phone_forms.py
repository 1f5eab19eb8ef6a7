"""What coordinators type: a search, a note, a message, a mail's own words."""

from secrets import token_urlsafe
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from intakes.forms.fields import Words
from notices.call_notes import LONGEST
from notices.letter_limits import LONGEST_SUBJECT, LONGEST_TEXT
from programs.models import Program


def new_key() -> str:
    """One page that was opened, or one button on it: whatever is pressed twice is done once."""
    return token_urlsafe(12)


class Keyed(forms.Form):
    """A form that knows which page it was on."""

    key = forms.RegexField(r"^[\w-]{8,40}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class NoteForm(Keyed):
    """What was said; for which program, where there are several."""

    words = Words(
        label=_("What was said"),
        max_length=LONGEST,
        help_text=_("Read by your program's coordinators, and by the person if they ask."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        error_messages={"required": _("Please write what was said.")},
    )

    def __init__(self, *args: Any, programs: list[Program], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(programs) > 1:
            self.fields["program"] = forms.TypedChoiceField(
                label=_("About which program"),
                choices=[(program.pk, str(program)) for program in programs],
                coerce=int,
                widget=UnfoldAdminSelectWidget,
            )


class CallForm(Keyed):
    """How a call went."""

    call = forms.RegexField(r"^(offer|notice)-\d{1,18}$", widget=forms.HiddenInput)
    words = Words(
        label=_("A note, if there is something to note"),
        max_length=LONGEST,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )


class Subject(forms.Form):
    """What stands on top of a mail."""

    subject = Words(
        label=_("Subject"),
        max_length=LONGEST_SUBJECT,
        help_text=_("Others may read it: nothing in it says what this is about."),
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Please give it a subject.")},
    )


class MessageForm(Subject, Keyed):
    """Subject and text to several people."""

    text = Words(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10}),
        error_messages={"required": _("Please write something.")},
    )


class WordingForm(Subject):
    """A program's own words for a kind of mail; `shown` is the sign of those it began with."""

    shown = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    text = Words(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        help_text=_(
            "An empty line begins a new paragraph; **two stars** make words strong; "
            "a line that begins with - is a point of a list."
        ),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 16}),
        error_messages={"required": _("Please write something.")},
    )


def say(form: forms.Form, troubles: dict[str, str]) -> None:
    """Put what a rule refused beside the field it is about."""
    for name, words in troubles.items():
        form.add_error(name if name in form.fields else None, words)
