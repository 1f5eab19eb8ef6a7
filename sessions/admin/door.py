"""A session's door at the desk: where it meets when not where its cohort does, and a stand-in."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from audit import clock
from programs.admin.acts import Acting, actor
from sessions import meetings, providers, stand_ins


class AddressForm(forms.Form):
    """A joining address. What stands is never shown, so the fields begin empty."""

    url = forms.CharField(
        label=_("Joining address"),
        required=False,
        max_length=providers.MOST,
        help_text=_("Of Zoom, Teams, Meet, Jitsi or another room. It begins with https://"),
        widget=UnfoldAdminTextInputWidget({"autocomplete": "off", "inputmode": "url"}),
    )
    dial_in = forms.CharField(
        label=_("Dial-in number"),
        required=False,
        max_length=80,
        widget=UnfoldAdminTextInputWidget({"autocomplete": "off"}),
    )
    passcode = forms.CharField(
        label=_("Passcode"),
        required=False,
        max_length=80,
        widget=UnfoldAdminTextInputWidget({"autocomplete": "off"}),
    )

    def clean_url(self) -> str:
        """As it is kept."""
        typed: str = self.cleaned_data["url"]
        try:
            return providers.checked(typed) if typed else ""
        except providers.NoAddress as refusal:
            raise forms.ValidationError(str(refusal)) from None


class StandInForm(forms.Form):
    """Who facilitates this one session."""

    person = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        widget=UnfoldAdminSelectWidget,
        help_text=_("Those who facilitate in this program. Invite others to facilitate first."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class Doors(Acting):
    """A session whose door and facilitator can be others than its cohort's."""

    @action(description=_("Stand-in"), url_path="stand-in", icon="person_add")
    def stand_in(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Another facilitator for this session; the cohort is told."""
        session = self._subject(request, object_id)
        standing = stand_ins.of(session.pk)
        return self.act(
            request,
            object_id,
            heading=_("A stand-in for one session"),
            label=_("Keep it, and tell the cohort"),
            explain=_(
                "They can facilitate from a day before the session until two days after it, and "
                "nothing after that. The cohort is told that somebody stands in; who it is stands "
                "on the session's page."
            ),
            form=StandInForm,
            people=stand_ins.candidates(session),
            initial={"person": standing[0].user_id if standing else None},
            said=_("Kept."),
            refusals=(stand_ins.CannotStandIn,),
            do=lambda found, said: stand_ins.choose(
                session_id=found.pk,
                user_id=said["person"].pk if said["person"] else None,
                by=actor(request),
                at=clock.now(),
            ),
        )

    @action(description=_("Meet elsewhere"), url_path="elsewhere", icon="link")
    def elsewhere(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A joining address for this session alone."""
        return self.act(
            request,
            object_id,
            heading=_("Another room, for this session alone"),
            label=_("Put it in place"),
            explain=_(
                "Left empty, it meets where its cohort does. What stands is shown to nobody "
                "outside an open session, so it is not shown here either."
            ),
            form=AddressForm,
            said=_("In place."),
            refusals=(meetings.NoAddress,),
            do=lambda found, said: meetings.place_session(
                session_id=found.pk, by=actor(request), at=clock.now(), **said
            ),
        )
