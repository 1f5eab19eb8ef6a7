"""The application, a step at a time. Each step can be kept unfinished."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from intakes import answers
from intakes.forms.fields import RankedChoices, Tick, Words
from intakes.forms.interest import READ
from intakes.models import CareerStage, MeetingFormat, OrganisationType, PreviousCop
from programs.models import Cohort


class Step(forms.Form):
    """A step that can be kept unfinished: `unfinished` asks for nothing."""

    def __init__(self, *args: Any, unfinished: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unfinished = unfinished
        if unfinished:
            for field in self.fields.values():
                field.required = False

    def part(self, names: Iterable[str]) -> dict[str, Any]:
        """Some of the answers, by name."""
        return {name: self.cleaned_data[name] for name in names}


def _optional(choices: Any) -> list[tuple[str, Any]]:
    """Choices that one may leave, said as one starts a sentence."""
    return [("", _("I would rather not say")), *((name, capfirst(said)) for name, said in choices)]


class AboutForm(Step):
    """You and your work."""

    display_name = Words(
        label=_("Your name, as others may see it"),
        max_length=80,
        help_text=_("It need not be your legal name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    pronouns = Words(label=_("Pronouns"), max_length=40, required=False)
    role = Words(
        label=_("Your role"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    organisation = Words(
        label=_("Where you work"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation_type = forms.ChoiceField(
        label=_("The kind of organisation"),
        choices=_optional(OrganisationType.choices),
        required=False,
    )
    setting = Words(
        label=_("The setting"),
        max_length=80,
        required=False,
        help_text=_("For example schools, health, sport, local government."),
    )
    region = Words(label=_("Your region"), max_length=80, required=False)
    career_stage = forms.ChoiceField(
        label=_("Where you are in this work"),
        choices=_optional(CareerStage.choices),
        required=False,
    )
    sole_worker = forms.BooleanField(
        label=_("I am the only one doing this work where I am"), required=False
    )
    previous_cop = forms.ChoiceField(
        label=_("Have you been in a community of practice before?"),
        choices=_optional(PreviousCop.choices),
        required=False,
    )

    ABOUT_THEM = ("display_name", "pronouns")
    ANSWERS = tuple(answers.OF_STEP[answers.ABOUT])
    field_order = (*ABOUT_THEM, *ANSWERS)


class PreferencesForm(RankedChoices, Step):
    """Which cohorts, the best first, and whether their dates can be kept."""

    availability = Words(
        label=_("When can you, and when never?"),
        max_length=300,
        required=False,
        help_text=_("For example: not on Wednesdays, mornings are best."),
    )
    meeting_format = forms.ChoiceField(
        label=_("Would you rather meet online or in person?"),
        choices=_optional(MeetingFormat.choices),
        required=False,
        help_text=_("Most meetings are online. A cohort may decide otherwise, together."),
    )
    can_commit = forms.BooleanField(
        label=_("As far as I can tell, the dates and hours work for me"),
        required=False,
        help_text=_("You may be late, leave early or send an apology; nobody loses a seat for it."),
    )

    def __init__(self, *args: Any, cohorts: list[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            [(cohort.pk, name_of(cohort, cohorts)) for cohort in cohorts],
            {
                "first": _("The community you would like most"),
                "second": _("Second choice"),
                "third": _("Third choice"),
            },
        )
        if self.unfinished and "first" in self.fields:
            self.fields["first"].required = False
        self.order_fields(("first", "second", "third", *self.ANSWERS))

    ANSWERS = tuple(answers.OF_STEP[answers.WISHES])

    def clean(self) -> None:
        self.check_twice()


def name_of(cohort: Cohort, among: list[Cohort]) -> str:
    """The community's name; where it has several cohorts to choose from, theirs too."""
    twins = [other for other in among if other.community_id == cohort.community_id]
    if len(twins) < 2:
        return cohort.community.name
    return f"{cohort.community.name}: {cohort.name}"


class HopesForm(Step):
    """What they hope for and what they bring."""

    hopes = Words(
        label=_("What do you hope for?"),
        rows=6,
        help_text=_("What you would like to learn, try, or not be alone with."),
    )
    topics = Words(
        label=_("What would you like to talk about?"),
        rows=4,
        required=False,
        help_text=_("Questions, things that went wrong, something you have always wondered."),
    )
    contribution = Words(
        label=_("What do you bring?"),
        rows=6,
        required=False,
        help_text=_("Experience, questions, a failure worth telling. All of it counts."),
    )
    source = Words(label=_("How did you hear of us?"), max_length=200, required=False)

    ANSWERS = tuple(answers.OF_STEP[answers.HOPES])


class SendForm(forms.Form):
    """The last step: the notice, and what is asked separately. Nothing is ticked for anybody."""

    read_notice = Tick(_("I have read what happens to my words"), READ)
    next_intake = forms.BooleanField(
        label=_("If there is no place for me now, keep me for the next intake"), required=False
    )
    newsletter = forms.BooleanField(label=_("Send me news about programs"), required=False)
    copy = forms.BooleanField(
        label=_("Send me a copy of what I wrote, by mail"),
        required=False,
        help_text=_("Without the part on safety and on what you need."),
    )
