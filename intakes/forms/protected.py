"""The step of the form that is kept apart from the application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access_needs import SAID
from accounts.forms import AccessNeedForm, SafeContactForm
from accounts.models import SafeChannel
from accounts.safe_contacts import NeedsANumber
from intakes.forms.application import Step
from intakes.forms.fields import Words
from intakes.models import MeetingFormat
from intakes.people import CONTACT

NEEDS = (*SAID, "share_adjustments")


class ProtectedForm(Step, SafeContactForm, AccessNeedForm):
    """Reaching them safely, whom they would not be safe with, and what they need."""

    apart = Words(
        label=_("Is there anyone you would not be safe in a group with?"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=_(
            "A name and where they work is plenty; you need not say why. Only coordinators see "
            "it. Nobody you name is told, ever."
        ),
    )

    field_order = (*CONTACT, "apart", *NEEDS)

    def __init__(self, *args: Any, meeting_format: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("access", "dietary", "caring", "background"):
            self.fields[name].widget.attrs["rows"] = 2
        if meeting_format == MeetingFormat.ONLINE:
            del self.fields["dietary"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("channel") == SafeChannel.PHONE and not values.get("phone"):
            if self.unfinished:  # kept for later: what stood before goes on standing
                values["channel"] = ""
            elif "phone" not in self.errors:
                self.add_error("phone", str(NeedsANumber()))
        return values

    def contact(self) -> dict[str, Any]:
        """How they may be reached; nothing while they have not said."""
        said = {name: self.cleaned_data[name] for name in CONTACT}
        return said if said["channel"] else {}

    def needs(self) -> dict[str, Any]:
        """What they need; what was not asked is not among it."""
        return {name: self.cleaned_data[name] for name in NEEDS if name in self.fields}


class WhyForm(forms.Form):
    """Why somebody at the desk reads the part kept apart."""

    reason = Words(
        label=_("Why do you need to read it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Please say why: the person can see that it was read, and when.")
        },
    )
