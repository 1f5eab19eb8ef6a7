"""What coordinators type while they compose a cohort."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from intakes.forms.fields import Words
from intakes.models import CareerStage, MatchState, TargetKind
from intakes.targets import MOST

AT_ONCE = 200
BANDS = (
    (3, _("before the others")),
    (5, _("as usual")),
    (7, _("after the others")),
)


class PeopleForm(forms.Form):
    """Several people, one reason."""

    reason = Words(
        label=_("Why?"),
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("One reason for all you have ticked. It is kept beside each."),
        error_messages={"required": _("Please give a reason: it is kept beside the act.")},
    )
    band = forms.TypedChoiceField(
        label=_("In line"),
        choices=BANDS,
        coerce=int,
        required=False,
        empty_value=None,
        widget=UnfoldAdminSelectWidget,
    )


class WishForm(forms.Form):
    """One wish about the mix."""

    kind = forms.ChoiceField(
        label=_("What"), choices=TargetKind.choices, widget=UnfoldAdminSelectWidget
    )
    value = Words(
        label=_("Which region or setting"),
        max_length=80,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"list": "known-places"}),
        help_text=_("As people write it in their forms. Empty for sole workers and for a limit."),
    )
    stage = forms.ChoiceField(
        label=_("Which stage of career"),
        choices=[("", "—"), *CareerStage.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    number = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST, widget=UnfoldAdminIntegerFieldWidget
    )


class MatchForm(forms.Form):
    """What a coordinator decides about a possible match."""

    match = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (MatchState.NO_CONCERN.value, _("No concern: both can be offered a seat here")),
            (MatchState.NOT_TOGETHER.value, _("Not together: never both in one cohort")),
        ],
        widget=forms.RadioSelect,
    )
    reason = Words(
        label=_("Why?"),
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": _("Please give a reason: it is kept beside the act.")},
    )
