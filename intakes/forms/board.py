"""What is chosen and written around the board of applications."""

from dataclasses import fields as fields_of
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from intakes.board import SORTS, Look, Options
from intakes.criteria import MOST
from intakes.forms.desk import ReasonForm
from intakes.forms.fields import Words
from intakes.models import CandidacyState, CareerStage, Verdict
from intakes.support import SHOWN

HUGE = 2**31
ANY = _("Any")
STATES = [choice for choice in CandidacyState.choices if choice[0] != CandidacyState.CHOSEN]


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LookForm(forms.Form):
    """The filters, as they stand in the address. What makes no sense is as if it were not there."""

    search = Words(
        label=_("Find"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    cohort = forms.TypedChoiceField(label=_("Cohort"), coerce=int, required=False, empty_value=None)
    state = forms.ChoiceField(label=_("Stands"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    setting = forms.ChoiceField(label=_("Setting"), required=False)
    stage = forms.ChoiceField(label=_("Stage of career"), required=False)
    support = forms.ChoiceField(label=_("Manager"), required=False)
    organisation = Words(label=_("Organisation"), max_length=160, required=False)
    alone = forms.BooleanField(label=_("Works alone"), required=False)
    unread = forms.BooleanField(label=_("I have not read it yet"), required=False)

    def __init__(self, data: QueryDict, options: Options) -> None:
        super().__init__(data, auto_id="look-%s")
        offered: dict[str, list[tuple[Any, Any]]] = {
            "cohort": options.cohorts,
            "state": STATES,
            "region": [(said, said) for said in options.regions],
            "setting": [(said, said) for said in options.settings],
            "stage": CareerStage.choices,
            "support": [(state.value, state.label) for state in SHOWN],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", ANY), *choices]  # type: ignore[attr-defined]

    def look(self) -> Look:
        """What is asked for; a filter that cannot be read is left out."""
        self.is_valid()
        names = {field.name for field in fields_of(Look)} - {"sort"}
        said = {name: value for name, value in self.cleaned_data.items() if name in names and value}
        sort = str(self.data.get("sort", ""))
        return Look(**said, sort=sort if sort.removeprefix("-") in SORTS else "")


class OpinionForm(forms.Form):
    """Yes, maybe or no, and why."""

    verdict = forms.ChoiceField(
        label=_("Your opinion"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say yes, maybe or no.")},
    )
    reason = Words(
        label=_("Why?"),
        max_length=2000,
        widget=_area(4),
        error_messages={"required": _("Please say why: it is what helps whoever decides.")},
    )


class NoteForm(forms.Form):
    """A few words for the other readers."""

    words = Words(
        label=_("A note for those who read"),
        max_length=2000,
        widget=_area(),
        error_messages={"required": _("There is nothing in this note yet.")},
    )


class ConflictForm(forms.Form):
    """What connects a reader with an applicant."""

    reason = Words(
        label=_("What connects you?"),
        max_length=500,
        widget=_area(),
        help_text=_("A few words are enough. Coordinators of the program can read them."),
        error_messages={"required": _("Please say in a few words what connects you.")},
    )


class LiftForm(ReasonForm):
    """A conflict of interest that is none."""

    conflict = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=HUGE)


class DecisionForm(ReasonForm):
    """Suitable, or not this time."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (CandidacyState.ELIGIBLE.value, _("Suitable")),
            (CandidacyState.UNSUCCESSFUL.value, _("Not this time")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )

    field_order = ("outcome", "reason")


class CriteriaForm(forms.Form):
    """What to look for, one on each line."""

    def __init__(self, data: QueryDict | None, words: list[str]) -> None:
        super().__init__(data)
        for place in range(MOST):
            self.fields[f"line{place}"] = Words(
                label=_("Look for, %(place)d") % {"place": place + 1},
                max_length=200,
                required=False,
                initial=words[place] if place < len(words) else "",
                widget=forms.TextInput(attrs={"size": 60}),
            )

    def words(self) -> list[str]:
        """What was typed, in order."""
        return [self.cleaned_data[f"line{place}"] for place in range(MOST)]


class ExportForm(forms.Form):
    """Which file, and whether the protected record goes with it."""

    kind = forms.ChoiceField(
        label=_("Which kind of file?"),
        choices=[("xlsx", _("Spreadsheet (XLSX)")), ("csv", _("Plain table (CSV)"))],
        initial="xlsx",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
    protected = forms.BooleanField(
        label=_("With access needs and safe contact"),
        required=False,
        help_text=_("Health information. Each person can see that you took it, and why."),
    )
    reason = Words(
        label=_("What is it needed for?"),
        max_length=500,
        required=False,
        widget=_area(),
        help_text=_("Needed only with access needs and safe contact."),
    )
