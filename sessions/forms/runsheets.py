"""The shape of what people type about run-sheets. Rules live elsewhere."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models import ItemKind, Ownership, Purpose, RunSheetItem
from sessions.runsheets import exercises
from sessions.runsheets.items import Draft

NOBODY = [("", _("nobody yet"))]
LONG, LINE, REPLY = 4000, 300, 500
MOST_VERSIONS = 2**31 - 1


def _words(label: Any, help_text: Any = "", *, rows: int = 3, required: bool = False) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONG,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _line(label: Any, help_text: Any = "", *, longest: int = LINE, required: bool = False) -> Any:
    return forms.CharField(label=label, help_text=help_text, max_length=longest, required=required)


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600)


def named(people: Iterable[User]) -> list[tuple[str, str]]:
    """People to choose from."""
    return [(str(person.pk), str(person)) for person in people]


class KeyedForm(forms.Form):
    """A form that makes one thing, however often it is posted."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **kwargs.get("initial", {})}
        super().__init__(data, **kwargs)


class ItemForm(KeyedForm):
    """One item of a run-sheet, as its facilitator writes it."""

    kind = forms.ChoiceField(label=_("Type"), choices=ItemKind.choices)
    title = _line(_("Title"), _("Left empty, it has the name of its type."), longest=160)
    minutes = _minutes()
    lead = forms.ChoiceField(label=_("Led by"), required=False)
    co_lead = forms.ChoiceField(label=_("Together with"), required=False)
    method = _words(_("How"), _("What people do, in the order they do it."), rows=5)
    materials = _words(_("Materials"), rows=2)
    content = _line(_("Content note"), _("What may be heavy in it. Everybody sees this."))
    private_note = _words(
        _("Private note"), _("Facilitators alone read this. It is on no screen that is shared.")
    )
    after = forms.ChoiceField(label=_("Where"), required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS, required=False
    )

    def __init__(
        self,
        people: Iterable[User],
        data: Any = None,
        *,
        item: RunSheetItem | None = None,
        others: Iterable[RunSheetItem] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        start = {
            **(_initial(item) if item else {"kind": ItemKind.DISCUSSION, "minutes": 10}),
            **(initial or {}),
        }
        super().__init__(data, initial=start)
        stood = [one for one in (item.lead, item.co_lead) if one] if item else []
        choices = [*NOBODY, *named(dict.fromkeys([*people, *stood]))]
        for name in ("lead", "co_lead"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        last = [("", _("last, before the check-out"))]
        if item:
            del self.fields["after"], self.fields["key"]
        else:
            self.fields["after"].choices = [  # type: ignore[attr-defined]
                *last,
                *((str(one.pk), _after(one.title)) for one in others),
            ]

    def draft(self) -> Draft:
        """What was typed."""
        said = self.cleaned_data
        words = ("title", "method", "materials", "content", "private_note")
        return Draft(
            kind=said["kind"],
            minutes=said["minutes"],
            lead_id=_number(said["lead"]),
            co_lead_id=_number(said["co_lead"]),
            **{name: said[name].replace("\r\n", "\n") for name in words},
        )

    @property
    def place(self) -> int | None:
        """The item it is to stand behind."""
        return _number(self.cleaned_data.get("after", ""))


def _after(title: str) -> str:
    return str(_("after: %(title)s")) % {"title": title}


def _number(words: str) -> int | None:
    return int(words) if words else None


def _initial(item: RunSheetItem) -> dict[str, Any]:
    names = ("kind", "title", "minutes", "method", "materials", "content", "private_note")
    people = {"lead": item.lead_id or "", "co_lead": item.co_lead_id or ""}
    return {**{name: getattr(item, name) for name in names}, **people, "version": item.version}


class ProposalForm(KeyedForm):
    """What a member proposes."""

    kind = forms.ChoiceField(
        label=_("Type"),
        choices=[choice for choice in ItemKind.choices if choice[0] not in ("arrive", "break")],
        initial=ItemKind.DISCUSSION,
    )
    title = _line(_("What it is about"), longest=160, required=True)
    minutes = forms.IntegerField(
        label=_("About how many minutes"), min_value=1, max_value=600, initial=15
    )
    method = _words(_("How it could go"))
    content = _line(_("Content note"), _("What may be heavy in it, so that nobody is surprised."))
    lead_it = forms.BooleanField(label=_("I would like to lead it"), required=False)

    def draft(self, by: int) -> Draft:
        """What was typed."""
        said = self.cleaned_data
        return Draft(
            kind=said["kind"],
            minutes=said["minutes"],
            title=said["title"],
            method=said["method"].replace("\r\n", "\n"),
            content=said["content"],
            lead_id=by if said["lead_it"] else None,
        )


class AnswerForm(forms.Form):
    """Yes, or not this time with a kind word."""

    reply = forms.CharField(
        label=_("A word for them"),
        help_text=_("They read it. A no needs one, a yes is glad of one."),
        max_length=REPLY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettingForm(forms.Form):
    """Who owns the agenda, and the question that stands."""

    ownership = forms.ChoiceField(
        label=_("Who owns the agenda"),
        choices=Ownership.choices,
        widget=forms.RadioSelect,
        help_text=_("When it is member-led, what members propose or offer to lead stands at once."),
    )
    standing_question = _line(
        _("Standing question"),
        _("It opens every session. For instance: what is participation for us, and what isn't?"),
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS, initial=0
    )


class TemplateForm(forms.Form):
    """The name of a template."""

    name = _line(_("Name of the template"), longest=120, required=True)


class ExerciseForm(forms.Form):
    """An exercise of one's own."""

    title = _line(_("Title"), longest=160, required=True)
    purpose = forms.ChoiceField(label=_("What it is for"), choices=Purpose.choices)
    kind = forms.ChoiceField(
        label=_("Type"), choices=[(kind.value, kind.label) for kind in exercises.KINDS]
    )
    minutes = _minutes()
    words = _words(_("How it goes"), _("Step by step, so that others can lead it."), rows=8,
                   required=True)  # fmt: skip
    materials = _words(_("Materials"), rows=2)
    care = _line(_("Care"), _("What may be heavy in it, and how to hold that."))

    def written(self) -> exercises.Written:
        """What was typed."""
        said: dict[str, Any] = {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }
        return exercises.Written(**said)
