"""Expressing interest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intakes import interests
from intakes.forms.fields import NewcomerForm, RankedChoices, Tick, Words
from programs.models import Community

READ = _("Please tick this once you have read it.")


class InterestForm(NewcomerForm, RankedChoices):
    """What a person would like, and just enough about them to find it."""

    role = Words(label=_("Your role"), max_length=120, required=False)
    organisation = Words(label=_("Where you work"), max_length=160, required=False)
    hopes = Words(
        label=_("What you hope for"),
        rows=4,
        required=False,
        help_text=_("A sentence or two is plenty. Please leave out clients and colleagues."),
    )
    source = Words(label=_("How you heard of us"), max_length=200, required=False)
    read_notice = Tick(_("I have read what happens to my words"), READ)
    newsletter = forms.BooleanField(label=_("Send me news about programs"), required=False)

    field_order = (
        *("first", "second", "third"),
        *("display_name", "email", "role", "organisation", "hopes", "source"),
        *("read_notice", "newsletter"),
    )

    def __init__(
        self,
        *args: Any,
        communities: list[Community],
        signed_in: bool,
        named: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            [(community.pk, community.name) for community in communities],
            {
                "first": _("The community you would like most"),
                "second": _("Second choice"),
                "third": _("Third choice"),
            },
        )
        if signed_in:
            del self.fields["email"]
        if named:
            del self.fields["display_name"]
        self.order_fields(self.field_order)

    def clean(self) -> None:
        self.check_twice()

    def words(self) -> dict[str, str]:
        """What goes into the interest itself."""
        return {name: self.cleaned_data[name] for name in interests.WORDS}
