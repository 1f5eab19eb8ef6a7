"""Choosing a file of people, what its columns hold, and what to do with it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from unfold.widgets import UnfoldAdminSelectWidget

from intakes.importing import columns, files
from intakes.models import Import, ImportKind
from programs.models import Intake, Program

MEGA = 1024 * 1024
LETTERS = 26
NEEDED = lazy("Please choose a file.")


class FileForm(forms.Form):
    """What is in the file, and the file."""

    what = forms.ChoiceField(
        label=lazy("What is in the file?"),
        widget=UnfoldAdminSelectWidget,
        error_messages={"required": lazy("Please choose what is in the file.")},
    )
    file = forms.FileField(
        label=lazy("The file"),
        allow_empty_file=True,
        error_messages={"required": NEEDED, "invalid": NEEDED, "missing": NEEDED},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx", "class": "import-file"}),
    )

    def __init__(
        self,
        *args: Any,
        programs: Iterable[Program],
        intakes: Iterable[Intake],
        too_large: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        listed = [("", _("Please choose"))]
        listed += [(f"{ImportKind.INTEREST}:{one.pk}", _interest(one)) for one in programs]
        listed += [(f"{ImportKind.APPLICATIONS}:{one.pk}", _applications(one)) for one in intakes]
        self.fields["what"].choices = listed  # type: ignore[attr-defined]
        self.fields["file"].help_text = _(
            "CSV or Excel (.xlsx), %(size)d MB and %(rows)s rows at most. "
            "The first row names the columns."
        ) % {"size": settings.IMPORT_MAX_MB, "rows": f"{settings.IMPORT_MAX_ROWS:,}"}

    def clean(self) -> None:
        given = self.cleaned_data.get("file")
        if self.too_large or (given and given.size > settings.IMPORT_MAX_MB * MEGA):
            self.errors.pop("file", None)
            self.add_error("file", files.too_large())

    def kind(self) -> ImportKind:
        return ImportKind(self.cleaned_data["what"].partition(":")[0])

    def target(self) -> int:
        """The program's id, or the intake's."""
        return int(self.cleaned_data["what"].partition(":")[2])


def _interest(program: Program) -> str:
    return _("Interest in %(program)s") % {"program": program}


def _applications(intake: Intake) -> str:
    said = _("Applications to %(intake)s of %(program)s")
    return said % {"intake": intake, "program": intake.program}


class ColumnsForm(forms.Form):
    """Which column holds which field; guessed to begin with."""

    def __init__(self, *args: Any, imported: Import, **kwargs: Any) -> None:
        kwargs.setdefault("initial", columns.proposed(imported))
        super().__init__(*args, **kwargs)
        listed = [("", _("Not in this file")), *enumerate(map(_column, *_places(imported)))]
        for field in columns.fields_of(imported.kind):
            self.fields[field.name] = forms.TypedChoiceField(
                label=field.label,
                help_text=field.help,
                choices=listed,
                coerce=int,
                empty_value=None,
                required=False,
                widget=UnfoldAdminSelectWidget,
            )

    def mapping(self) -> dict[str, int]:
        """The fields that have a column."""
        return {name: at for name, at in self.cleaned_data.items() if at is not None}


def _places(imported: Import) -> tuple[range, list[str]]:
    return range(len(imported.header)), imported.header


def _column(place: int, name: str) -> str:
    letter = (
        chr(65 + place)
        if place < LETTERS
        else chr(64 + place // LETTERS) + chr(65 + place % LETTERS)
    )
    return f"{letter}: {name[:60]}" if name else letter


class ApplyForm(forms.Form):
    """Taking it over; neither is ticked for anybody."""

    leave_out = forms.BooleanField(required=False)
    tell = forms.BooleanField(required=False)


class UndoForm(forms.Form):
    """Taking it back."""

    rest = forms.BooleanField(required=False)
