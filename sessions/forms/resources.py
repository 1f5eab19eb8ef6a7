"""What people type about what they share. Rules live elsewhere."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import Cohort
from sessions.models import Resource
from sessions.resources import checking
from sessions.resources.checking import Checked
from sessions.resources.passing import Contact
from sessions.resources.sharing import LONGEST_TAG, MOST_TAGS, Wording
from sessions.resources.shelf import Wanted
from sessions.resources.unsafe import Unsafe

LIBRARY = "everybody"
SIGNS_OF_A_TAG = re.compile(r"[^\w \-]+")


class TagsField(forms.CharField):
    """Words between commas, each in small letters, none twice."""

    def to_python(self, value: Any) -> Any:
        said = unicodedata.normalize("NFC", str(super().to_python(value) or ""))
        plain = (SIGNS_OF_A_TAG.sub("", tag) for tag in said.split(","))
        words = (" ".join(tag.lower().split()) for tag in plain)
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        if len(value) > MOST_TAGS or any(len(word) > LONGEST_TAG for word in value):
            raise forms.ValidationError(
                _("At most %(most)d short tags, please, with commas between them.")
                % {"most": MOST_TAGS}
            )

    def run_validators(self, value: Any) -> None:
        """They are checked one by one."""


UNSEEN = {"Cc", "Cf"}  # signs that turn the words after them round, or that nobody sees


class LinkField(forms.CharField):
    """An https address, without a name and password in it."""

    default_validators = [URLValidator(schemes=["https"])]

    def clean(self, value: Any) -> str:
        said = str(super().clean(self._whole(value)))
        if "@" in said.partition("//")[2].partition("/")[0] or "\\" in said:
            raise forms.ValidationError(_("Please leave the name and password out of the link."))
        if any(unicodedata.category(sign) in UNSEEN for sign in said):
            raise forms.ValidationError(WRONG_LINK)
        return said

    @staticmethod
    def _whole(value: Any) -> Any:
        """An address typed without its beginning means https."""
        said = str(value or "").strip()
        if said[:8].lower() == "https://":
            return f"https://{said[8:]}"
        return said if not said or ":" in said.partition("/")[0] else f"https://{said}"


LINK_HELP = gettext_lazy("It begins with https://")
WRONG_LINK = gettext_lazy("Please give the whole address. Only https:// links can be shared.")


class WordingForm(forms.Form):
    """What is said of a resource."""

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=150)
    why = forms.CharField(
        label=gettext_lazy("Why does it help?"),
        help_text=gettext_lazy("A sentence or two. No names of clients, colleagues or workplaces."),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    tags = TagsField(
        label=gettext_lazy("Tags"),
        help_text=gettext_lazy("Up to six words, with commas: schools, backlash"),
        max_length=300,
        required=False,
    )
    session = forms.TypedChoiceField(
        label=gettext_lazy("Belongs to"), coerce=int, empty_value=None, required=False
    )
    ok_at_work = forms.BooleanField(
        label=gettext_lazy("OK to share at work"),
        help_text=gettext_lazy("Others may take it to their own workplace."),
        required=False,
    )

    def __init__(self, *typed: Any, numbers: Iterable[int], **how: Any) -> None:
        super().__init__(*typed, **how)
        named = [(str(n), _("Session %(number)s") % {"number": n}) for n in numbers]
        self.fields["session"].choices = [("", _("The cohort, no session")), *named]  # type: ignore[attr-defined]

    def wording(self) -> Wording:
        """As the rules take it."""
        said = self.cleaned_data
        return Wording(
            said["title"], said["why"], said["tags"], said["ok_at_work"], said["session"]
        )


class ShareForm(WordingForm):
    """A link, or a file, and what is said of it."""

    url = LinkField(
        label=gettext_lazy("A link"),
        help_text=LINK_HELP,
        max_length=600,
        required=False,
        error_messages={"invalid": WRONG_LINK},
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    file = forms.FileField(label=gettext_lazy("Or a file"), max_length=None, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ("url", "file", "title", "why", "tags", "session", "ok_at_work", "key")

    def __init__(self, *typed: Any, too_large: bool = False, **how: Any) -> None:
        how.setdefault("initial", {"key": uuid4()} | how.pop("begin", {}))
        super().__init__(*typed, **how)
        self.too_large = too_large
        self.fields["file"].help_text = _(
            "PDF, Word, Excel, PowerPoint, pictures, plain text; up to %(most)d MB. "
            "Where and when a picture was taken is left out."
        ) % {"most": checking.most_bytes() // checking.MEGA}
        self.checked: Checked | None = None

    def clean_file(self) -> Checked | None:
        if self.too_large:
            raise forms.ValidationError(checking.too_large())
        given = self.cleaned_data["file"]
        if given is None:
            return None
        if given.size > checking.most_bytes():
            raise forms.ValidationError(checking.too_large())
        try:
            return checking.check(given.name or "", given.read())
        except Unsafe as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if {"url", "file"} & {*self.errors}:
            return said
        if said.get("url") and said.get("file"):
            self.add_error("file", _("A link or a file, please: one at a time."))
        elif not said.get("url") and not said.get("file"):
            self.add_error("url", _("Please give a link, or choose a file."))
        return said

    def thing(self) -> str | Checked:
        """The link or the file."""
        given: str | Checked = self.cleaned_data["file"] or self.cleaned_data["url"]
        return given


class ChangeForm(WordingForm):
    """The same, changed; the address too, if it is a link."""

    url = LinkField(
        label=gettext_lazy("The link"),
        help_text=LINK_HELP,
        max_length=600,
        error_messages={"invalid": WRONG_LINK},
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    field_order = ("url", "title", "why", "tags", "session", "ok_at_work", "version")

    def __init__(self, resource: Resource, data: Any = None, *, numbers: Iterable[int]) -> None:
        super().__init__(data, numbers=numbers, initial=initial(resource))
        if resource.is_file:
            del self.fields["url"]


def initial(resource: Resource) -> dict[str, Any]:
    """What stands, as it would be typed."""
    return {
        "url": resource.url,
        "title": resource.title,
        "why": resource.why,
        "tags": ", ".join(resource.tags),
        "session": resource.session.number if resource.session else None,
        "ok_at_work": resource.ok_at_work,
        "version": resource.version,
    }


class FindForm(forms.Form):
    """What to look for on the shelf; whatever is typed, something is answered."""

    words = forms.CharField(
        label=gettext_lazy("Find"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    tag = forms.CharField(max_length=LONGEST_TAG, required=False)
    session = forms.IntegerField(min_value=1, max_value=500, required=False)
    at_work = forms.BooleanField(required=False)

    def wanted(self) -> Wanted:
        """Without what makes no sense."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


class StrikeForm(forms.Form):
    """Why, for those who look at it later."""

    reason = forms.CharField(
        label=gettext_lazy("Why, in a few words"),
        help_text=gettext_lazy("Say nothing of what stood there: this is kept."),
        max_length=300,
        required=False,
    )


class ContactForm(forms.Form):
    """Who can be asked about something in the library."""

    contact_name = forms.CharField(
        label=gettext_lazy("Who can be asked about it?"), max_length=120, required=False
    )
    contact_email = forms.CharField(
        label=gettext_lazy("Their address"),
        help_text=gettext_lazy("Everybody can read it."),
        max_length=254,
        required=False,
        validators=[EmailValidator()],
        widget=forms.EmailInput,
    )

    def contact(self) -> Contact:
        """As the rules take it."""
        return Contact(self.cleaned_data["contact_name"], self.cleaned_data["contact_email"])


class PassForm(ContactForm):
    """Where something is to go on to."""

    to = forms.ChoiceField(label=gettext_lazy("Where to?"), widget=forms.RadioSelect)
    field_order = ("to", "contact_name", "contact_email")

    def __init__(
        self, *typed: Any, cohorts: Iterable[Cohort], to_all: bool, asks_contact: bool, **how: Any
    ) -> None:
        super().__init__(*typed, **how)
        places = [(str(cohort.pk), cohort.name) for cohort in cohorts]
        if to_all:
            places.append((LIBRARY, _("The public library, for everybody")))
        self.fields["to"].choices = places  # type: ignore[attr-defined]
        self.fields["contact_name"].help_text = _("For the public library alone.")
        if not (to_all and asks_contact):
            del self.fields["contact_name"], self.fields["contact_email"]

    def to_cohort(self) -> int | None:
        """None: to everybody."""
        said = self.cleaned_data["to"]
        return None if said == LIBRARY else int(said)

    def contact(self) -> Contact:
        said = self.cleaned_data
        return Contact(said.get("contact_name", ""), said.get("contact_email", ""))
