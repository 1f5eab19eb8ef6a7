"""What people type on a board, and about the weekly mail."""

from datetime import time
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.models import Nudge, Post, PostKind, Weekday

LONGEST = 4000
WORDS_HELP = gettext_lazy("Plain words and links. No names of clients, colleagues or workplaces.")
KINDS = [
    (PostKind.NEWS.value, gettext_lazy("News, or something to think about")),
    (PostKind.QUESTION.value, gettext_lazy("A question")),
    (PostKind.OPPORTUNITY.value, gettext_lazy("An opportunity: a job, an event, a grant")),
]
HOURS = [time(hour) for hour in range(8, 19)]


class PostForm(forms.Form):
    """A notice."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=KINDS,
        initial=PostKind.NEWS,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        help_text=WORDS_HELP,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    until = forms.DateField(
        label=gettext_lazy("Open until"),
        help_text=gettext_lazy("For an opportunity. After that day it says that it is over."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        needs = said.get("kind") == PostKind.OPPORTUNITY
        if needs and not said.get("until") and "until" not in self.errors:
            self.add_error("until", _("Please say until when it is open."))
        return said


class NewPostForm(PostForm):
    """A notice that is not there yet."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4()})


class ChangePostForm(PostForm):
    """A notice that is there."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, post: Post, data: Any = None) -> None:
        standing = {"kind": post.kind, "words": post.words, "until": post.until}
        super().__init__(data, initial=standing | {"version": post.version})


class ReplyForm(forms.Form):
    """A reply."""

    words = forms.CharField(
        label=gettext_lazy("Your reply"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4()})


class ChangeReplyForm(forms.Form):
    """A reply that is there."""

    words = forms.CharField(
        label=gettext_lazy("Your reply"),
        help_text=WORDS_HELP,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class NudgeForm(forms.Form):
    """One mail a week, or none."""

    wanted = forms.BooleanField(
        label=gettext_lazy("Send me one mail a week when there is something new"), required=False
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("On"), coerce=int, choices=Weekday.choices, initial=Weekday.WEDNESDAY
    )
    clock = forms.TypedChoiceField(
        label=gettext_lazy("At"),
        coerce=time.fromisoformat,
        choices=[(f"{hour:%H:%M}", f"{hour:%H:%M}") for hour in HOURS],
        initial="09:00",
        empty_value=None,
    )

    def __init__(self, nudge: Nudge | None, data: Any = None) -> None:
        standing: dict[str, Any] = {"wanted": nudge is not None}
        if nudge is not None:
            standing |= {"weekday": nudge.weekday, "clock": f"{nudge.clock:%H:%M}"}
        super().__init__(data, initial=standing)


class MuteForm(forms.Form):
    """Whether a cohort may call somebody."""

    muted = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes"
    )
