"""The shapes of what is said about guests, and of views that are relayed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.forms.hosting import PersonField, line, text
from sessions.hosting.guests import Brief
from sessions.hosting.relayed import View
from sessions.hosting.young_guests import Supporter
from sessions.models import PermissionBy, PermissionHow, ViewSource

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
BRIEF = tuple(Brief.__dataclass_fields__)


class BriefForm(forms.Form):
    """What a guest is told."""

    topic = line(_("What they bring"), 300, _("In a few words. Those of the session see it."))
    starts = forms.TimeField(
        label=_("Their part begins at"),
        required=False,
        widget=CLOCK,
        help_text=_("On the clocks of the session. Empty: from the start."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600, initial=35)
    way_in = text(
        _("How they come in"), _("Where to go, who meets them. Never the joining address.")
    )
    expected = text(
        _("What is expected of them"),
        _("The page also says that nobody may ask them for a story of their own."),
    )
    call_name = line(_("Who they can call"), 120)
    call_phone = line(_("On this number"), 40)

    def brief(self) -> Brief:
        """As the rule takes it."""
        return Brief(**{name: self.cleaned_data[name] for name in BRIEF})


class WhoForm(forms.Form):
    """A grown-up guest."""

    name = line(_("Name"), 120)
    email = forms.EmailField(label=_("Email"), max_length=254)
    position = line(_("What they do"), 160, required=False)


class GuestForm(BriefForm, WhoForm):
    """A grown-up guest, and what they are told."""

    field_order = ("name", "email", "position")


class YoungForm(BriefForm):
    """The supporter of a young guest, and what both are told."""

    supporter_name = line(
        _("Supporter's name"),
        120,
        _("The grown-up who comes with them. The young person is not named here."),
    )
    supporter_email = forms.EmailField(label=_("Supporter's email"), max_length=254)
    supporter_phone = line(_("Supporter's phone"), 40)
    field_order = ("supporter_name", "supporter_email", "supporter_phone")

    def supporter(self) -> Supporter:
        """As the rule takes it."""
        return Supporter(
            **{name: self.cleaned_data[name] for name in Supporter.__dataclass_fields__}
        )


class ConsentForm(forms.Form):
    """A guardian's consent."""

    on = forms.DateField(label=_("When it was given"), widget=DAY)
    how = forms.ChoiceField(
        label=_("How it was given"), choices=PermissionHow.choices, widget=forms.RadioSelect
    )


class ViewForm(forms.Form):
    """A view that is relayed, with the permission for it."""

    words = forms.CharField(
        label=_("Their words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Without a name, and without what could tell others who it is."),
    )
    source = forms.ChoiceField(
        label=_("Whose view"), choices=ViewSource.choices, widget=forms.RadioSelect
    )
    permission_by = forms.ChoiceField(
        label=_("Who gave permission"), choices=PermissionBy.choices, widget=forms.RadioSelect
    )
    permission_how = forms.ChoiceField(
        label=_("How it was given"), choices=PermissionHow.choices, widget=forms.RadioSelect
    )
    permission_on = forms.DateField(label=_("When it was given"), widget=DAY)
    relayed_by = PersonField(
        User.objects.none(), label=_("Who relays it"), empty_label=_("please choose")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relayed_by"].queryset = people  # type: ignore[attr-defined]

    def view(self) -> View:
        """As the rule takes it."""
        return View(**{name: self.cleaned_data[name] for name in View.__dataclass_fields__})
