"""What somebody tells their cohort about themself."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from programs.models import Cohort
from sessions.models import Introduction

LONGEST = 1000
AREA = forms.Textarea(attrs={"rows": 4})


class IntroductionForm(forms.Form):
    """All of it is up to them; empty it is gone."""

    about = forms.CharField(
        label=gettext_lazy("About me"), max_length=LONGEST, required=False, widget=AREA
    )
    works_on = forms.CharField(
        label=gettext_lazy("What I work on"),
        help_text=gettext_lazy("As much as you like others to know about your work."),
        max_length=LONGEST,
        required=False,
        widget=AREA,
    )
    ask_me = forms.CharField(
        label=gettext_lazy("Ask me about"), max_length=LONGEST, required=False, widget=AREA
    )
    show_to = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who sees it"),
        help_text=gettext_lazy("Untick a cohort and it sees nothing of this any more."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        standing: Introduction | None,
        data: Any = None,
        *,
        cohorts: Iterable[Cohort],
        shown_to: Iterable[int],
    ) -> None:
        said = {
            name: getattr(standing, name) for name in ("about", "works_on", "ask_me") if standing
        }
        super().__init__(data, initial=said | {"show_to": [str(pk) for pk in shown_to]})
        choices = [(str(cohort.pk), cohort.name) for cohort in cohorts]
        self.fields["show_to"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["show_to"]
