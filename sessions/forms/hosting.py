"""The shapes of what people say about hosting, places, and what is booked."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models import Mode, Session, Venue
from sessions.models.hosting import Access

if TYPE_CHECKING:
    OfUsers = forms.ModelChoiceField[User]
else:
    OfUsers = forms.ModelChoiceField
LONG = 2000
Words = Any  # a text, or one that is translated when shown
WAYS: dict[str, Words] = {
    Mode.ONLINE.value: _("Online"),
    Mode.IN_PERSON.value: _("Face to face"),
    Mode.HYBRID.value: _("In a room and online together"),
}


def text(label: Words, help_text: Words = "", *, rows: int = 3) -> forms.CharField:
    """Several lines that may be left out."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(
    label: Words, most: int, help_text: Words = "", *, required: bool = True
) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=required)


def whether(label: Words) -> forms.ChoiceField:
    """Yes, no, or nobody has looked yet."""
    return forms.ChoiceField(
        label=label,
        choices=[("", _("not known yet")), *Access.choices],
        required=False,
        widget=forms.Select,
    )


class VenueForm(forms.Form):
    """A place, for those who come there."""

    name = line(_("Name of the place"), 120)
    address = line(_("Address"), 300)
    room = line(_("Room, floor, door"), 120, _("And the bell to ring."), required=False)
    getting_there = text(
        _("How to get there"), _("From the nearest stop, and where to wait for a lift.")
    )
    parking = line(_("Parking and stops nearby"), 300, required=False)
    step_free = whether(_("A way in without steps"))
    hearing_loop = whether(_("A hearing loop"))
    quiet_room = whether(_("A quiet room to step out to"))
    toilets = whether(_("Accessible toilets"))
    access_notes = text(_("More about access"), _("Doors, light, noise, animals, scent."))
    travel = text(_("Travel"), _("Who can share a car; how travel is paid back."))
    catering = text(_("Food and drink"), _("What there is, and when."))
    workplace = text(
        _("What will the cohort see of your workplace?"),
        _("A walk around, what hangs there, who else is about: so that nobody is surprised."),
    )

    @classmethod
    def of(cls, venue: Venue | None, data: Any = None) -> "VenueForm":
        """With what stands."""
        said = {name: getattr(venue, name) for name in cls.base_fields} if venue else {}
        return cls(data, initial=said)


class PersonField(OfUsers):
    """One of some people, by the name others see."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class ArrangeForm(forms.Form):
    """How a session meets, and who does what."""

    mode = forms.ChoiceField(label=_("How you meet"), widget=forms.RadioSelect)
    lead = PersonField(
        User.objects.none(),
        label=_("Who leads"),
        required=False,
        empty_label=_("not said yet"),
    )
    scribe = PersonField(
        User.objects.none(),
        label=_("Who writes down"),
        required=False,
        empty_label=_("not said yet"),
        help_text=_("Actions and what you found out. Never what somebody told about a case."),
    )
    is_induction = forms.BooleanField(
        label=_("It is an induction"),
        required=False,
        help_text=_("Before the first meeting, for who likes. It counts for nobody's attendance."),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = list(WAYS.items())  # type: ignore[attr-defined]
        for name in ("lead", "scribe"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    @classmethod
    def of(cls, session: Session, people: QuerySet[User], data: Any = None) -> "ArrangeForm":
        """With what stands."""
        names = ("mode", "lead", "scribe", "is_induction")
        initial = {name: getattr(session, name) for name in names}
        return cls(data, people=people, initial=initial)

    def said(self) -> dict[str, Any]:
        """As the rule takes it."""
        said = self.cleaned_data
        return {
            "mode": said["mode"],
            "lead_id": said["lead"].pk if said["lead"] else None,
            "scribe_id": said["scribe"].pk if said["scribe"] else None,
            "is_induction": said["is_induction"],
        }


class AssignForm(forms.Form):
    """Who is asked to host."""

    host = PersonField(
        User.objects.none(),
        label=_("Who hosts"),
        empty_label=_("please choose"),
        help_text=_("They are told, and can give the turn back."),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = people  # type: ignore[attr-defined]


class BookForm(forms.Form):
    """One thing to book: booked or not, with a note."""

    booked = forms.BooleanField(label=_("Booked"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("With whom, from when. Never for whom or why."),
    )


class OtherForm(forms.Form):
    """Something else to be booked."""

    words = line(
        _("Something else to prepare"), 120, _("For example: large print. Never for whom or why.")
    )
