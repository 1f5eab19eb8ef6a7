"""What coordinators type at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextareaWidget

from intakes.forms.fields import Words


class ReasonForm(forms.Form):
    """Why; kept beside the act."""

    reason = Words(
        label=_("Why?"),
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": _("Please give a reason: it is kept beside the act.")},
    )


class BandForm(ReasonForm):
    """Another priority band."""

    candidacy = forms.IntegerField(widget=forms.HiddenInput)
    band = forms.IntegerField(
        label=_("Band"),
        min_value=1,
        max_value=9,
        help_text=_("1 comes first, 9 last; 5 is usual."),
        widget=UnfoldAdminIntegerFieldWidget,
    )

    field_order = ("candidacy", "band", "reason")


class RescindForm(ReasonForm):
    """An offer to take back."""

    offer = forms.IntegerField(widget=forms.HiddenInput)


class ExtendForm(ReasonForm):
    """More time for an offer, counted from the deadline that was shown."""

    offer = forms.IntegerField(widget=forms.HiddenInput)
    ends = forms.DateTimeField(
        widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]
    )
    days = forms.IntegerField(
        label=_("Business days more"),
        min_value=1,
        max_value=10,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    field_order = ("offer", "ends", "days", "reason")


class PlaceForm(ReasonForm):
    """A place out of turn, for one person."""

    candidacy = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("candidacy", "reason")


class CapacityForm(ReasonForm):
    """How many places."""

    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=200,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    field_order = ("capacity", "reason")


class RoundForm(forms.Form):
    """A round to be made as it was shown: whoever else has acted since makes it stale."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=40)
